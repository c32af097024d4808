using BenchmarkDotNet.Running;
using Dl.Bench;
using Dl.Bench.Peers;

if (args is ["peers", .. var rest])
    return PeersCommand.Make().Parse(rest).Invoke();
if (args is ["growth"])
    return Growth.Run();
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
