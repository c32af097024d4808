using System.Globalization;
using System.Runtime.InteropServices;

namespace Dl.Properties;

/// <summary>The laws of tensors, shapes, indices and lists: values that share memory and never change.</summary>
public static class TensorLaws
{
    /// <summary>Tensors are values.</summary>
    public static Law<SeedCase> Value { get; } = ValueFor(EqualityComparer<Tensor<double>>.Default, (x, y) => x.SameBits(y));

    /// <summary>Views share memory.</summary>
    public static Law<SeedCase> Views { get; } = ViewsFor((x, shape) => x.Reshape(shape), (x, from, shape) => x.View(from, shape));

    /// <summary>Printed tensors read back.</summary>
    public static Law<SeedCase> Print { get; } = PrintFor(x => x.ToString());

    /// <summary>Copies and conversions.</summary>
    public static Law<SeedCase> Copies { get; } = CopiesFor();

    /// <summary>Shapes stretch to a common one.</summary>
    public static Law<SeedCase> Shapes { get; } = ShapesFor((a, b) => a.Broadcast(b));

    /// <summary>Stretching and its adjoint.</summary>
    public static Law<SeedCase> Stretch { get; } = StretchFor((x, shape) => Tensor<double>.Build(shape, x, (into, x) => Broadcast.Stretch(x, shape, into, false)));

    /// <summary>Integers with a shape, and lists, are values.</summary>
    public static Law<SeedCase> Lists { get; } = ListsFor(EqualityComparer<object>.Default, Indices.Of);

    /// <summary>Every law.</summary>
    public static Many<Law<SeedCase>> Laws { get; } = [Value, Views, Print, Copies, Shapes, Stretch, Lists];

    /// <summary>Every claim.</summary>
    public static Many<Claim> All { get; } = LawBook.On(SeedCase.Subject("tensor"), Laws).ToMany();

    /// <summary>Tensors are values, for an equality and a comparison of bits.</summary>
    public static Law<SeedCase> ValueFor(IEqualityComparer<Tensor<double>> values, Func<Tensor<double>, Tensor<double>, bool> sameBits) => new("value", "equal shapes and elements are equal and have one hash (0 is -0, NaN is NaN); another element or shape is not; SameBits tells -0 from 0", asked =>
    {
        var (x, other) = (Drawn(asked, 0), Drawn(asked, 1));
        var same = Tensor<double>.Of(x.Shape, x.Span.ToArray());
        var with = (double value) => Tensor<double>.From([x.Shape.Size + 1], [.. x.Span, value]);
        bool equal(Tensor<double> a, Tensor<double> b) => values.Equals(a, b) && values.GetHashCode(a) == values.GetHashCode(b);
        return Verdict.If(equal(x, same) && values.Equals(same, x) && sameBits(x, same) && x.Equals((object)same), () => $"{x} and its copy are not equal")
            .And(() => Verdict.If(values.Equals(x, other) == (x.Shape == other.Shape && x.Span.SequenceEqual(other.Span)), () => $"{x} against {other}"))
            .And(() => Verdict.If(!values.Equals(x, x.Reshape(x.Shape.Batch(1))) && !values.Equals(x, null), () => $"{x} equals itself under another shape"))
            .And(() => Verdict.If(!values.Equals(with(1), with(2)), () => "another last element is equal"))
            .And(() => Verdict.If(equal(with(0), with(-0.0)) && !sameBits(with(0), with(-0.0)), () => "0 and -0 must be equal, of one hash, and of other bits"))
            .And(() => Verdict.If(equal(with(double.NaN), with(double.NaN)), () => "NaN must equal NaN"));
    });

