namespace Dl.Functional;

/// <summary>What losses of pairs of points share.</summary>
static class Pairs
{
    /// <summary>The length of x - y + epsilon along the last axis.</summary>
    public static Diff<T, Var<T>> Distance<T>(Var<T> x, Var<T> y, double epsilon) where T : struct, IFloatingPointIeee754<T> =>
        from difference in Ops.Subtract(x, y)
        from shifted in Ops.Add(difference, Tensor<T>.Scalar(T.CreateChecked(epsilon)))
        from squares in Ops.Square(shifted)
        from sum in Ops.Sum(squares, -1)
        from distance in Ops.Sqrt(sum)
        select distance;

    /// <summary>Labels of 0 and 1, one for each point, as numbers.</summary>
    public static Tensor<T> Like<T>(string name, Shape points, Targets<T> labels) where T : struct, IFloatingPointIeee754<T> => labels is Targets<T>.Labels { Classes: var like }
        ? Like<T>(name, points, like)
        : throw new DlException($"{name}: whether pairs are alike is said by labels, 1 for like and 0 for unlike");

    /// <summary>Labels of 0 and 1, one for each point, as numbers.</summary>
    public static Tensor<T> Like<T>(string name, Shape points, Indices like) where T : struct, IFloatingPointIeee754<T>
    {
        if (points.Rank == 0 || like.Shape != Shape.Of([.. points.Take(points.Rank - 1)])) throw new DlException($"{name}: points {points} need a label each, not {like.Shape}");
        if (like.Span.ContainsAnyExcept(0, 1)) throw new DlException($"{name}: labels are 1 for like pairs and 0 for unlike ones");
        return Tensor<T>.Build(like.Shape, like, static (into, like) =>
        {
            for (var i = 0; i < into.Length; i++) into[i] = T.CreateChecked(like[i]);
        });
    }

    /// <summary>The first where the label is 1, the second where it is 0.</summary>
    public static Diff<T, Var<T>> Choose<T>(Var<T> like, Var<T> near, Var<T> far) where T : struct, IFloatingPointIeee754<T> =>
        from first in Ops.Multiply(near, like)
        from unlike in Ops.Subtract(Tensor<T>.Scalar(T.One), like)
        from second in Ops.Multiply(far, unlike)
        from both in Ops.Add(first, second)
        select both;

    /// <summary>Points, turned round where the label is 0.</summary>
    public static Tensor<T> Opposite<T>(Tensor<T> points, Indices like) where T : struct, IFloatingPointIeee754<T> => Tensor<T>.Build(points.Shape, (points, like), static (into, s) =>
    {
        for (var i = 0; i < into.Length; i++) into[i] = s.like[i / s.points.Shape.Last] == 1 ? s.points[i] : -s.points[i];
    });

    /// <summary>Labels, for examples.</summary>
    public static Indices Any(Key key, int count) => Indices.Of([.. Enumerable.Range(0, count).Select(i => key.Below(2, i))]);
}
