using System.Numerics.Tensors;

namespace Dl.Core;

/// <summary>
/// Stretching and its adjoint. Shapes are aligned at the last axis; an axis of size 1, or one that is missing, is read
/// again for every index (stride 0). Rows along the last axis are the unit of work, in a fixed order.
/// </summary>
public static class Broadcast
{
    /// <summary><c>into (+)= f(x, y)</c>, both stretched to <paramref name="shape"/>.</summary>
    public static void Map<T, F>(F f, Tensor<T> x, Tensor<T> y, Shape shape, Span<T> into, bool add = false)
        where T : struct, IFloatingPointIeee754<T> where F : struct, IFormula2
    {
        if (x.Shape == y.Shape)
        {
            Pointwise.Map(f, x.Span, y.Span, into, add);
            return;
        }
        if (into.Length == 0) return;
        var rows = new Rows(shape);
        var rest = shape.Last;
        var xs = x.Span;
        var ys = y.Span;
        var xr = new Reading(x.Shape, shape);
        var yr = new Reading(y.Shape, shape);
        for (var row = 0; row < rows.Count; row++, rows.Next(ref xr, ref yr))
        {
            var target = into.Slice(row * rest, rest);
            if (xr.Stretches) Pointwise.MapLeft(f, xs[xr.At], yr.Row(ys), target, add);
            else if (yr.Stretches) Pointwise.MapRight(f, xr.Row(xs), ys[yr.At], target, add);
            else Pointwise.Map(f, xr.Row(xs), yr.Row(ys), target, add);
        }
    }

    /// <summary><c>into (+)= x</c> stretched to <paramref name="shape"/>.</summary>
    public static void Stretch<T>(Tensor<T> x, Shape shape, Span<T> into, bool add) where T : struct, IFloatingPointIeee754<T>
    {
        if (into.Length == 0) return;
        var rows = new Rows(shape);
        var rest = shape.Last;
        var xs = x.Span;
        var xr = new Reading(x.Shape, shape);
        var none = new Reading(Shape.Scalar, shape);
        for (var row = 0; row < rows.Count; row++, rows.Next(ref xr, ref none))
        {
            var target = into.Slice(row * rest, rest);
            if (xr.Stretches)
            {
                if (add) TensorPrimitives.Add(target, xs[xr.At], target);
                else target.Fill(xs[xr.At]);
            }
            else if (add) TensorPrimitives.Add(target, xr.Row(xs), target);
            else xr.Row(xs).CopyTo(target);
        }
    }

    /// <summary><c>into (+)= x</c> summed down to <paramref name="shape"/>, which stretches to that of x: the adjoint of
    /// <see cref="Stretch"/>.</summary>
    public static void SumTo<T>(Tensor<T> x, Shape shape, Span<T> into, bool add) where T : struct, IFloatingPointIeee754<T>
    {
        if (x.Shape.Size > 0 && x.Shape.EndsIn(shape) && Tuned.ColumnSums(x, into, add)) return;
        if (!add) into.Clear();
        if (x.Shape.Size == 0) return;
        var rows = new Rows(x.Shape);
        var rest = x.Shape.Last;
        var xs = x.Span;
        var to = new Reading(shape, x.Shape);
        var none = new Reading(Shape.Scalar, x.Shape);
        for (var row = 0; row < rows.Count; row++, rows.Next(ref to, ref none))
        {
            var source = xs.Slice(row * rest, rest);
            if (to.Stretches) into[to.At] += TensorPrimitives.Sum(source);
            else
            {
                var target = into.Slice(to.At, rest);
                TensorPrimitives.Add(target, source, target);
            }
        }
    }

    /// <summary><c>into = f(into, x)</c> for each number of x that falls on it, where <paramref name="shape"/> stretches to that of x: a
    /// maximum, a product. What is there before is where it begins; f must associate and commute.</summary>
    public static void Fold<T, F>(F f, Tensor<T> x, Shape shape, Span<T> into) where T : struct, IFloatingPointIeee754<T> where F : struct, IFormula2
    {
        if (x.Shape.Size == 0) return;
        var rows = new Rows(x.Shape);
        var rest = x.Shape.Last;
        var xs = x.Span;
        var to = new Reading(shape, x.Shape);
        var none = new Reading(Shape.Scalar, x.Shape);
        for (var row = 0; row < rows.Count; row++, rows.Next(ref to, ref none))
        {
            var source = xs.Slice(row * rest, rest);
            if (to.Stretches) into[to.At] = Pointwise.Fold(f, into[to.At], source);
            else
            {
                var target = into.Slice(to.At, rest);
                Pointwise.Map(f, target, source, target);
            }
        }
    }

    /// <summary>Where a stretched operand is read for the current row.</summary>
    struct Reading(Shape from, Shape to)
    {
        public int At;
        public readonly bool Stretches = from.Last == 1 && to.Last != 1;
        readonly int rest = to.Last;

        public readonly ReadOnlySpan<T> Row<T>(ReadOnlySpan<T> all) => all.Slice(At, rest);

        // The step in memory when the index of axis d (of the stretched shape) grows by one.
        public readonly int Stride(int d)
        {
            var mine = d - (to.Rank - from.Rank);
            if (mine < 0 || from[mine] == 1) return 0;
            var stride = 1;
            for (var i = mine + 1; i < from.Rank; i++) stride *= from[i];
            return stride;
        }
    }

    /// <summary>Counts through all rows of a shape like an odometer, moving two readings along.</summary>
    ref struct Rows(Shape shape)
    {
        readonly int[] index = new int[shape.Rank];

        public readonly int Count => shape.Rows;

        public readonly void Next(ref Reading x, ref Reading y)
        {
            for (var d = shape.Rank - 2; d >= 0; d--)
            {
                var (sx, sy) = (x.Stride(d), y.Stride(d));
                if (++index[d] < shape[d])
                {
                    (x.At, y.At) = (x.At + sx, y.At + sy);
                    return;
                }
                index[d] = 0;
                (x.At, y.At) = (x.At - sx * (shape[d] - 1), y.At - sy * (shape[d] - 1));
            }
        }
    }
}