    /// <summary>Views share memory, for ways of making them.</summary>
    public static Law<SeedCase> ViewsFor(Func<Tensor<double>, Shape, Tensor<double>> reshape, Func<Tensor<double>, int, Shape, Tensor<double>> view) => new("views", "Reshape and View share memory and read it where they say; what does not fit is refused", asked =>
    {
        var x = Drawn(asked, 0);
        var size = x.Shape.Size;
        var from = asked.Key.Below(size + 1, 20);
        var count = asked.Key.Below(size - from + 1, 21);
        var (flat, part) = (reshape(x, [size]), view(x, from, [count]));
        return Bits.Same(x, reshape(flat, x.Shape), () => "reshaped and back")
            .And(() => Verdict.If(part.Span.SequenceEqual(x.Span.Slice(from, count)), () => $"{count} elements from {from} of {x} are {part}"))
            .And(() => Verdict.If(size == 0 || flat.Span == x.Span.Slice(0, size) && (count == 0 || part.Span.Overlaps(x.Span)), () => "a view does not share memory"))
            .And(() => Verdict.If(count == 0 || view(part, count - 1, [1])[0] == flat[from + count - 1], () => "a view of a view reads another element"))
            .And(() => Bits.Refused("cannot take the shape", () => reshape(x, [size + 1]), () => "a larger shape"))
            .And(() => Bits.Refused("not inside", () => view(x, from, [size - from + 1]), () => "a view beyond the end"))
            .And(() => Bits.Refused("not inside", () => view(x, -1, [0]), () => "a view before the beginning"))
            .And(() => Bits.Refused("not inside", () => view(x, int.MaxValue, [1]), () => "a view far beyond the end"))
            .And(() => Bits.Refused("elements", () => Tensor<double>.Of([size + 1], x.Span.ToArray()), () => "an element too few"))
            .And(() => size == 1 ? Verdict.Holds : Bits.Refused("not one number", () => x.ToScalar(), () => $"{x.Shape} as one number"));
    });

    /// <summary>Printed tensors read back, for a way of printing them.</summary>
    public static Law<SeedCase> PrintFor(Func<object, string?> print) => new("print", "ToString is C# that makes the tensor again, to the bit, in any culture; a large one says how much it left out", asked =>
    {
        var x = Drawn(asked, 0);
        double[] special = [0, -0.0, 1, -1.5, 1e300, 5e-324, Math.PI, double.NaN, double.PositiveInfinity, double.NegativeInfinity];
        var odd = Tensor<double>.Of([special.Length], special);
        var large = Tensor<float>.Full([65], 1);
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo(asked.Key.Below(2, 30) == 0 ? "de-DE" : "sv-SE");
            return (x.Shape.Size > 64 ? Verdict.Holds : Bits.Same(x, Read<double>(print(x)), () => $"{x} read back"))
                .And(() => Bits.Same(odd, Read<double>(print(odd)), () => $"{odd} read back"))
                .And(() => Bits.Same(odd.Convert<float>(), Read<float>(print(odd.Convert<float>())), () => $"{odd.Convert<float>()} read back"))
                .And(() => Verdict.If(print(large)!.EndsWith(", ... 1 more)", StringComparison.Ordinal), () => $"65 elements are written as {print(large)}"))
                .And(() => Verdict.If(print(Tensor<float>.Of([2], 1, 0.5f)) == "Tensor<float>.Of([2], 1f, 0.5f)" && print(Tensor<double>.Of([0, 3])) == "Tensor<double>.Of([0, 3])", () => $"{print(Tensor<float>.Of([2], 1, 0.5f))} or {print(Tensor<double>.Of([0, 3]))}"));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    });

