namespace Dl.Functional;

/// <summary>
/// The expectation <c>y = sum_k p_k x_k</c> along the last axis, for p and x of one shape: what has no mass counts nothing, even where x is infinite.
/// Cotangents g p and g x. PyTorch: <c>xlogy</c> and <c>torch.sum(p * x, -1)</c>, where 0 times infinity is NaN.
/// </summary>
public sealed record ExpectationOp() : Op("expectation")
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
    {
        this.Expect(inputs, 2);
        var (p, x) = (inputs[0], inputs[1]);
        if (p.Shape.Rank == 0 || p.Shape != x.Shape) throw new DlException($"expectation takes masses and numbers of one shape, not {p.Shape} and {x.Shape}");
        var y = Tensor<T>.Build([.. p.Shape.Take(p.Shape.Rank - 1)], (p, x), static (into, s) =>
        {
            ReadOnlySpan<T> p = s.p.Span, x = s.x.Span;
            var last = s.p.Shape.Last;
            for (var row = 0; row < into.Length; row++)
            {
                var sum = T.Zero;
                for (var k = row * last; k < (row + 1) * last; k++)
                    if (p[k] != T.Zero) sum += p[k] * x[k];
                into[row] = sum;
            }
        });
        return new(y, g => [Cotangent(g, x), Cotangent(g, p)]);
    }

    /// <summary>An example for the laws; some masses are 0.</summary>
    public static Example Example(Key key, int size)
    {
        Shape shape = [.. Examples.AnyShape(key.Child(0), size, 2), Examples.Size(key, size, 0)];
        var masses = Examples.Positive(key.Child(1), shape);
        return new(new ExpectationOp(), [Tensor<double>.From(shape, [.. masses.Span.ToArray().Select((mass, i) => key.Bernoulli(0.2, i + 1) ? 0 : mass)]), Examples.Any(key.Child(2), shape)]);
    }

    // A cotangent of 0 stays 0 beside an infinity.
    static Delta<T> Cotangent<T>(Tensor<T> g, Tensor<T> other) where T : struct, IFloatingPointIeee754<T> => Delta<T>.Of(other.Shape, (g, other), static (into, add, s) =>
    {
        ReadOnlySpan<T> g = s.g.Span, other = s.other.Span;
        var last = s.other.Shape.Last;
        for (var i = 0; i < into.Length; i++)
        {
            var share = g[i / last] == T.Zero ? T.Zero : g[i / last] * other[i];
            into[i] = add ? into[i] + share : share;
        }
    });
}

public static partial class Ops
{
    /// <summary>The expectation along the last axis, see <see cref="ExpectationOp"/>.</summary>
    public static Diff<T, Var<T>> Expectation<T>(Var<T> masses, Var<T> x) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(Sole<ExpectationOp>.It, [masses, x]);
}
