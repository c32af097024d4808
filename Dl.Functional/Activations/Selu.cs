namespace Dl.Functional;

public static partial class Ops
{
    /// <summary>The self-normalising unit, see <see cref="Functional.Selu"/>.</summary>
    public static Diff<T, Var<T>> Selu<T>(Var<T> x) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(new EluOp(Functional.Selu.Alpha, Functional.Selu.Scale), [x]);
}

/// <summary>
/// An <see cref="Elu"/> scaled so that numbers of mean 0 and variance 1, normally distributed, keep both. Source: Klambauer, Unterthiner, Mayr
/// and Hochreiter, "Self-normalizing neural networks", 2017. PyTorch: <c>nn.SELU</c>; Keras: <c>Activation("selu")</c>; Flax: <c>nn.selu</c>.
/// </summary>
public sealed record Selu() : Activation("selu")
{
    /// <summary>What makes 0 and 1 the fixed point, with <see cref="Scale"/>.</summary>
    public const double Alpha = 1.6732632423543772848170429916717;

    /// <summary>What makes 0 and 1 the fixed point, with <see cref="Alpha"/>.</summary>
    public const double Scale = 1.0507009873554804934193349852946;

    /// <inheritdoc/>
    public override Diff<T, Var<T>> Of<T>(Var<T> x) => Ops.Selu(x);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => new(new Selu(), Examples.Features(key, size));
}