    /// <summary>Copies and conversions, for ways of making them.</summary>
    public static Law<SeedCase> CopiesFor(
        Func<Tensor<double>, Tensor<double>>? keep = null, Func<Shape, ImmutableArray<double>, Tensor<double>>? from = null,
        Func<Tensor<double>, Tensor<float>>? convert = null, Func<Tensor<double>, System.Numerics.Tensors.ReadOnlyTensorSpan<double>>? span = null) => new("copies", "Keep copies, Convert rounds as a cast does and comes back where it is exact, From and AsTensorSpan share memory", asked =>
    {
        var x = Drawn(asked, 0);
        var array = ImmutableArray.Create(x.Span.ToArray());
        var (kept, over, narrow) = (keep?.Invoke(x) ?? x.Keep(), from?.Invoke(x.Shape, array) ?? Tensor<double>.From(x.Shape, array), convert?.Invoke(x) ?? x.Convert<float>());
        return Verdict.If(kept.SameBits(x) && (x.Shape.Size == 0 || !kept.Span.Overlaps(x.Span)), () => "Keep is no copy")
            .And(() => Verdict.If(over.SameBits(x) && over.Span == array.AsSpan(), () => "From does not share the array's memory"))
            .And(() => Verdict.If(narrow.Span.SequenceEqual(x.Span.ToArray().Select(v => (float)v).ToArray()), () => $"{x} at float is {narrow}"))
            .And(() => Bits.Same(narrow, narrow.Convert<double>().Convert<float>(), () => "float to double and back"))
            .And(() => Bits.Same(x, x.Convert<Dual<double>>().Convert<double>(), () => "double to dual and back"))
            .And(() => Verdict.If(ReferenceEquals(x, x.Convert<double>()), () => "a conversion to its own scalar makes another tensor"))
            .And(() => TensorSpan(x, span is null ? x.AsTensorSpan() : span(x)));
    });

    /// <summary>Shapes stretch to a common one, for a way of finding it.</summary>
    public static Law<SeedCase> ShapesFor(Func<Shape, Shape, Shape> broadcast) => new("shapes", "Broadcast is commutative, associative, idempotent, has the scalar as unit, and refuses what differs on both sides", asked =>
    {
        var (a, b, c) = (Axes(asked, 0), Axes(asked, 1), Axes(asked, 2));
        Shape? stretched(Shape? one, Shape? other)
        {
            try
            {
                return one is null || other is null ? null : broadcast(one, other);
            }
            catch (DlException)
            {
                return null;
            }
        }
        return Verdict.If(Equals(stretched(a, b), stretched(b, a)), () => $"{a} with {b} is {stretched(a, b)}, the other way {stretched(b, a)}")
            .And(() => Verdict.If(Equals(stretched(stretched(a, b), c), stretched(a, stretched(b, c))), () => $"{a}, {b}, {c}: {stretched(stretched(a, b), c)} or {stretched(a, stretched(b, c))}"))
            .And(() => Verdict.If(Equals(stretched(a, a), a) && Equals(stretched(a, Shape.Scalar), a) && (stretched(a, b) is not { } ab || Equals(stretched(a, ab), ab)), () => $"{a} with itself, a scalar, or what it stretched to"))
            .And(() => Verdict.If(stretched(a, b) is null == Enumerable.Range(1, Math.Min(a.Rank, b.Rank)).Any(i => a[a.Rank - i] != b[b.Rank - i] && a[a.Rank - i] != 1 && b[b.Rank - i] != 1), () => $"{a} with {b} is {stretched(a, b)}"))
            .And(() => Verdict.If(a == Shape.Of([.. a]) && a.GetHashCode() == Shape.Of([.. a]).GetHashCode() && a.Size == a.Aggregate(1, (product, axis) => product * axis) && a.Rows * a.Last == a.Size && a.Batch(2).Example == a, () => $"{a} disagrees with its axes"))
            .And(() => Bits.Refused("do not broadcast", () => broadcast(a.Batch(2), a.Batch(3)), () => "2 against 3"))
            .And(() => Bits.Refused("negative", () => Shape.Of([.. a, -1]), () => "a negative axis"))
            .And(() => Bits.Refused("more than", () => Shape.Of(1 << 16, 1 << 16), () => "2^32 elements"));
    });

