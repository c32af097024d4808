using BenchmarkDotNet.Running;

if (args is ["exhaustive", .. var functions]) return Dl.Bench.Exhaustive.Run(functions) ? 0 : 1;
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
