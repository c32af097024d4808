using BenchmarkDotNet.Configs;
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
// The whole library is built again, which beside other work takes longer than the two minutes that are the default.
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, ManualConfig.Create(DefaultConfig.Instance).WithBuildTimeout(TimeSpan.FromMinutes(15)));
return 0;
