namespace Dl.Properties;

/// <summary>L8: layer, root mean square, group and instance norm are what naive loops make of each example, at any rank and epsilon.</summary>
public static class NormLaw
{
    /// <summary>Against naive loops, in both modes; and on constant examples, where the gradient is finite.</summary>
    public static Law<LayerCase> Loops { get; } = new("normalised groups", "each group is (x - mean) / sqrt(variance + eps), scaled and shifted by channel; constants have a finite gradient (L8, G9)", asked =>
    {
        if (Of(Claimed.By(asked.Layer), asked.Batch.Shape.Example) is not { } norm) return Verdict.Silent;
        return Same(asked, norm).And(() => norm.Epsilon > 0 ? Same(asked with { Batch = Tensor<double>.Zeros(asked.Batch.Shape) }, norm) : Verdict.Silent)
            .And(() => norm.Epsilon > 0
                ? Verdict.If((asked with { Batch = Tensor<double>.Zeros(asked.Batch.Shape) }).Pulled().Span.ToArray().All(double.IsFinite), () => "the gradient of an example of zeros is not finite")
                : Verdict.Silent);
    });

    /// <summary>As many groups as channels is the instance norm; one group is the layer norm over all axes.</summary>
    public static Law<LayerCase> Family { get; } = new("norm family", "instance norm is group norm with as many groups as channels, which with one group is layer norm over all axes (L8)", asked =>
    {
        var (shape, plain) = (asked.Batch.Shape.Example, asked.Plain());
        ILayer twin = Claimed.By(asked.Layer) switch
        {
            InstanceNorm norm => new GroupNorm(shape.Last, norm.Epsilon, norm.Scale, norm.Shift),
            LayerNorm norm when norm.Axes == shape.Rank => new GroupNorm(1, norm.Epsilon, norm.Scale, norm.Shift),
            _ => asked.Layer,
        };
        if (ReferenceEquals(twin, asked.Layer)) return Verdict.Silent;
        var start = twin.Init<double>(asked.Key, shape);
        return Verdict.Close(plain.Run(Mode.Train), twin.Apply(new Call<double>(start.Params, start.State, asked.Key, Mode.Train), asked.Batch).Value().Output.Value, 1e-13, () => $"against {Source.Of(twin)}");
    });

    static Verdict Same(LayerCase asked, Groups norm)
    {
        var (scale, shift) = (asked.Parameter(Role.Scale, norm.Channels, 1), asked.Parameter(Role.Shift, norm.Channels, 0));
        var (size, expected) = (asked.Batch.Shape.Example.Size, new double[asked.Batch.Shape.Size]);
        for (var start = 0; start < expected.Length; start += size)
            foreach (var group in Enumerable.Range(0, size).GroupBy(norm.Group))
            {
                var mean = norm.Centred ? group.Average(i => asked.Batch[start + i]) : 0;
                var deviation = Math.Sqrt(group.Average(i => (asked.Batch[start + i] - mean) * (asked.Batch[start + i] - mean)) + norm.Epsilon);
                foreach (var i in group) expected[start + i] = (asked.Batch[start + i] - mean) / deviation * scale[i % norm.Channels] + shift[i % norm.Channels];
            }
        if (!expected.All(double.IsFinite)) return Verdict.Silent;
        // The rounding of the mean, enlarged by 1 / sqrt(epsilon) where a group is nearly constant.
        var bound = 1e-13 + 64 * 1.2e-16 * size / Math.Sqrt(Math.Max(norm.Epsilon, 1e-12));
        var found = Tensor<double>.From(asked.Batch.Shape, [.. expected]);
        return Verdict.Close(asked.Run(Mode.Train), found, bound, () => "in learning").And(() => Verdict.Close(asked.Run(Mode.Infer), found, bound, () => "in use"));
    }

    static Groups? Of(ILayer claimed, Shape example) => claimed switch
    {
        LayerNorm norm => Tail(example, norm.Axes) is var size ? new(i => i / size, size, norm.Epsilon, true) : null,
        RmsNorm norm => Tail(example, norm.Axes) is var size ? new(i => i / size, size, norm.Epsilon, false) : null,
        GroupNorm norm => new(i => i % example.Last / (example.Last / norm.Groups), example.Last, norm.Epsilon, true),
        InstanceNorm norm => new(i => i % example.Last, example.Last, norm.Epsilon, true),
        _ => null,
    };

    static int Tail(Shape example, int axes) => example.Skip(example.Rank - axes).Aggregate(1, (product, axis) => product * axis);

    /// <summary>The group of each place of an example, and the period of scale and shift.</summary>
    sealed record Groups(Func<int, int> Group, int Channels, double Epsilon, bool Centred);
}