    /// <summary>Lists are values, for an equality and a way of making indices.</summary>
    public static Law<SeedCase> ListsFor(IEqualityComparer<object> values, Func<int[], Indices> made) => new("lists", "Indices, Many and Few are equal when their items are, have one hash then, and read back what they were given", asked =>
    {
        var items = Enumerable.Range(0, asked.Key.Below(asked.Scale + 4, 0)).Select(i => asked.Key.Below(5, i + 1)).ToArray();
        var (n, more) = (items.Length, (int[])[.. items, 7]);
        var (indices, many, few) = (made(items), Many.Of(items), Few.Of<int>(items));
        bool equal(object a, object b) => values.Equals(a, b) && values.GetHashCode(a) == values.GetHashCode(b);
        return Verdict.If(equal(indices, Indices.From([n], [.. items])) && !values.Equals(indices, Indices.Of(more)) && !values.Equals(indices, Indices.From([1, n], [.. items])), () => $"equality of {indices}")
            .And(() => Verdict.If(equal(many, items.ToMany()) && !values.Equals(many, Many.Of(more)) && equal(many.Concat([7]), Many.Of(more)), () => $"equality of {many}"))
            .And(() => Verdict.If(few == Few.Of<int>([.. items]) && few != Few.Of<int>(more) && equal(few, Few.Of<int>([.. items])) && !values.Equals(few, Few.Of<int>(more)), () => $"equality of {few}"))
            .And(() => Verdict.If(indices.Span.SequenceEqual(items) && many.SequenceEqual(items) && few.SequenceEqual(items) && many.Count == n && few.Count == n && indices.Count == n, () => $"{indices}, {many}, {few} do not read back {string.Join(", ", items)}"))
            .And(() => Verdict.If(many.Map(i => i + 1).SequenceEqual(items.Select(i => i + 1)) && few.Map(i => i + 1).SequenceEqual(items.Select(i => i + 1)), () => $"map over {many}"))
            .And(() => Verdict.If(indices.At(Indices.Of([.. Enumerable.Range(0, n).Reverse()])).Span.SequenceEqual(items.Reverse().ToArray()) && indices.Slice(n / 2, n - n / 2).Span.SequenceEqual(items.AsSpan(n / 2)), () => $"slices of {indices}"))
            .And(() => Verdict.If(many.ToString() == $"[{string.Join(", ", items)}]" && few.ToString() == many.ToString() && indices.ToString() == $"Indices.Of({string.Join(", ", items)})", () => $"{indices}, {many}, {few} do not print as C#"))
            .And(() => Bits.Refused("values", () => Indices.From([n + 1], [.. items]), () => "an index too few"));
    });

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

    // Up to three axes of 0 to the scale, often 1.
    static Shape Axes(SeedCase asked, int which)
    {
        var key = asked.Key.Child(50 + which);
        return Shape.Of([.. Enumerable.Range(0, key.Below(4, 0)).Select(i => key.Bernoulli(0.4, 10 + i) ? 1 : key.Below(asked.Scale + 1, i + 1))]);
    }

    static Tensor<double> Drawn(SeedCase asked, int which) => Examples.Any(asked.Key.Child(60 + which), Axes(asked, which));

    static Verdict TensorSpan(Tensor<double> x, System.Numerics.Tensors.ReadOnlyTensorSpan<double> span)
    {
        if (span.FlattenedLength != x.Shape.Size) return Verdict.Broken($"the tensor span of {x.Shape} has {span.FlattenedLength} elements");
        if (!span.Lengths.SequenceEqual(x.Shape.Rank == 0 ? [1] : [.. x.Shape.Select(axis => (nint)axis)])) return Verdict.Broken($"the tensor span of {x.Shape} has {span.Rank} axes");
        if (x.Shape.Size == 0) return Verdict.Holds;
        var shares = MemoryMarshal.CreateReadOnlySpan(in span.GetPinnableReference(), x.Shape.Size) == x.Span;
        return Verdict.If(shares && x.ToTensor().SequenceEqual(x.Span.ToArray()), () => $"the tensor span of {x.Shape} is a copy, or the copy is another tensor");
    }

    // Reads Tensor<...>.Of([axes], elements) without a culture.
    static Tensor<T> Read<T>(string? source) where T : struct, IFloatingPointIeee754<T>
    {
        var head = $"Tensor<{Literal.Name<T>()}>.Of([";
        if (source?.StartsWith(head, StringComparison.Ordinal) != true) throw new FormatException($"{source} does not begin with {head}");
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
