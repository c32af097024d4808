using System.Globalization;
using System.Runtime.InteropServices;

namespace Dl.Properties;

/// <summary>The laws of tensors, shapes, indices and lists: values that share memory and never change.</summary>
public static class TensorLaws
{
    /// <summary>Tensors are values.</summary>
    public static Law<SeedCase> Value { get; } = new("value", "equal shapes and elements are equal and have one hash (0 is -0, NaN is NaN); another element or shape is not; SameBits tells -0 from 0", asked =>
    {
        var (x, other) = (Drawn(asked, 0), Drawn(asked, 1));
        var same = Tensor<double>.Of(x.Shape, x.Span.ToArray());
        var with = (double value) => Tensor<double>.From([x.Shape.Size + 1], [.. x.Span, value]);
        return Verdict.If(x.Equals(same) && same.Equals(x) && x.GetHashCode() == same.GetHashCode() && x.SameBits(same) && x.Equals((object)same), () => $"{x} and its copy are not equal")
            .And(() => Verdict.If(x.Equals(other) == (x.Shape == other.Shape && x.Span.SequenceEqual(other.Span)), () => $"{x} against {other}"))
            .And(() => Verdict.If(!x.Equals(x.Reshape(x.Shape.Batch(1))) && !x.Equals(null), () => $"{x} equals itself under another shape"))
            .And(() => Verdict.If(!with(1).Equals(with(2)), () => "another last element is equal"))
            .And(() => Verdict.If(with(0).Equals(with(-0.0)) && with(0).GetHashCode() == with(-0.0).GetHashCode() && !with(0).SameBits(with(-0.0)), () => "0 and -0 must be equal, of one hash, and of other bits"))
            .And(() => Verdict.If(with(double.NaN).Equals(with(double.NaN)) && with(double.NaN).GetHashCode() == with(double.NaN).GetHashCode(), () => "NaN must equal NaN"));
    });

    /// <summary>Views share memory.</summary>
    public static Law<SeedCase> Views { get; } = new("views", "Reshape and View share memory and read it where they say; what does not fit is refused", asked =>
    {
        var x = Drawn(asked, 0);
        var size = x.Shape.Size;
        var from = asked.Key.Below(size + 1, 20);
        var count = asked.Key.Below(size - from + 1, 21);
        var (flat, view) = (x.Reshape([size]), x.View(from, [count]));
        return Bits.Same(x, flat.Reshape(x.Shape), () => "reshaped and back")
            .And(() => Verdict.If(view.Span.SequenceEqual(x.Span.Slice(from, count)), () => $"{count} elements from {from} of {x} are {view}"))
            .And(() => Verdict.If(size == 0 || flat.Span == x.Span.Slice(0, size) && (count == 0 || view.Span.Overlaps(x.Span)), () => "a view does not share memory"))
            .And(() => Verdict.If(count == 0 || view.View(count - 1, [1])[0] == flat[from + count - 1], () => "a view of a view reads another element"))
            .And(() => Bits.Refused("cannot take the shape", () => x.Reshape([size + 1]), () => "a larger shape"))
            .And(() => Bits.Refused("not inside", () => x.View(from, [size - from + 1]), () => "a view beyond the end"))
            .And(() => Bits.Refused("not inside", () => x.View(-1, [0]), () => "a view before the beginning"))
            .And(() => Bits.Refused("not inside", () => x.View(int.MaxValue, [1]), () => "a view far beyond the end"))
            .And(() => Bits.Refused("elements", () => Tensor<double>.Of([size + 1], x.Span.ToArray()), () => "an element too few"))
            .And(() => size == 1 ? Verdict.Holds : Bits.Refused("not one number", () => x.ToScalar(), () => $"{x.Shape} as one number"));
    });

