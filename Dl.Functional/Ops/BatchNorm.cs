namespace Dl.Functional;

/// <summary>
/// Normalises each feature (last axis) over all other axes of the batch: <c>y = scale (x - mean) / sqrt(var + epsilon) + shift</c>,
/// with the biased variance. Hands out the mean and the biased variance aside.
/// Source: Ioffe and Szegedy, 2015. PyTorch: <c>F.batch_norm(training=True)</c>.
/// </summary>
/// <remarks>
/// With n items, h = (x - mean) / sqrt(var + epsilon) and d = g scale, the cotangent of x is
/// <c>(d - mean(d) - h mean(d h)) / sqrt(var + epsilon)</c>: orthogonal to 1 and, up to epsilon, to h.
/// </remarks>
/// <param name="Epsilon">Added to the variance, inside the root.</param>
public sealed record BatchNormOp(double Epsilon) : Op("batch norm")
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
    {
        this.Expect(inputs, 3);
        var (x, scale, shift) = (inputs[0], inputs[1], inputs[2]);
        var features = Shape.Of(x.Shape.Last);
        if (x.Shape.Rank < 2 || x.Shape.Rows == 0) throw new DlException($"batch norm: {x.Shape} has no batch to take statistics of; give at least (batch, features)");
        if (scale.Shape != features || shift.Shape != features)
            throw new DlException($"batch norm: input {x.Shape} has {x.Shape.Last} features, but scale is {scale.Shape} and shift {shift.Shape}, not {features}");
        var share = T.One / T.CreateChecked(x.Shape.Rows);
        var mean = Tensor<T>.Build(features, (x, share), static (into, s) =>
        {
            Broadcast.SumTo(s.x, Shape.Of(into.Length), into, false);
            Core.Pointwise.MapRight(new Times(), into, s.share, into);
        });
        var centred = Tensor<T>.Build(x.Shape, (x, mean), static (into, s) => Broadcast.Map(new Minus(), s.x, s.mean, s.x.Shape, into));
        var variance = Tensor<T>.Build(features, (centred, share), static (into, s) =>
        {
            AddProducts(s.centred, s.centred, into);
            Core.Pointwise.MapRight(new Times(), into, s.share, into);
        });
        var inverse = Tensor<T>.Build(features, (variance, Epsilon), static (into, s) => Core.Pointwise.Map(new InverseDeviation(s.Epsilon), s.variance.Span, into));
        var normal = Tensor<T>.Build(x.Shape, (centred, inverse), static (into, s) => Broadcast.Map(new Times(), s.centred, s.inverse, s.centred.Shape, into));
        var y = Tensor<T>.Build(x.Shape, (normal, scale, shift), static (into, s) => EachRow(into, s.normal, (s.scale, s.shift), static (into, row, s) =>
            Core.Pointwise.Map(new Affine(), row, s.scale.Span, s.shift.Span, into)));
        return new(y, g =>
        {
            var along = Tensor<T>.Build(features, (g, normal), static (into, s) => AddProducts(s.g, s.normal, into));
            var total = Tensor<T>.Build(features, g, static (into, g) => Broadcast.SumTo(g, Shape.Of(into.Length), into, false));
            return [
                Delta<T>.Of(x.Shape, (g, normal, along, total, factor: Tensor<T>.Build(features, (scale, inverse), static (into, s) =>
                    Core.Pointwise.Map(new Times(), s.scale.Span, s.inverse.Span, into)), share), static (into, add, s) =>
                {
                    var features = s.along.Shape.Size;
                    ReadOnlySpan<T> g = s.g.Span, h = s.normal.Span, along = s.along.Span, total = s.total.Span, factor = s.factor.Span;
                    for (var start = 0; start < into.Length; start += features)
                        for (var j = 0; j < features; j++)
                        {
                            var d = factor[j] * (g[start + j] - s.share * (total[j] + h[start + j] * along[j]));
                            into[start + j] = add ? into[start + j] + d : d;
                        }
                }),
                along,
                total];
        }, [mean, variance]);
    }

    /// <summary>An example for the laws; epsilon is often large, because a small one hides where it stands.</summary>
    public static Example Example(Key key, int size)
    {
        var (rows, features) = (1 + Examples.Size(key, size, 0), Examples.Size(key, size, 1));
        return new(new BatchNormOp(Math.Round(4 * key.Uniform(2)) / 4 + 1.0 / 64), [
            Examples.Any(key.Child(0), [rows, features]), Examples.Any(key.Child(1), [features]), Examples.Any(key.Child(2), [features])]);
    }

    // into[j] = sum over rows of x[i, j] y[i, j], in the order of the rows.
    static void AddProducts<T>(Tensor<T> x, Tensor<T> y, Span<T> into) where T : struct, IFloatingPointIeee754<T>
    {
        into.Clear();
        for (var start = 0; start < x.Shape.Size; start += into.Length)
            Core.Pointwise.Map(new Times(), x.Span.Slice(start, into.Length), y.Span.Slice(start, into.Length), into, true);
    }

    delegate void Row<T, S>(Span<T> into, ReadOnlySpan<T> row, S state);

    static void EachRow<T, S>(Span<T> into, Tensor<T> x, S state, Row<T, S> row) where T : struct, IFloatingPointIeee754<T>
    {
        for (var start = 0; start < into.Length; start += x.Shape.Last)
            row(into.Slice(start, x.Shape.Last), x.Span.Slice(start, x.Shape.Last), state);
    }

    readonly struct Affine : IFormula3
    {
        public N At<N>(N x, N scale, N shift) where N : struct, ILane<N> => x * scale + shift;
    }
}

public static partial class Ops
{
    /// <summary>Normalisation by the statistics of the batch; aside are mean and biased variance. See <see cref="BatchNormOp"/>.</summary>
    public static Diff<T, With<T>> BatchNorm<T>(Var<T> x, Var<T> scale, Var<T> shift, double epsilon) where T : struct, IFloatingPointIeee754<T> =>
        Diff.ApplyWith(new BatchNormOp(epsilon), [x, scale, shift]);
}
