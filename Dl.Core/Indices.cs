using System.Runtime.InteropServices;

namespace Dl.Core;

/// <summary>
/// Immutable integers with a shape: class labels, rows to gather, positions of maxima. An attribute of an op, never
/// differentiated. Equality is by shape and values.
/// </summary>
public sealed class Indices : IEquatable<Indices>
{
    readonly ImmutableArray<int> values;

    Indices(Shape shape, ImmutableArray<int> values)
    {
        if (shape.Size != values.Length)
            throw new DlException($"indices of shape {shape} have {shape.Size} values, but {values.Length} were given");
        (Shape, this.values) = (shape, values);
    }

    /// <summary>A list of integers.</summary>
    public static Indices Of(params int[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new(Shape.Of(values.Length), [.. values]);
    }

    /// <summary>Integers of a shape, row-major, without a copy.</summary>
    /// <exception cref="DlException">The number of values is not the size of the shape.</exception>
    public static Indices From(Shape shape, ImmutableArray<int> values)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return new(shape, values);
    }

    /// <summary>The shape.</summary>
    public Shape Shape { get; }

    /// <summary>The number of integers.</summary>
    public int Count => values.Length;

    /// <summary>The integers, row-major.</summary>
    public ReadOnlySpan<int> Span => values.AsSpan();

    /// <summary>Integer <paramref name="i"/>, row-major.</summary>
    public int this[int i] => values[i];

    /// <summary>The items <paramref name="start"/> to <paramref name="start"/> + <paramref name="count"/> - 1 along the first axis.</summary>
    public Indices Slice(int start, int count) => new(Shape.Example.Batch(count), values.Slice(start * Shape.Example.Size, count * Shape.Example.Size));

    /// <summary>The items at the given positions of the first axis: of a list its integers.</summary>
    public Indices At(Indices positions)
    {
        ArgumentNullException.ThrowIfNull(positions);
        var (size, picked) = (Shape.Example.Size, new int[positions.Count * Shape.Example.Size]);
        for (var i = 0; i < positions.Count; i++) values.AsSpan(positions[i] * size, size).CopyTo(picked.AsSpan(i * size));
        return new([.. positions.Shape, .. Shape.Example], ImmutableCollectionsMarshal.AsImmutableArray(picked));
    }

    /// <inheritdoc/>
    public bool Equals(Indices? other) => other is not null && Shape == other.Shape && Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Indices);

    /// <inheritdoc/>
    public override int GetHashCode() => values.Aggregate(Shape.GetHashCode(), HashCode.Combine);

    /// <summary>C# that makes these indices again.</summary>
    public override string ToString() => Shape.Rank == 1
        ? $"Indices.Of({string.Join(", ", values)})"
        : $"Indices.From({Shape}, [{string.Join(", ", values)}])";
}