    /// <summary>Printed tensors read back.</summary>
    public static Law<SeedCase> Print { get; } = new("print", "ToString is C# that makes the tensor again, to the bit, in any culture; a large one says how much it left out", asked =>
    {
        var x = Drawn(asked, 0);
        double[] special = [0, -0.0, 1, -1.5, 1e300, 5e-324, Math.PI, double.NaN, double.PositiveInfinity, double.NegativeInfinity];
        var odd = Tensor<double>.Of([special.Length], special);
        var large = Tensor<float>.Full([65], 1);
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo(asked.Key.Below(2, 30) == 0 ? "de-DE" : "sv-SE");
            return (x.Shape.Size > 64 ? Verdict.Holds : Bits.Same(x, Read<double>(x.ToString()), () => $"{x} read back"))
                .And(() => Bits.Same(odd, Read<double>(odd.ToString()), () => $"{odd} read back"))
                .And(() => Bits.Same(odd.Convert<float>(), Read<float>(odd.Convert<float>().ToString()), () => $"{odd.Convert<float>()} read back"))
                .And(() => Verdict.If(large.ToString().EndsWith(", ... 1 more)", StringComparison.Ordinal), () => $"65 elements are written as {large}"))
                .And(() => Verdict.If(Tensor<float>.Of([2], 1, 0.5f).ToString() == "Tensor<float>.Of([2], 1f, 0.5f)" && Tensor<double>.Of([0, 3]).ToString() == "Tensor<double>.Of([0, 3])", () => Tensor<float>.Of([2], 1, 0.5f).ToString()));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    });

    /// <summary>Copies and conversions.</summary>
    public static Law<SeedCase> Copies { get; } = new("copies", "Keep copies, Convert rounds as a cast does and comes back where it is exact, From and AsTensorSpan share memory", asked =>
    {
        var x = Drawn(asked, 0);
        var array = ImmutableArray.Create(x.Span.ToArray());
        var (kept, over, narrow) = (x.Keep(), Tensor<double>.From(x.Shape, array), x.Convert<float>());
        return Verdict.If(kept.SameBits(x) && (x.Shape.Size == 0 || !kept.Span.Overlaps(x.Span)), () => "Keep is no copy")
            .And(() => Verdict.If(over.SameBits(x) && over.Span == array.AsSpan(), () => "From does not share the array's memory"))
            .And(() => Verdict.If(narrow.Span.SequenceEqual(x.Span.ToArray().Select(v => (float)v).ToArray()), () => $"{x} at float is {narrow}"))
            .And(() => Bits.Same(narrow, narrow.Convert<double>().Convert<float>(), () => "float to double and back"))
            .And(() => Bits.Same(x, x.Convert<Dual<double>>().Convert<double>(), () => "double to dual and back"))
            .And(() => Verdict.If(ReferenceEquals(x, x.Convert<double>()), () => "a conversion to its own scalar makes another tensor"))
            .And(() => TensorSpan(x));
    });

    /// <summary>Shapes stretch to a common one.</summary>
    public static Law<SeedCase> Shapes { get; } = new("shapes", "Broadcast is commutative, associative, idempotent, has the scalar as unit, and refuses what differs on both sides", asked =>
    {
        var (a, b, c) = (Axes(asked, 0), Axes(asked, 1), Axes(asked, 2));
        return Verdict.If(Equals(Stretched(a, b), Stretched(b, a)), () => $"{a} with {b} is {Stretched(a, b)}, the other way {Stretched(b, a)}")
            .And(() => Verdict.If(Equals(Stretched(Stretched(a, b), c), Stretched(a, Stretched(b, c))), () => $"{a}, {b}, {c}: {Stretched(Stretched(a, b), c)} or {Stretched(a, Stretched(b, c))}"))
            .And(() => Verdict.If(Equals(Stretched(a, a), a) && Equals(Stretched(a, Shape.Scalar), a) && (Stretched(a, b) is not { } ab || Equals(Stretched(a, ab), ab)), () => $"{a} with itself, a scalar, or what it stretched to"))
            .And(() => Verdict.If(Stretched(a, b) is null == Enumerable.Range(1, Math.Min(a.Rank, b.Rank)).Any(i => a[a.Rank - i] != b[b.Rank - i] && a[a.Rank - i] != 1 && b[b.Rank - i] != 1), () => $"{a} with {b} is {Stretched(a, b)}"))
            .And(() => Verdict.If(a == Shape.Of([.. a]) && a.GetHashCode() == Shape.Of([.. a]).GetHashCode() && a.Size == a.Aggregate(1, (product, axis) => product * axis) && a.Rows * a.Last == a.Size && a.Batch(2).Example == a, () => $"{a} disagrees with its axes"))
            .And(() => Bits.Refused("do not broadcast", () => a.Batch(2).Broadcast(a.Batch(3)), () => "2 against 3"))
            .And(() => Bits.Refused("negative", () => Shape.Of([.. a, -1]), () => "a negative axis"))
            .And(() => Bits.Refused("more than", () => Shape.Of(1 << 16, 1 << 16), () => "2^32 elements"));
    });

