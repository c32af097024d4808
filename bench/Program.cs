using BenchmarkDotNet.Running;
using Dl.Bench.Peers;

if (args is ["peers", .. var rest])
    return PeersCommand.Make().Parse(rest).Invoke();
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
