namespace Dl.Functional;

/// <summary>Every op as a function of values, one in each op's own file. PyTorch: <c>torch</c> and <c>torch.nn.functional</c>.</summary>
public static partial class Ops;