    /// <summary>Stretching and its adjoint.</summary>
    public static Law<SeedCase> Stretch { get; } = StretchFor((x, shape) => Tensor<double>.Build(shape, x, (into, x) => Broadcast.Stretch(x, shape, into, false)));

    /// <summary>Integers with a shape, and lists, are values.</summary>
    public static Law<SeedCase> Lists { get; } = new("lists", "Indices, Many and Few are equal when their items are, have one hash then, and read back what they were given", asked =>
    {
        var items = Enumerable.Range(0, asked.Key.Below(asked.Scale + 4, 0)).Select(i => asked.Key.Below(5, i + 1)).ToArray();
        var (n, more) = (items.Length, (int[])[.. items, 7]);
        var (indices, many, few) = (Indices.Of(items), Many.Of(items), Few.Of<int>(items));
        return Verdict.If(indices.Equals(Indices.From([n], [.. items])) && indices.GetHashCode() == Indices.Of([.. items]).GetHashCode() && !indices.Equals(Indices.Of(more)) && !indices.Equals(Indices.From([1, n], [.. items])), () => $"equality of {indices}")
            .And(() => Verdict.If(many.Equals(items.ToMany()) && many.GetHashCode() == items.ToMany().GetHashCode() && !many.Equals(Many.Of(more)) && many.Concat([7]).Equals(Many.Of(more)), () => $"equality of {many}"))
            .And(() => Verdict.If(few == Few.Of<int>([.. items]) && few.GetHashCode() == Few.Of<int>([.. items]).GetHashCode() && few != Few.Of<int>(more), () => $"equality of {few}"))
            .And(() => Verdict.If(indices.Span.SequenceEqual(items) && many.SequenceEqual(items) && few.SequenceEqual(items) && many.Count == n && few.Count == n && indices.Count == n, () => $"{indices}, {many}, {few} do not read back {string.Join(", ", items)}"))
            .And(() => Verdict.If(many.Map(i => i + 1).SequenceEqual(items.Select(i => i + 1)) && few.Map(i => i + 1).SequenceEqual(items.Select(i => i + 1)), () => $"map over {many}"))
            .And(() => Verdict.If(indices.At(Indices.Of([.. Enumerable.Range(0, n).Reverse()])).Span.SequenceEqual(items.Reverse().ToArray()) && indices.Slice(n / 2, n - n / 2).Span.SequenceEqual(items.AsSpan(n / 2)), () => $"slices of {indices}"))
            .And(() => Verdict.If(many.ToString() == $"[{string.Join(", ", items)}]" && few.ToString() == many.ToString() && indices.ToString() == $"Indices.Of({string.Join(", ", items)})", () => $"{indices}, {many}, {few} do not print as C#"))
            .And(() => Bits.Refused("values", () => Indices.From([n + 1], [.. items]), () => "an index too few"));
    });

    /// <summary>Every law.</summary>
    public static Many<Law<SeedCase>> Laws { get; } = [Value, Views, Print, Copies, Shapes, Stretch, Lists];

    /// <summary>Every claim.</summary>
    public static Many<Claim> All { get; } = LawBook.On(SeedCase.Subject("tensor"), Laws).ToMany();

