namespace Dl.Functional;

/// <summary>
/// Normalises groups of the channels (last axis) of each example over all its positions, in learning and in use alike:
/// <c>y = scale (x - mean) / sqrt(var + epsilon) + shift</c> with the biased variance; scale and shift by channel. Works on
/// examples of any rank: (..., channels). Source: Wu and He, 2018. See <see cref="NormaliseOp"/>.
/// </summary>
/// <remarks>Laws: with as many groups as channels it is <see cref="InstanceNorm"/>; with one group it is <see cref="LayerNorm"/>
/// over all axes, but for scale and shift. PyTorch: <c>nn.GroupNorm</c>; Keras: <c>GroupNormalization</c>; Flax: <c>GroupNorm</c>.</remarks>
/// <param name="Groups">How many groups the channels fall into; it divides their number.</param>
/// <param name="Epsilon">Added to the variance, inside the root.</param>
/// <param name="Scale">Whether there is a learned scale, one number a channel.</param>
/// <param name="Shift">Whether there is a learned shift, one number a channel.</param>
public sealed record GroupNorm(int Groups, double Epsilon = 1e-5, bool Scale = true, bool Shift = true) : Layer("group norm")
{
    /// <summary>Where libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("epsilon", "inside the root, 1e-5", "same", "inside the root, 1e-3", "inside the root, 1e-6"),
        new("groups", "always given", "same", "32 unless given", "32 unless given"),
    ];

    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example)
    {
        Norm.CheckEpsilon(this, Epsilon);
        if (Groups < 1 || Demand.Features(Name, example, "channels") % Groups != 0) throw new DlException($"{Name}: the {example.Last} channels of examples {example} do not fall into {Groups} equal groups; give a divisor");
        Norm.CheckMembers(this, example.Size / Groups, example);
        return new(example, Norm.Start<T>([example.Last], Scale, Shift), Empty<T>.It);
    }

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x)
    {
        var p = call.Params(this, [x.Shape.Last], Scale, Shift);
        return from y in Ops.GroupNorm(x, p.Scale, p.Shift, Groups, Epsilon) select new Result<T>(y, call.State);
    }

    /// <summary>An example for the laws: often with one group, or as many as channels.</summary>
    public static LayerExample Example(Key key, int size)
    {
        var positions = Examples.AnyShape(key.Child(0), size, 2);
        var (groups, width) = (Examples.Size(key, Math.Min(size, 3), 0), Examples.Size(key, Math.Min(size, 3), 1));
        if (positions.Size * width == 1) width = 2;
        return new(new GroupNorm(groups, Examples.Epsilon(key.Child(1)), key.Bernoulli(0.7, 2), key.Bernoulli(0.7, 3)), [.. positions, groups * width]);
    }
}
