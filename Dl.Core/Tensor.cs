using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Dl.Core;

/// <summary>Writes every element of a tensor that is being built; the span is not cleared beforehand.</summary>
/// <param name="into">The memory of the tensor, row-major.</param>
/// <param name="state">What the writer needs, passed along so that it can be static.</param>
public delegate void Fill<T, in S>(Span<T> into, S state);

/// <summary>
/// An immutable array of numbers with a shape. Its memory can be written only inside one <see cref="Build"/>; from then on
/// it is a value. There is nothing to dispose. PyTorch: <c>torch.Tensor</c>; JAX: <c>jax.Array</c>.
/// </summary>
/// <remarks>
/// A tensor owns its memory or views a tensor that does. What a training step or a gradient computes on the way lives as
/// long as that run; what it returns lives for ever. Reading an intermediate after its run has ended is an error, never
/// another number.
/// </remarks>
/// <typeparam name="T">The scalar: <see cref="float"/> runs, <see cref="double"/> is checked, <see cref="Dual{T}"/> differentiates.</typeparam>
[DebuggerDisplay("{Summary,nq}")]
public sealed class Tensor<T> : IEquatable<Tensor<T>>, IRented where T : struct, IFloatingPointIeee754<T>
{
    // Of a view the tensor that owns the memory; of an owner the region that will empty it, or null if it lives for ever.
    object? home;
    T[]? memory;
    readonly int start;
    readonly bool pooled;
    bool handedDown, outlasting;

    // Sums of a sweep that are this tensor, or a view of it.
    byte holds;

    Tensor(Shape shape, T[]? memory) => (Shape, this.memory) = (shape, memory);

    Tensor(Shape shape, T[] memory, int start, Region? region)
    {
        (Shape, this.memory, this.start) = (shape, memory, start);
        if (region is null) return;
        (home, pooled) = (region, true);
        region.Note(this);
    }

    Tensor(Shape shape, Tensor<T> viewed, int start) => (Shape, home, this.start) = (shape, viewed.Owner, viewed.start + start);

    /// <summary>The shape.</summary>
    public Shape Shape { get; }

    /// <summary>The elements, row-major.</summary>
    /// <exception cref="DlException">The run that computed this tensor has ended and its memory went back.</exception>
    public ReadOnlySpan<T> Span => new(Memory, start, Shape.Size);

    T[] Memory => Owner.memory ?? throw Ended();

    DlException Ended() => new(
        $"tensor {Shape} was an intermediate of a run that has ended, and its memory went back; return it from the run, or Keep() it inside");

    /// <summary>Element <paramref name="i"/>, row-major.</summary>
    public T this[int i] => Span[i];

    /// <summary>The only element of a tensor of size 1: a loss, for instance.</summary>
    /// <exception cref="DlException">The tensor has another size.</exception>
    public T ToScalar() => Shape.Size == 1 ? Span[0] : throw new DlException($"a tensor of shape {Shape} is not one number");

