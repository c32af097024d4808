using System.Globalization;
using System.Runtime.CompilerServices;
using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Core;

/// <summary>Faults in keys, tensors and trees.</summary>
public sealed partial class PlantedFaultTests
{
    [Plant("key/half open")]
    public void AUniformThatIsRoundedUpToHigh() => Breaks(KeyLaws.HalfOpenFor((key, low, high) => (key.Uniform<double>([1], low, high)[0], (float)(low + (high - low) * key.Uniform(0)))));

    [Plant("key/only")]
    public void ADrawThatForgetsItsKey() => Breaks(KeyLaws.OnlyFor(_ => [("a fault", _ => Tensor<double>.Scalar(1))]), "a key and its child");

    [Plant("key/only")]
    public void ADrawThatOnlyTellsTheRoot() => Breaks(KeyLaws.OnlyFor(asked => [("a fault", key => Tensor<double>.Scalar(key == asked.Key ? 0 : 1))]), "siblings");

    [Plant("key/only")]
    public void ADrawThatCounts()
    {
        var times = 0;
        Breaks(KeyLaws.OnlyFor(_ => [("a fault", key => key.Child(times++).Uniform<double>([3]))]), "drawn twice");
    }

    [Plant("tensor/value")]
    public void AnEqualityOfObjects() => Breaks(Values((x, y) => ReferenceEquals(x, y)), "its copy");

    [Plant("tensor/value")]
    public void AnEqualityOfElements() => Breaks(Values((x, y) => x is not null && y is not null && x.Span.SequenceEqual(y.Span)));

    [Plant("tensor/value")]
    public void AnEqualityOfShapes() => Breaks(Values((x, y) => x?.Shape == y?.Shape));

    [Plant("tensor/value")]
    public void AnEqualityOfBits() => Breaks(Values((x, y) => x is not null && y is not null && x.SameBits(y)), "0 and -0");

    [Plant("tensor/value")]
    public void AnEqualityWithoutNaN() => Breaks(Values((x, y) => Equals(x, y) && !x!.Span.ToArray().Any(double.IsNaN)), "NaN");

    [Plant("tensor/value")]
    public void AHashOfBits() => Breaks(Values(Equals, x => BitConverter.DoubleToInt64Bits(x.Span[^1]).GetHashCode()));

    [Plant("tensor/value")]
    public void BitsThatAreAnEquality() => Breaks(TensorLaws.ValueFor(EqualityComparer<Tensor<double>>.Default, Equals), "0 and -0");

    [Plant("tensor/views")]
    public void AViewThatIsACopy() => Breaks(TensorLaws.ViewsFor(Reshape, (x, from, shape) => x.View(from, shape).Keep()), "share memory");

    [Plant("tensor/views")]
    public void AShapeOverACopy() => Breaks(TensorLaws.ViewsFor((x, shape) => x.Reshape(shape).Keep(), View), "share memory");

    [Plant("tensor/views")]
    public void AViewThatBeginsOneEarly() => Breaks(TensorLaws.ViewsFor(Reshape, (x, from, shape) => View(x, from > 0 && from + shape.Size <= x.Shape.Size ? from - 1 : from, shape)));

    [Plant("tensor/views")]
    public void AViewThatIsMovedInside() => Breaks(TensorLaws.ViewsFor(Reshape, (x, from, shape) => View(x, Math.Max(from, 0), shape)), "before the beginning");

    [Plant("tensor/views")]
    public void AShapeThatTakesWhatThereIs() => Breaks(TensorLaws.ViewsFor((x, shape) => shape.Size > x.Shape.Size ? x : x.Reshape(shape), View), "a larger shape");

    [Plant("tensor/print")]
    public void APrintThatFollowsTheCulture() => Breaks(TensorLaws.PrintFor(x => x.ToString()!.Replace("1.5", 1.5.ToString(CultureInfo.CurrentCulture), StringComparison.Ordinal)));

    [Plant("tensor/print")]
    public void APrintThatForgetsTheSignOfZero() => Breaks(TensorLaws.PrintFor(x => x.ToString()!.Replace("double.NegativeZero", "0", StringComparison.Ordinal)), "read back");

    [Plant("tensor/print")]
    public void APrintThatHidesWhatItLeftOut() => Breaks(TensorLaws.PrintFor(x => x.ToString()!.Replace(" 1 more", "", StringComparison.Ordinal)), "65 elements");

