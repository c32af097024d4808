using System.Collections;
using System.Runtime.CompilerServices;

namespace Dl.Core;

/// <summary>
/// The sizes of a tensor's axes, outermost first; the last axis lies contiguous in memory (row-major). Rank 0 is a scalar.
/// PyTorch: <c>torch.Size</c>; Keras and JAX: <c>shape</c>.
/// </summary>
[CollectionBuilder(typeof(Shape), nameof(From))]
public sealed class Shape : IReadOnlyList<int>, IEquatable<Shape>
{
    readonly int[] axes;

    Shape(int[] axes)
    {
        var size = 1L;
        foreach (var axis in axes)
        {
            if (axis < 0) throw new DlException($"a shape has no negative axes, but [{string.Join(", ", axes)}] has one");
            size = Math.Min(size, int.MaxValue) * axis;
        }
        if (size > Array.MaxLength) throw new DlException($"shape [{string.Join(", ", axes)}] has more than {Array.MaxLength} elements");
        (this.axes, Size) = (axes, (int)size);
    }

    /// <summary>The shape of one number: no axes, size 1.</summary>
    public static Shape Scalar { get; } = new([]);

    /// <summary>A shape with the given axes.</summary>
    /// <exception cref="DlException">An axis is negative, or the size does not fit an array.</exception>
    public static Shape Of(params int[] axes)
    {
        ArgumentNullException.ThrowIfNull(axes);
        return axes.Length == 0 ? Scalar : new([.. axes]);
    }

    /// <summary>A shape with the given axes, from a collection expression.</summary>
    public static Shape From(ReadOnlySpan<int> axes) => axes.Length == 0 ? Scalar : new(axes.ToArray());

    /// <summary>The number of elements: the product of the axes, 1 for a scalar.</summary>
    public int Size { get; }

    /// <summary>The number of axes.</summary>
    public int Rank => axes.Length;

    int IReadOnlyCollection<int>.Count => axes.Length;

    /// <summary>The size of axis <paramref name="axis"/>, counted from zero.</summary>
    public int this[int axis] => axes[axis];

    /// <summary>The size of the last axis; 1 for a scalar.</summary>
    public int Last => axes.Length == 0 ? 1 : axes[^1];

    /// <summary>The number of rows along the last axis: the product of all axes but the last.</summary>
    public int Rows => axes.Length == 0 ? 1 : axes.AsSpan(0, axes.Length - 1).Product();

    /// <summary>This shape behind a batch axis of the given size.</summary>
    public Shape Batch(int items) => [items, .. axes];

    /// <summary>This shape without its first axis: the shape of one example of a batch.</summary>
    public Shape Example => axes.Length == 0 ? throw new DlException("a scalar has no batch axis") : From(axes.AsSpan(1));

    /// <summary>This shape with another last axis.</summary>
    public Shape WithLast(int last) =>
        axes.Length == 0 ? throw new DlException("a scalar has no last axis") : [.. axes.AsSpan(0, axes.Length - 1), last];

    /// <summary>
    /// The shape that both shapes stretch to: aligned at the last axis, sizes must be equal or one of them 1 (NumPy's rule).
    /// </summary>
    /// <exception cref="DlException">Two aligned axes differ and neither is 1.</exception>
    public Shape Broadcast(Shape other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Equals(other)) return this;
        var rank = Math.Max(Rank, other.Rank);
        var stretched = new int[rank];
        for (var i = 1; i <= rank; i++)
        {
            var (mine, theirs) = (i <= Rank ? axes[^i] : 1, i <= other.Rank ? other.axes[^i] : 1);
            if (mine != theirs && mine != 1 && theirs != 1)
                throw new DlException($"{this} and {other} do not broadcast: counted from the last axis, axis {i} is {mine} against {theirs}; equal sizes or a 1 would fit");
            stretched[^i] = mine == 1 ? theirs : mine;
        }
        return stretched.AsSpan().SequenceEqual(axes) ? this : stretched.AsSpan().SequenceEqual(other.axes) ? other : new(stretched);
    }

    /// <summary>The product of the axes from one to before another.</summary>
    internal int Product(int from, int to) => axes.AsSpan(from, to - from).Product();

    /// <summary>Whether the last axes are those of another shape.</summary>
    internal bool EndsIn(Shape tail) => axes.AsSpan().EndsWith(tail.axes);

    /// <inheritdoc/>
    public bool Equals(Shape? other) => ReferenceEquals(this, other) || (other is not null && axes.AsSpan().SequenceEqual(other.axes));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Shape);

    /// <inheritdoc/>
    public override int GetHashCode() => axes.Aggregate(axes.Length, HashCode.Combine);

    /// <summary>The axes between brackets: <c>[32, 784]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", axes)}]";

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)axes).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Equal axes.</summary>
    public static bool operator ==(Shape? left, Shape? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Not equal.</summary>
    public static bool operator !=(Shape? left, Shape? right) => !(left == right);
}

static class Axes
{
    internal static int Product(this Span<int> axes)
    {
        var product = 1;
        foreach (var axis in axes) product *= axis;
        return product;
    }
}
