namespace Dl.Functional;

/// <summary>
/// Two examples and their targets mixed, lambda a + (1 - lambda) b with lambda from Beta(alpha, alpha) (Zhang, Cissé, Dauphin and Lopez-Paz, "mixup: Beyond empirical risk
/// minimization", 2018). Laws: lambda = 1 gives a; the shares of the classes keep the sum 1; where both are equal nothing changes, but for rounding.
/// </summary>
/// <remarks>The paper draws one lambda for a batch and a partner from the batch; here each example draws its own, from the whole set, so that what becomes of it does not
/// depend on who is in its batch. PyTorch: <c>torchvision.transforms.v2.MixUp</c>, Keras: <c>MixUp</c>, one lambda a batch.</remarks>
/// <param name="Alpha">Above 0; the smaller, the nearer lambda is to 0 or 1.</param>
public sealed record Mixup(double Alpha)
{
    /// <summary>Above 0; the smaller, the nearer lambda is to 0 or 1.</summary>
    public double Alpha { get; init; } = Setting.Above("mixup", "alpha", Alpha);

    /// <summary>The share of the first example.</summary>
    public double Share(Key key) => Draws.Beta(key, Alpha, Alpha);

    /// <summary>lambda a + (1 - lambda) b, for inputs and for targets.</summary>
    /// <exception cref="DlException">The shapes differ.</exception>
    public static Tensor<T> Mix<T>(Tensor<T> a, Tensor<T> b, double lambda) where T : struct, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.Shape != b.Shape) throw new DlException($"mixup: both have one shape, but these are {a.Shape} and {b.Shape}");
        return Tensor<T>.Build(a.Shape, (a, b, lambda), static (into, s) =>
        {
            var (share, rest) = (T.CreateChecked(s.lambda), T.CreateChecked(1 - s.lambda));
            for (var i = 0; i < into.Length; i++) into[i] = share * s.a.Span[i] + rest * s.b.Span[i];
        });
    }

    /// <summary>Two classes mixed, as shares of all classes.</summary>
    public static Tensor<T> Mix<T>(int a, int b, int classes, double lambda) where T : struct, IFloatingPointIeee754<T> => Tensor<T>.Build([classes], (a, b, lambda), static (into, s) =>
    {
        into.Clear();
        into[s.a] += T.CreateChecked(s.lambda);
        into[s.b] += T.CreateChecked(1 - s.lambda);
    });

    /// <summary>As it is typed.</summary>
    public override string ToString() => FormattableString.Invariant($"mixup({Alpha})");
}
