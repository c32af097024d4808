using Dl.Core;

namespace Dl.CSharp;

/// <summary>
/// Examples that stay where they are until they are asked for: a set that is larger than memory. PyTorch: a <c>Dataset</c> with
/// <c>__getitem__</c>. Reading the same example gives the same numbers, whoever asks and in whatever order.
/// </summary>
public interface IExamples
{
    /// <summary>N x the shape of an example.</summary>
    Shape Shape { get; }

    /// <summary>Reads one example.</summary>
    /// <param name="example">Which one, from 0.</param>
    /// <param name="into">Where its numbers go, row-major.</param>
    /// <exception cref="DlException">It cannot be read.</exception>
    void Read(int example, Span<float> into);
}

/// <summary>Where the inputs of a data set are, and how a part of them is come by.</summary>
internal abstract record Source
{
    /// <summary>N x the shape of an example.</summary>
    public abstract Shape Shape { get; }

    /// <summary>All inputs as numbers.</summary>
    public abstract Tensor<float> Numbers { get; }

    /// <summary>The inputs of some examples, in order.</summary>
    public abstract Source Slice(int start, int count);

    /// <summary>The inputs of the given examples.</summary>
    public abstract Source At(Indices positions);

    /// <summary>The bytes of memory that they hold.</summary>
    public abstract long Bytes { get; }

    /// <summary>Numbers in memory.</summary>
    public sealed record Held(Tensor<float> Tensor) : Source
    {
        public override Shape Shape => Tensor.Shape;

        public override Tensor<float> Numbers => Tensor;

        public override long Bytes => 4L * Shape.Size;

        public override Source Slice(int start, int count) => new Held(Rows.Of(Tensor, start, count));

        public override Source At(Indices positions) => new Held(Rows.Of(Tensor, positions));
    }

    /// <summary>Images as bytes in memory.</summary>
    public sealed record Images(Pixels Pixels) : Source
    {
        public override Shape Shape => Pixels.Shape;

        public override Tensor<float> Numbers => Pixels.ToTensor();

        public override long Bytes => Shape.Size;

        public override Source Slice(int start, int count) => new Images(Pixels.Slice(start, count));

        public override Source At(Indices positions) => new Images(Pixels.At(positions));
    }

    /// <summary>Examples that stay where they are.</summary>
    public sealed record Elsewhere(IExamples Examples, Indices Positions) : Source
    {
        public override Shape Shape => Examples.Shape.Example.Batch(Positions.Count);

        public override Tensor<float> Numbers => Tensor<float>.Build(Shape, this, static (into, source) =>
        {
            var size = source.Examples.Shape.Example.Size;
            for (var i = 0; i < source.Positions.Count; i++) source.Examples.Read(source.Positions[i], into.Slice(i * size, size));
        });

        public override long Bytes => 4L * Positions.Count;

        public override Source Slice(int start, int count) => new Elsewhere(Examples, Positions.Slice(start, count));

        public override Source At(Indices positions) => new Elsewhere(Examples, Positions.At(positions));
    }
}

/// <summary>Parts of tensors along their first axis.</summary>
internal static class Rows
{
    /// <summary>Rows in order, without a copy.</summary>
    public static Tensor<float> Of(Tensor<float> tensor, int start, int count) =>
        tensor.View(start * tensor.Shape.Example.Size, tensor.Shape.Example.Batch(count));

    /// <summary>The rows at the given positions.</summary>
    public static Tensor<float> Of(Tensor<float> tensor, Indices positions) =>
        Tensor<float>.Build(tensor.Shape.Example.Batch(positions.Count), (tensor, positions), static (into, s) =>
        {
            var from = s.tensor.Span;
            var size = s.tensor.Shape.Example.Size;
            for (var i = 0; i < s.positions.Count; i++)
                from.Slice(s.positions[i] * size, size).CopyTo(into[(i * size)..]);
        });
}
