namespace Dl.Functional;

/// <summary>How <see cref="Muon"/> sizes the update of a matrix of so many inputs and outputs.</summary>
public enum MuonScale
{
    /// <summary>By <c>sqrt(max(1, outputs / inputs))</c>: Jordan, 2024.</summary>
    Shape,

    /// <summary>By <c>0.2 sqrt(max(inputs, outputs))</c>, the usual size of Adam's updates: Liu et al., 2025.</summary>
    LikeAdam,

    /// <summary>Not at all: the singular values of the update are near 1.</summary>
    None,
}

/// <summary>
/// Muon: momentum whose singular values are brought near 1. <c>m = decay m + (1 - decay) g; n = (1 - decay) g + decay m</c> with Nesterov, else m;
/// u is the fifth-order Newton and Schulz iteration from <c>X = n / (|n| + epsilon)</c>: <c>X = a X + (b A + c A A) X, A = X X'</c>, with
/// <c>(a, b, c) = (3.4445, -4.7750, 2.0315)</c>. For matrices and kernels; <see cref="Optimizer.Muon"/> leaves the rest to AdamW. A kernel is a
/// matrix whose columns are its outputs, a vector a matrix of one column. Source: Jordan et al., 2024. PyTorch: <c>Muon</c>; Keras: <c>Muon</c>;
/// Optax: <c>contrib.muon</c>.
/// </summary>
/// <param name="Decay">What stays of the mean of the gradients.</param>
/// <param name="Nesterov">Whether the step leans to the newest gradient.</param>
/// <param name="Steps">The number of iterations.</param>
/// <param name="Scale">The size of the update.</param>
/// <param name="Epsilon">Keeps the first quotient finite.</param>
public sealed record Muon(double Decay = 0.95, bool Nesterov = true, int Steps = 5, MuonScale Scale = MuonScale.Shape, double Epsilon = 1e-7) : WholeLink("muon")
{
    static readonly Many<string> Names = ["m"];

    /// <inheritdoc/>
    public override ITree<T> Start<T>(Layout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        return LinkState<T>.Zeros(Names, layout.Size);
    }

    /// <inheritdoc/>
    public override Turned<T> Turn<T>(Flow<T> flow, ITree<T> state)
    {
        ArgumentNullException.ThrowIfNull(flow);
        var (keep, take) = (T.CreateChecked(Decay), T.CreateChecked(1 - Decay));
        var m = Vectors.Sum(keep, Own<LinkState<T>>(state)[0], take, flow.Update);
        var n = Nesterov ? Vectors.Sum(take, flow.Update, keep, m) : m;
        var leaves = flow.Layout.Slots.Map(slot => (slot.Start, Update: Orthogonal(Matrices.In(slot, n))));
        var update = Tensor<T>.Build(m.Shape, leaves, static (into, leaves) =>
        {
            foreach (var (start, leaf) in leaves) leaf.Span.CopyTo(into[start..]);
        });
        return new(update, new LinkState<T>(Names, m.Reshape([1, m.Shape.Size])));
    }

    /// <summary>The matrix with singular values near 1, sized.</summary>
    Tensor<T> Orthogonal<T>(Tensor<T> matrix) where T : struct, IFloatingPointIeee754<T>
    {
        var (inputs, outputs) = (matrix.Shape[0], matrix.Shape[1]);
        var size = Scale switch
        {
            MuonScale.Shape => Math.Sqrt(Math.Max(1, (double)outputs / inputs)),
            MuonScale.LikeAdam => 0.2 * Math.Sqrt(Math.Max(inputs, outputs)),
            _ => 1,
        };
        var x = Times(matrix, 1 / (Magnitude.Of(matrix).Value + Epsilon));
        // The smaller of the two squares: X X' for a wide matrix, X' X for a tall one.
        var tall = inputs > outputs;
        var (a, b, c) = (T.CreateChecked(3.4445), T.CreateChecked(-4.7750), T.CreateChecked(2.0315));
        for (var i = 0; i < Steps; i++)
        {
            var square = tall ? Matrices.Product(x, true, x, false) : Matrices.Product(x, false, x, true);
            var mixed = Vectors.Sum(b, square, c, Matrices.Product(square, false, square, false));
            x = Vectors.Sum(a, x, T.One, tall ? Matrices.Product(x, false, mixed, false) : Matrices.Product(mixed, false, x, false));
        }
        return Times(x, size);
    }

    static Tensor<T> Times<T>(Tensor<T> x, double factor) where T : struct, IFloatingPointIeee754<T> => Vectors.Sum(T.CreateTruncating(factor), x, T.Zero, x);

    /// <summary>Points on which libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("rate", "0.02", "0.001", "0.001", "always given"),
        new("size of an update", "sqrt(max(1, outputs / inputs)); MuonScale has the others", "same", "same", "same"),
        new("what is no matrix", "AdamW, by role", "refused", "AdamW, by rank", "AdamW, by rank"),
    ];

    /// <summary>An example for the laws.</summary>
    public static ILink Example(Key key) => new Muon(Rule.Share(key, 0), key.Bernoulli(0.5, 1), 1 + key.Below(5, 2), Rule.Choice<MuonScale>(key, 3), 0.5);
}