    [Plant("tensor/copies")]
    public void AKeepThatKeepsNothing() => Breaks(TensorLaws.CopiesFor(keep: x => x), "Keep");

    [Plant("tensor/copies")]
    public void AFromThatCopies() => Breaks(TensorLaws.CopiesFor(from: (shape, array) => Tensor<double>.From(shape, array).Keep()), "From");

    [Plant("tensor/copies")]
    public void AConversionThatCuts() => Breaks(TensorLaws.CopiesFor(convert: x => Tensor<float>.From(x.Shape, [.. x.Span.ToArray().Select(v => (float)Math.Truncate(v))])), "at float");

    [Plant("tensor/copies")]
    public void ATensorSpanOfACopy() => Breaks(TensorLaws.CopiesFor(span: x => x.Keep().AsTensorSpan()), "tensor span");

    [Plant("tensor/shapes")]
    public void AShapeThatIsTheLeftOne() => Breaks(TensorLaws.ShapesFor((a, _) => a), "the other way");

    [Plant("tensor/shapes")]
    public void AShapeInTheMiddle() => Breaks(TensorLaws.ShapesFor((a, b) => Axiswise(a, b, (x, y) => (x + y + 1) / 2)));

    [Plant("tensor/shapes")]
    public void AShapeThatGrows() => Breaks(TensorLaws.ShapesFor((a, b) => a.Broadcast(b).Batch(1)));

    [Plant("tensor/shapes")]
    public void AShapeThatAnythingFits() => Breaks(TensorLaws.ShapesFor((a, b) => Axiswise(a, b, Math.Max)));

    [Plant("tensor/lists")]
    public void AListOfItsOwnOrder() => Breaks(TensorLaws.ListsFor(EqualityComparer<object>.Default, items => Indices.Of([.. items.Order()])));

    [Plant("tensor/lists")]
    public void AnEqualityOfLists() => Breaks(TensorLaws.ListsFor(ReferenceEqualityComparer.Instance!, Indices.Of), "equality");

    [Plant("tensor/lists")]
    public void AnEqualityOfAnything() => Breaks(TensorLaws.ListsFor(EqualityComparer<object>.Create((_, _) => true, _ => 0), Indices.Of), "equality");

    [Plant("tensor/lists")]
    public void AHashOfObjects() => Breaks(TensorLaws.ListsFor(EqualityComparer<object>.Create(Equals, RuntimeHelpers.GetHashCode), Indices.Of), "equality");

    [Plant("tree/scalars")]
    public void ANetworkOfAnotherFormAtFloat() => Breaks(TreeLaws.ScalarsFor(net => Net.Seq(net, new Uneven<float>([3], 1))), "slots");

    [Plant("tree/scalars")]
    public void ANetworkOfOtherNumbersAtDual() => Breaks(TreeLaws.ScalarsFor(net => Net.Seq(net, new Uneven<Dual<double>>([2], 2))), "at dual numbers");

    static Tensor<double> Reshape(Tensor<double> x, Shape shape) => x.Reshape(shape);

    static Tensor<double> View(Tensor<double> x, int from, Shape shape) => x.View(from, shape);

    static Law<SeedCase> Values(Func<Tensor<double>?, Tensor<double>?, bool> equal, Func<Tensor<double>, int>? hash = null) =>
        TensorLaws.ValueFor(EqualityComparer<Tensor<double>>.Create(equal, hash ?? (x => x.GetHashCode())), (x, y) => x.SameBits(y));

    // Two axes, aligned at the right, become one.
    static Shape Axiswise(Shape a, Shape b, Func<int, int, int> axis) => a.Rank < b.Rank ? Axiswise(b, a, axis)
        : Shape.Of([.. a.Select((x, i) => i < a.Rank - b.Rank ? x : axis(x, b[i - (a.Rank - b.Rank)]))]);

    /// <summary>A layer whose parameters have another shape and another number at one scalar.</summary>
    sealed record Uneven<U>(Shape Shape, double Number) : Layer("uneven")
    {
        public override Initial<T> Init<T>(Key key, Shape example) => new(example,
            Leaves<T>.Of(typeof(T) == typeof(U) ? Tensor<T>.Full(Shape, T.CreateChecked(Number)) : Tensor<T>.Ones([2])), Empty<T>.It);

        public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) => Diff.Return<T, Result<T>>(new(x, call.State));
    }
}
