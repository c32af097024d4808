namespace Dl.Functional;

/// <summary>
/// Normalises groups of numbers, each by its own mean and variance, then scales and shifts: <c>y = scale h + shift</c> with
/// <c>h = (x - mean) / sqrt(variance + epsilon)</c>, the biased variance, epsilon inside the root. All normalisations are this op:
/// </summary>
/// <remarks>
/// <para>x is read as (items, positions, channels): the first <see cref="Items"/> axes count items, the axes of scale and
/// shift, which are the last of x, count channels, what lies between counts positions. The channels of an item fall into
/// <see cref="Groups"/> equal parts, and a group is one part at all positions.</para>
/// <list type="table">
/// <listheader><term>normalisation</term><description>items, groups</description></listheader>
/// <item><term>batch (Ioffe and Szegedy, 2015)</term><description>0, as many as channels</description></item>
/// <item><term>layer (Ba, Kiros and Hinton, 2016)</term><description>all axes but the last ones, 1</description></item>
/// <item><term>root mean square (Zhang and Sennrich, 2019)</term><description>as layer, not centred</description></item>
/// <item><term>instance (Ulyanov, Vedaldi and Lempitsky, 2016)</term><description>1, as many as channels</description></item>
/// <item><term>group (Wu and He, 2018)</term><description>1, any that divides the channels</description></item>
/// </list>
/// <para>With n numbers in a group and d = g scale the cotangent of x is <c>(d - mean(d) - h mean(d h)) / sqrt(variance + epsilon)</c>,
/// the means over the group: orthogonal to 1 and, up to epsilon, to h. Not centred, mean(d) is left out. Aside are mean and
/// variance, (items, groups). PyTorch: <c>F.batch_norm</c>, <c>F.layer_norm</c>, <c>F.group_norm</c>, <c>F.instance_norm</c>, <c>F.rms_norm</c>.</para>
/// </remarks>
/// <param name="Items">How many leading axes count items that are normalised each for itself; negative: all but the last so many.</param>
/// <param name="Groups">Into how many groups the channels of an item fall.</param>
/// <param name="Epsilon">Added to the variance, inside the root.</param>
/// <param name="Centred">Whether the mean is subtracted; if not, it counts as 0 and the variance is the mean square.</param>
public sealed record NormaliseOp(int Items, int Groups, double Epsilon, bool Centred = true) : Op("normalise"), IFused
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
    {
        this.Expect(inputs, 3);
        Setting.AtLeast(Name, "epsilon", Epsilon);
        var (x, scale, shift) = (inputs[0], inputs[1], inputs[2]);
        var form = Form(x.Shape, scale.Shape, shift.Shape);
        var statistics = Tensor<T>.Build([2, form.Items, form.Groups], (x, form, Centred), static (into, s) => Measure(s.x.Span, s.form, s.Centred, into));
        var shape = Shape.Of(form.Items, form.Groups);
        var (mean, variance) = (statistics.View(0, shape), statistics.View(shape.Size, shape));
        var inverse = Tensor<T>.Build(shape, (variance, Epsilon), static (into, s) => Core.Pointwise.Map(new InverseDeviation(s.Epsilon), s.variance.Span, into));
        var y = Tensor<T>.Build(x.Shape, (x, scale, shift, mean, inverse, form), static (into, s) =>
        {
            if (s.form.ByColumns<T>())
            {
                var slope = new T[s.form.Channels];
                for (var item = 0; item < s.form.Items; item++)
                {
                    TensorPrimitives.Multiply(s.form.OfGroups(s.inverse.Span, item), s.scale.Span, slope);
                    Columns.Affine(s.form.Numbers(s.x.Span, item), s.form.OfGroups(s.mean.Span, item), slope, s.shift.Span, s.form.Numbers(into, item));
                }
                return;
            }
            Span<T> factor = s.form.Repeated(s.scale.Span), offset = s.form.Repeated(s.shift.Span);
            var scratch = Scratch<T>.Of(2 * s.form.Width);
            Span<T> mean = scratch[..s.form.Width], inverse = scratch[s.form.Width..];
            for (var item = 0; item < s.form.Items; item++)
            {
                s.form.Stretch(s.mean.Span, item, mean);
                s.form.Stretch(s.inverse.Span, item, inverse);
                foreach (var (start, length) in s.form.Of(item))
                {
                    var target = into.Slice(start, length);
                    Core.Pointwise.Map(new Normal(), s.x.Span.Slice(start, length), mean, inverse, target);
                    Core.Pointwise.Map(new Affine(), target, factor, offset, target);
                }
            }
        });
        return new(y, g =>
        {
            var channels = form.Channels;
            var sums = Tensor<T>.Build([2 * channels + 2 * shape.Size], (g, x, scale, mean, inverse, form), static (into, s) =>
                Sums(s.g.Span, s.x.Span, s.scale.Span, s.mean.Span, s.inverse.Span, s.form, into));
            var pulled = (g, x, scale, mean, inverse, along: sums.View(2 * channels, shape), level: sums.View(2 * channels + shape.Size, shape), form, Centred);
            return [
                Delta<T>.Of(x.Shape, pulled, static (into, add, s) => Pull(s.g.Span, s.x.Span, s.scale.Span, s.mean.Span, s.inverse.Span, s.along.Span, s.Centred ? s.level.Span : default, s.form, into, add)),
                sums.View(0, scale.Shape),
                sums.View(channels, shift.Shape)];
        }, [mean, variance]);
    }

    /// <inheritdoc/>
    public Diff<T, Var<T>> Parts<T>(Few<Var<T>> inputs) where T : struct, IFloatingPointIeee754<T>
    {
        var (x, scale, shift) = (inputs[0], inputs[1], inputs[2]);
        var form = Form(x.Shape, scale.Shape, shift.Shape);
        return
            from grouped in Ops.Reshape(x, form.Items, form.Positions, Groups, form.Channels / Groups)
            from mean in Diff.Apply(new MeanOp([1, 3], true), [grouped])
            from centred in Centred ? Ops.Subtract(grouped, mean) : Diff.Return<T, Var<T>>(grouped)
            from squares in Ops.Multiply(centred, centred)
            from variance in Diff.Apply(new MeanOp([1, 3], true), [squares])
            from above in Ops.Add(variance, Tensor<T>.Scalar(T.CreateChecked(Epsilon)))
            from deviation in Ops.Sqrt(above)
            from normal in Ops.Divide(centred, deviation)
            from shaped in Ops.Reshape(normal, [.. x.Shape])
            from scaled in Ops.Multiply(shaped, scale)
            from y in Ops.Add(scaled, shift)
            select y;
    }

    NormalForm Form(Shape x, Shape scale, Shape shift)
    {
        var items = Items < 0 ? x.Rank + Items : Items;
        if (items < 0 || items > x.Rank) throw new DlException($"{Name}: {x} has {x.Rank} axes, but the {(Items < 0 ? $"last {-Items} are normalised together" : $"first {Items} count items")}");
        if (scale != shift) throw new DlException($"{Name}: the scale is {scale}, but the shift {shift}; give both the shape of the channels");
        if (items + scale.Rank > x.Rank || !x.EndsIn(scale))
            throw new DlException($"{Name}: input {x}, of which the first {items} axes count items, does not end in {scale}, the shape of scale and shift");
        if (Groups < 1 || scale.Size % Groups != 0) throw new DlException($"{Name}: {scale.Size} channels do not fall into {Groups} equal groups");
        var (count, positions) = (x.Product(0, items), x.Product(items, x.Rank - scale.Rank));
        return positions > 0 ? new(count, positions, scale.Size, Groups) : throw new DlException($"{Name}: {x} has no numbers to take statistics of");
    }

    // Mean and biased variance of every group: means first, then what is left after subtracting them.
    static void Measure<T>(ReadOnlySpan<T> x, NormalForm form, bool centred, Span<T> into) where T : struct, IFloatingPointIeee754<T>
    {
        Span<T> means = into[..(into.Length / 2)], variances = into[(into.Length / 2)..];
        if (form.ByColumns<T>())
        {
            for (var item = 0; item < form.Items; item++) Columns.Moments(form.Numbers(x, item), centred, form.OfGroups(means, item), form.OfGroups(variances, item));
            return;
        }
        var scratch = Scratch<T>.Of(2 * form.Width);
        Span<T> sum = scratch[..form.Width], mean = scratch[form.Width..];
        means.Clear();
        for (var item = 0; item < form.Items; item++)
        {
            if (centred)
            {
                sum.Clear();
                foreach (var (start, length) in form.Of(item)) TensorPrimitives.Add(sum[..length], x.Slice(start, length), sum[..length]);
                form.Mean(form.Folded(sum), item, means);
            }
            form.Stretch(means, item, mean);
            sum.Clear();
            foreach (var (start, length) in form.Of(item)) Core.Pointwise.Map(new SquaredDistance(), x.Slice(start, length), mean, sum[..length], true);
            form.Mean(form.Folded(sum), item, variances);
        }
    }

    // One pass over cotangent and input: the cotangents of scale and shift, then for each group mean(d h) and mean(d).
    static void Sums<T>(ReadOnlySpan<T> g, ReadOnlySpan<T> x, ReadOnlySpan<T> scale, ReadOnlySpan<T> mean, ReadOnlySpan<T> inverse, NormalForm form, Span<T> into) where T : struct, IFloatingPointIeee754<T>
    {
        var (channels, groups) = (form.Channels, form.Items * form.Groups);
        Span<T> ofScale = into[..channels], ofShift = into.Slice(channels, channels), along = into.Slice(2 * channels, groups), level = into.Slice(2 * channels + groups, groups);
        var width = form.Width;
        var scratch = Scratch<T>.Of(5 * width);
        Span<T> centre = scratch[..width], factor = scratch.Slice(1 * width, width), h = scratch.Slice(2 * width, width), products = scratch.Slice(3 * width, width), sums = scratch.Slice(4 * width, width);
        ofScale.Clear();
        ofShift.Clear();
        for (var item = 0; item < form.Items; item++)
        {
            form.Stretch(mean, item, centre);
            form.Stretch(inverse, item, factor);
            products.Clear();
            sums.Clear();
            if (form.ByColumns<T>())
                Columns.Sums(form.Numbers(g, item), form.Numbers(x, item), form.OfGroups(mean, item), form.OfGroups(inverse, item), sums[..channels], products[..channels]);
            else
                foreach (var (start, length) in form.Of(item))
                {
                    Core.Pointwise.Map(new Normal(), x.Slice(start, length), centre, factor, h[..length]);
                    Core.Pointwise.Map(new Times(), g.Slice(start, length), h, products[..length], true);
                    TensorPrimitives.Add(sums[..length], g.Slice(start, length), sums[..length]);
                }
            Span<T> product = form.ByColumns<T>() ? products[..channels] : form.Folded(products), sum = form.ByColumns<T>() ? sums[..channels] : form.Folded(sums);
            TensorPrimitives.Add(ofScale, product, ofScale);
            TensorPrimitives.Add(ofShift, sum, ofShift);
            TensorPrimitives.Multiply(product, scale, product);
            TensorPrimitives.Multiply(sum, scale, sum);
            form.Mean(product, item, along);
            form.Mean(sum, item, level);
        }
    }

    // (d - level - h along) inverse = g (scale inverse) - (x - mean) (along inverse^2) - level inverse.
    static void Pull<T>(ReadOnlySpan<T> g, ReadOnlySpan<T> x, ReadOnlySpan<T> scale, ReadOnlySpan<T> mean, ReadOnlySpan<T> inverse, ReadOnlySpan<T> along, ReadOnlySpan<T> level,
        NormalForm form, Span<T> into, bool add) where T : struct, IFloatingPointIeee754<T>
    {
        var scales = form.Repeated(scale);
        var width = form.Width;
        var scratch = Scratch<T>.Of(5 * width);
        Span<T> centre = scratch[..width], factor = scratch.Slice(1 * width, width), slope = scratch.Slice(2 * width, width), constant = scratch.Slice(3 * width, width), rest = scratch.Slice(4 * width, width);
        for (var item = 0; item < form.Items; item++)
        {
            form.Stretch(mean, item, centre);
            form.Stretch(inverse, item, factor);
            form.Stretch(along, item, slope);
            if (level.Length > 0) form.Stretch(level, item, constant);
            else constant.Clear();
            TensorPrimitives.Multiply(slope, factor, slope);
            TensorPrimitives.Multiply(slope, factor, slope);
            TensorPrimitives.Multiply(constant, factor, constant);
            TensorPrimitives.Multiply(factor, scales, factor);
            if (form.ByColumns<T>())
            {
                var channels = form.Channels;
                Columns.Combine(form.Numbers(g, item), form.Numbers(x, item), factor[..channels], centre[..channels], slope[..channels], constant[..channels], form.Numbers(into, item), add);
                continue;
            }
            foreach (var (start, length) in form.Of(item))
            {
                Core.Pointwise.Map(new Normal(), x.Slice(start, length), centre, slope, rest[..length]);
                TensorPrimitives.Add(rest[..length], constant[..length], rest[..length]);
                Core.Pointwise.Map(new Less(), g.Slice(start, length), factor, rest, into.Slice(start, length), add);
            }
        }
    }

    /// <summary>An example for the laws; epsilon is often large, because a small one hides where it stands.</summary>
    public static Example Example(Key key, int size)
    {
        Shape items = Examples.AnyShape(key.Child(0), size, 2), positions = Examples.AnyShape(key.Child(1), size, 2);
        var groups = Examples.Size(key, Math.Min(size, 3), 0);
        var width = Examples.Size(key, Math.Min(size, 3), 1);
        // A group of one number is normalised to nothing.
        if (positions.Size * width == 1) width = 2;
        Shape channels = groups == 1 && key.Bernoulli(0.3, 2) ? [Examples.Size(key, Math.Min(size, 3), 3), width] : [groups * width];
        Shape shape = [.. items, .. positions, .. channels];
        var op = new NormaliseOp(key.Bernoulli(0.5, 4) ? items.Rank : items.Rank - shape.Rank, groups, Examples.Epsilon(key.Child(5)), key.Bernoulli(0.7, 6));
        return new(op, [Examples.Any(key.Child(2), shape), Examples.Any(key.Child(3), channels), Examples.Any(key.Child(4), channels)]);
    }

    readonly struct SquaredDistance : IFormula2
    {
        public N At<N>(N x, N y) where N : struct, ILane<N> => (x - y) * (x - y);
    }

    readonly struct Normal : IFormula3
    {
        public N At<N>(N x, N mean, N factor) where N : struct, ILane<N> => (x - mean) * factor;
    }

    readonly struct Affine : IFormula3
    {
        public N At<N>(N x, N scale, N shift) where N : struct, ILane<N> => x * scale + shift;
    }

    readonly struct Less : IFormula3
    {
        public N At<N>(N x, N factor, N less) where N : struct, ILane<N> => x * factor - less;
    }
}

