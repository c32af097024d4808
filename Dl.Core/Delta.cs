namespace Dl.Core;

/// <summary>Writes a cotangent into a span, or adds it to what is there.</summary>
/// <param name="into">The memory, row-major, as large as the cotangent's shape.</param>
/// <param name="add">Whether to add to what is there (true) or to overwrite it (false; the span holds anything before).</param>
/// <param name="state">What the writer needs, passed along so that it can be static.</param>
public delegate void Writer<T, in S>(Span<T> into, bool add, S state);

/// <summary>
/// A cotangent not yet written: a shape and the recipe "write, or add, yourself into this span". Rules return recipes so
/// that the sweep runs only those that somebody wants, straight into the gradient. A tensor converts to one.
/// Law: adding twice gives twice.
/// </summary>
public readonly struct Delta<T> where T : struct, IFloatingPointIeee754<T>
{
    // The tensor that it is, or how it is written.
    readonly object source;

    Delta(Shape shape, object source) => (Shape, this.source) = (shape, source);

    /// <summary>A cotangent of the given shape that <paramref name="write"/> writes or adds.</summary>
    public static Delta<T> Of<S>(Shape shape, S state, Writer<T, S> write) => new(shape, new Recipe<T, S>(state, write));

    /// <summary>The shape of the input that this cotangent belongs to.</summary>
    public Shape Shape { get; }

    /// <summary>The cotangent as a tensor.</summary>
    public Tensor<T> ToTensor() => Known ?? Tensor<T>.Build(Shape, this, static (into, delta) => delta.Write(into, false));

    /// <summary>Two cotangents of one tensor: their sum, as a tensor.</summary>
    public Tensor<T> AddTo(Tensor<T> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Tensor<T>.Build(Shape, (Delta: this, other), static (into, s) =>
        {
            s.other.Span.CopyTo(into);
            s.Delta.Write(into, true);
        });
    }

    /// <summary>Writes the cotangent over what a span holds, or adds it to that.</summary>
    /// <param name="into">The memory, row-major, as large as the shape.</param>
    /// <param name="add">Whether to add.</param>
    public void Write(Span<T> into, bool add)
    {
        if (source is not Tensor<T> known) ((Recipe<T>)source).Write(into, add);
        else if (add) System.Numerics.Tensors.TensorPrimitives.Add(into, known.Span, into);
        else known.Span.CopyTo(into);
    }

    internal Tensor<T>? Known => source as Tensor<T>;

    /// <summary>A cotangent that is there already.</summary>
    public static implicit operator Delta<T>(Tensor<T> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new(value.Shape, value);
    }
}

internal abstract class Recipe<T> where T : struct, IFloatingPointIeee754<T>
{
    public abstract void Write(Span<T> into, bool add);
}

internal sealed class Recipe<T, S>(S state, Writer<T, S> write) : Recipe<T> where T : struct, IFloatingPointIeee754<T>
{
    public override void Write(Span<T> into, bool add) => write(into, add, state);
}
