using System.Runtime.InteropServices;
using Dl.Core;

namespace Dl.CSharp;

/// <summary>
/// Images as they lie in files: a byte for each number, until a batch of them is asked for. A level b stands for <c>b / 255</c>, so a
/// pixel lies in [0, 1].
/// </summary>
public sealed record Pixels
{
    static readonly float[] Levels = [.. Enumerable.Range(0, 256).Select(level => level / 255f)];

    readonly ImmutableArray<byte> bytes;
    readonly int start;

    Pixels(Shape shape, ImmutableArray<byte> bytes, int start) => (Shape, this.bytes, this.start) = (shape, bytes, start);

    /// <summary>Images over the memory of an immutable array, without a copy.</summary>
    /// <param name="shape">N x height x width x channels.</param>
    /// <param name="bytes">The levels, row-major.</param>
    /// <exception cref="DlException">The shape is another, or the number of bytes is not its size.</exception>
    public static Pixels From(Shape shape, ImmutableArray<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (shape.Rank != 4) throw new DlException($"pixels are N x height x width x channels, not {shape}");
        return shape.Size == bytes.Length ? new(shape, bytes, 0) : throw Wrong.That($"pixels of shape {shape} are {shape.Size} bytes, not {bytes.Length}");
    }

    /// <summary>N x height x width x channels.</summary>
    public Shape Shape { get; }

    /// <summary>The levels, row-major.</summary>
    public ReadOnlySpan<byte> Span => bytes.AsSpan().Slice(start, Shape.Size);

    /// <summary>The images as numbers in [0, 1].</summary>
    public Tensor<float> ToTensor() => Tensor<float>.Build(Shape, this, static (into, pixels) =>
    {
        var levels = pixels.Span;
        for (var i = 0; i < into.Length; i++) into[i] = Levels[levels[i]];
    });

    /// <summary>Images from <paramref name="from"/> on, without a copy.</summary>
    /// <exception cref="ArgumentOutOfRangeException">They are not all inside.</exception>
    public Pixels Slice(int from, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)from + count, Shape[0]);
        return new(Shape.Example.Batch(count), bytes, start + from * Shape.Example.Size);
    }

    /// <summary>The images at the given positions.</summary>
    /// <exception cref="IndexOutOfRangeException">A position is outside.</exception>
    public Pixels At(Indices positions)
    {
        ArgumentNullException.ThrowIfNull(positions);
        var size = Shape.Example.Size;
        var gathered = new byte[positions.Count * size];
        for (var i = 0; i < positions.Count; i++) Span.Slice(positions[i] * size, size).CopyTo(gathered.AsSpan(i * size));
        return new(Shape.Example.Batch(positions.Count), ImmutableCollectionsMarshal.AsImmutableArray(gathered), 0);
    }

    /// <summary>Whether shape and levels are equal.</summary>
    public bool Equals(Pixels? other) => other is not null && Shape == other.Shape && Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Shape);
        hash.AddBytes(Span[..Math.Min(1024, Span.Length)]);
        return hash.ToHashCode();
    }

    /// <summary>The shape.</summary>
    public override string ToString() => $"pixels {Shape}";
}