public static partial class Ops
{
    /// <summary>Each channel (the axes of scale and shift) normalised over all else; aside are mean and biased variance. See <see cref="NormaliseOp"/>.</summary>
    public static Diff<T, With<T>> BatchNorm<T>(Var<T> x, Var<T> scale, Var<T> shift, double epsilon) where T : struct, IFloatingPointIeee754<T> =>
        Diff.ApplyWith(new NormaliseOp(0, Math.Max(1, scale.Shape.Size), epsilon), [x, scale, shift]);

    /// <summary>The last axes, those of scale and shift, normalised for themselves. See <see cref="NormaliseOp"/>.</summary>
    public static Diff<T, Var<T>> LayerNorm<T>(Var<T> x, Var<T> scale, Var<T> shift, double epsilon) where T : struct, IFloatingPointIeee754<T> =>
        Diff.Apply(new NormaliseOp(x.Shape.Rank - scale.Shape.Rank, 1, epsilon), [x, scale, shift]);

    /// <summary>The last axes, those of scale, divided by the root of their mean square. See <see cref="NormaliseOp"/>.</summary>
    public static Diff<T, Var<T>> RmsNorm<T>(Var<T> x, Var<T> scale, double epsilon) where T : struct, IFloatingPointIeee754<T> =>
        Diff.Apply(new NormaliseOp(x.Shape.Rank - scale.Shape.Rank, 1, epsilon, Centred: false), [x, scale, Tensor<T>.Zeros(scale.Shape)]);

    /// <summary>Groups of the channels of each item, normalised for themselves; as many groups as channels is the instance norm. See <see cref="NormaliseOp"/>.</summary>
    public static Diff<T, Var<T>> GroupNorm<T>(Var<T> x, Var<T> scale, Var<T> shift, int groups, double epsilon) where T : struct, IFloatingPointIeee754<T> =>
        Diff.Apply(new NormaliseOp(1, groups, epsilon), [x, scale, shift]);
}