    /// <summary>The adjoint identity, for a way of stretching.</summary>
    public static Law<SeedCase> StretchFor(Func<Tensor<double>, Shape, Tensor<double>> stretch) => new("stretch", "<S x, y> = <x, S* y> for Broadcast.Stretch and SumTo, and both add when told to", asked =>
    {
        var shape = Axes(asked, 0);
        var cut = Shape.Of([.. shape.Skip(asked.Key.Below(shape.Rank + 1, 40)).Select((axis, i) => asked.Key.Uniform(41 + i) < 0.4 ? 1 : axis)]);
        var (x, y) = (Examples.Any(asked.Key.Child(1), cut), Examples.Any(asked.Key.Child(2), shape));
        var (wide, narrow) = (stretch(x, shape), Summed(y, cut, false));
        return Verdict.Close(Dot(wide, y), Dot(x, narrow), 1e-12 * (1 + 9 * shape.Size), () => $"<S x, y> from {cut} to {shape}")
            .And(() => Verdict.If(shape.Size == 0 || wide.Span.ToArray().All(v => x.Span.Contains(v)), () => $"{cut} stretched to {shape} holds other numbers"))
            .And(() => Verdict.Close(Twice(narrow), Summed(y, cut, true), 1e-13, () => "SumTo added to itself"))
            .And(() => Verdict.Close(Twice(wide), Tensor<double>.Build(shape, x, (into, x) =>
            {
                Broadcast.Stretch(x, shape, into, false);
                Broadcast.Stretch(x, shape, into, true);
            }), 1e-13, () => "Stretch added to itself"));
    });

    static Tensor<double> Summed(Tensor<double> y, Shape shape, bool twice) => Tensor<double>.Build(shape, y, (into, y) =>
    {
        Broadcast.SumTo(y, shape, into, false);
        if (twice) Broadcast.SumTo(y, shape, into, true);
    });

    static Tensor<double> Twice(Tensor<double> x) => Tensor<double>.From(x.Shape, [.. x.Span.ToArray().Select(v => 2 * v)]);

    static double Dot(Tensor<double> x, Tensor<double> y) => Enumerable.Range(0, x.Shape.Size).Sum(i => x[i] * y[i]);

    static Shape? Stretched(Shape? a, Shape? b)
    {
        try
        {
            return a is null || b is null ? null : a.Broadcast(b);
        }
        catch (DlException)
        {
            return null;
        }
    }

    // Up to three axes of 0 to the scale, often 1.
    static Shape Axes(SeedCase asked, int which)
    {
        var key = asked.Key.Child(50 + which);
        return Shape.Of([.. Enumerable.Range(0, key.Below(4, 0)).Select(i => key.Uniform(10 + i) < 0.4 ? 1 : key.Below(asked.Scale + 1, i + 1))]);
    }

    static Tensor<double> Drawn(SeedCase asked, int which) => Examples.Any(asked.Key.Child(60 + which), Axes(asked, which));

    static Verdict TensorSpan(Tensor<double> x)
    {
        var span = x.AsTensorSpan();
        if (span.FlattenedLength != x.Shape.Size) return Verdict.Broken($"the tensor span of {x.Shape} has {span.FlattenedLength} elements");
        if (!span.Lengths.SequenceEqual(x.Shape.Rank == 0 ? [1] : [.. x.Shape.Select(axis => (nint)axis)])) return Verdict.Broken($"the tensor span of {x.Shape} has {span.Rank} axes");
        if (x.Shape.Size == 0) return Verdict.Holds;
        var shares = MemoryMarshal.CreateReadOnlySpan(in span.GetPinnableReference(), x.Shape.Size) == x.Span;
        return Verdict.If(shares && x.ToTensor().SequenceEqual(x.Span.ToArray()), () => $"the tensor span of {x.Shape} is a copy, or the copy is another tensor");
    }

    // Reads Tensor<...>.Of([axes], elements) without a culture.
    static Tensor<T> Read<T>(string source) where T : struct, IFloatingPointIeee754<T>
    {
        var head = $"Tensor<{Literal.Name<T>()}>.Of([";
        if (!source.StartsWith(head, StringComparison.Ordinal)) throw new FormatException($"{source} does not begin with {head}");
        var parts = source[head.Length..^1].Split(']');
        int[] axes = [.. parts[0].Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(axis => int.Parse(axis, CultureInfo.InvariantCulture))];
        return Tensor<T>.Of(Shape.Of(axes), [.. parts[1].Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(Number<T>)]);
    }

    static T Number<T>(string text) where T : struct, IFloatingPointIeee754<T> => text.Split('.') switch
    {
        [_, "NaN"] => T.NaN,
        [_, "PositiveInfinity"] => T.PositiveInfinity,
        [_, "NegativeInfinity"] => T.NegativeInfinity,
        [_, "NegativeZero"] => T.NegativeZero,
        _ => T.Parse(text.TrimEnd('f'), NumberStyles.Float, CultureInfo.InvariantCulture),
    };
}
