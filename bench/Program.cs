using BenchmarkDotNet.Running;
using Dl.Bench;
using Dl.Bench.Peers;
using Dl.Bench.Tabular;

if (args is ["peers", ..])
    return PeersCommand.Make().Parse(args).Invoke();
if (args is ["tabular", ..])
    return TabularCommand.Make().Parse(args).Invoke();
if (args is ["exhaustive", .. var functions])
    return Exhaustive.Run(functions) ? 0 : 1;
if (args is ["growth"])
    return Growth.Run();
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