    /// <summary>Makes a tensor by letting <paramref name="fill"/> write all its elements, once.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="state">What <paramref name="fill"/> needs.</param>
    /// <param name="fill">Writes every element of the span it is given, which holds anything before.</param>
    public static Tensor<T> Build<S>(Shape shape, S state, Fill<T, S> fill)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(fill);
        if (Region.Current is { IsHollow: true }) return Hollow(shape);
        var built = Rent(shape);
        fill(built.Writable, state);
        return built;
    }

    /// <summary>A tensor of the given elements, row-major.</summary>
    /// <exception cref="DlException">The number of elements is not the size of the shape.</exception>
    public static Tensor<T> Of(Shape shape, params T[] elements)
    {
        ArgumentNullException.ThrowIfNull(elements);
        return From(shape, [.. elements]);
    }

    /// <summary>A tensor over the memory of an immutable array, without a copy.</summary>
    /// <exception cref="DlException">The number of elements is not the size of the shape.</exception>
    public static Tensor<T> From(Shape shape, ImmutableArray<T> elements)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return shape.Size == elements.Length
            ? new(shape, ImmutableCollectionsMarshal.AsArray(elements)!)
            : throw new DlException($"shape {shape} has {shape.Size} elements, but {elements.Length} were given");
    }

    /// <summary>A tensor with one value everywhere.</summary>
    public static Tensor<T> Full(Shape shape, T value) => Build(shape, value, static (into, v) => into.Fill(v));

    /// <summary>A tensor of zeros.</summary>
    public static Tensor<T> Zeros(Shape shape) => Full(shape, T.Zero);

    /// <summary>A tensor of ones.</summary>
    public static Tensor<T> Ones(Shape shape) => Full(shape, T.One);

    /// <summary>One number, of rank 0.</summary>
    public static Tensor<T> Scalar(T value) => Full(Shape.Scalar, value);

    /// <summary>The same elements under another shape of equal size, without a copy.</summary>
    /// <exception cref="DlException">The sizes differ.</exception>
    public Tensor<T> Reshape(Shape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return shape.Size == Shape.Size
            ? new(shape, this, 0)
            : throw new DlException($"{Shape} has {Shape.Size} elements and cannot take the shape {shape}, which has {shape.Size}");
    }

    /// <summary>A part of the memory under a shape of its own, without a copy.</summary>
    /// <param name="from">The first element, row-major.</param>
    /// <param name="shape">The shape of the part.</param>
    /// <exception cref="DlException">The part is not inside.</exception>
    public Tensor<T> View(int from, Shape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return from >= 0 && from + (long)shape.Size <= Shape.Size
            ? new(shape, this, from)
            : throw new DlException($"elements {from} to {from + (long)shape.Size} are not inside {Shape}");
    }

    /// <summary>A copy that belongs to no run and lives for ever.</summary>
    public Tensor<T> Keep() => From(Shape, [.. Span]);

    /// <summary>The same numbers in another scalar type, rounded where it is narrower.</summary>
    public Tensor<U> Convert<U>() where U : struct, IFloatingPointIeee754<U> => this is Tensor<U> same
        ? same
        : Tensor<U>.Build(Shape, this, static (into, from) =>
        {
            var values = from.Span;
            for (var i = 0; i < into.Length; i++) into[i] = U.CreateTruncating(values[i]);
        });

    /// <summary>The memory as a span with axes of System.Numerics.Tensors, without a copy; a scalar has the axis [1] there.</summary>
    public ReadOnlyTensorSpan<T> AsTensorSpan() => new(Span, Lengths);

    /// <summary>A copy as the mutable tensor of System.Numerics.Tensors; a scalar has the axis [1] there.</summary>
    public System.Numerics.Tensors.Tensor<T> ToTensor() =>
        System.Numerics.Tensors.Tensor.Create(Span.ToArray(), Lengths);

    // Without axes those types hold no element.
    nint[] Lengths => Shape.Rank == 0 ? [1] : [.. Shape.Select(axis => (nint)axis)];

    /// <summary>Equal shapes and equal elements (0 equals -0, NaN equals NaN). For equal bits see <see cref="SameBits"/>.</summary>
    public bool Equals(Tensor<T>? other) =>
        ReferenceEquals(this, other) || (other is not null && Shape == other.Shape && Span.SequenceEqual(other.Span));

    /// <summary>Equal shapes and equal bits in every element.</summary>
    public bool SameBits(Tensor<T> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Shape == other.Shape && MemoryMarshal.AsBytes(Span).SequenceEqual(MemoryMarshal.AsBytes(other.Span));
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Tensor<T>);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = Shape.GetHashCode();
        foreach (var element in Span) hash = HashCode.Combine(hash, element);
        return hash;
    }

    /// <summary>C# that makes this tensor again; a large one is cut after 64 elements and says so.</summary>
    public override string ToString()
    {
        const int most = 64;
        var shown = string.Join(", ", Span[..Math.Min(most, Shape.Size)].ToArray().Select(Literal.Of));
        return Shape.Size <= most
            ? $"Tensor<{Literal.Name<T>()}>.Of({Shape}{(shown.Length > 0 ? ", " : "")}{shown})"
            : $"Tensor<{Literal.Name<T>()}>.Of({Shape}, {shown}, ... {Shape.Size - most} more)";
    }

    string Summary => string.Create(CultureInfo.InvariantCulture, $"{Literal.Name<T>()} {Shape}{(Owner.memory is null ? " (ended)" : "")}");

    /// <summary>A tensor that has a shape and no numbers: a leaf of the form of a tree.</summary>
    internal static Tensor<T> Hollow(Shape shape) => new(shape, null);

    /// <summary>Whether it never had numbers.</summary>
    internal bool IsHollow => Owner is { pooled: false, memory: null };

    internal static Tensor<T> Rent(Shape shape)
    {
        var (size, region) = (shape.Size, Region.Current);
        var memory = region is null ? Pool<T>.Allocate(size) : Pool<T>.Rent(size);
        return new(shape, memory, Pool<T>.Start(memory, size), region);
    }

    /// <summary>
    /// The tensor of the same shape that comes after this one, for kernels that read and write the same index only: it takes
    /// over the memory when that was handed down, and else has memory of its own, dirty.
    /// </summary>
    internal Handover<T> Successor()
    {
        if (Shape.Size == 0) return new(this, this);
        if (!handedDown || !pooled || memory is null || Region.Current is not { } region) return new(this, Rent(Shape));
        var heir = new Tensor<T>(Shape, memory, start, region);
        memory = null;
        return new(heir, heir);
    }

    internal Tensor<T> Owner => home is Tensor<T> owner ? owner : this;

    /// <summary>The memory, writable: for the accumulators of a sweep, which nobody else can see yet.</summary>
    internal Span<T> Writable => new(Memory, start, Shape.Size);

    /// <summary>The array that the numbers lie in, and the place of the first.</summary>
    internal T[] Array => Memory;

    /// <inheritdoc cref="Array"/>
    internal int First => start;

    /// <summary>One more sum of a sweep is this tensor, or a view of it.</summary>
    internal void Hold(Region? region)
    {
        var owner = Owner;
        if (region is not null && owner.home == region && owner.holds < byte.MaxValue) owner.holds++;
    }

    /// <summary>One sum less. So many that they are not counted keep it until its region ends.</summary>
    internal void LetGo(Region? region)
    {
        var owner = Owner;
        if (region is null || owner.home != region || owner.holds is 0 or byte.MaxValue || --owner.holds > 0 || !owner.outlasting) return;
        ((IRented)owner).Empty(region);
    }

    bool IRented.Outlast(Region from)
    {
        if (home != from) return false;
        outlasting = holds > 0;
        if (!outlasting) ((IRented)this).Empty(from);
        return outlasting;
    }

    bool IRented.Move(Region from, Region? to)
    {
        if (home != from) return false;
        (home, handedDown) = (to, false);
        return true;
    }

    void IRented.HandDown(Region to) => (home, handedDown) = (to, true);

    void IRented.Empty(Region from)
    {
        if (home != from || !pooled || memory is null) return;
        Pool<T>.Return(memory);
        memory = null;
    }
}
