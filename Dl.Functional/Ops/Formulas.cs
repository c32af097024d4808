namespace Dl.Functional;

/// <summary><c>x y</c>.</summary>
readonly struct Times : IFormula2
{
    public N At<N>(N x, N y) where N : struct, ILane<N> => x * y;
}

/// <summary><c>x - y</c>.</summary>
readonly struct Minus : IFormula2
{
    public N At<N>(N x, N y) where N : struct, ILane<N> => x - y;
}

/// <summary><c>x + y</c>.</summary>
readonly struct Plus : IFormula2
{
    public N At<N>(N x, N y) where N : struct, ILane<N> => x + y;
}

/// <summary><c>x / y</c>.</summary>
readonly struct Quotient : IFormula2
{
    public N At<N>(N x, N y) where N : struct, ILane<N> => x / y;
}

/// <summary>The larger of two.</summary>
readonly struct Larger : IFormula2
{
    public N At<N>(N x, N y) where N : struct, ILane<N> => N.Max(x, y);
}

/// <summary><c>e^x</c>.</summary>
readonly struct Exponential : IFormula1
{
    public N At<N>(N x) where N : struct, ILane<N> => N.Exp(x);
}

/// <summary><c>1 / sqrt(variance + epsilon)</c>, epsilon inside the root.</summary>
readonly struct InverseDeviation(double epsilon) : IFormula1
{
    public N At<N>(N variance) where N : struct, ILane<N> => N.Of(1) / N.Sqrt(variance + N.Of(epsilon));
}
