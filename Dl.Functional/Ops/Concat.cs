namespace Dl.Functional;

/// <summary>
/// Tensors one after the other along an axis; they are equal along the others. Each gets its part of the cotangent.
/// PyTorch: <c>torch.cat</c>; Keras: <c>ops.concatenate</c>.
/// </summary>
/// <param name="Axis">The axis; negative ones count from the end.</param>
public sealed record ConcatOp(int Axis) : Op("concat"), ILinear
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
    {
        if (inputs.Count == 0) throw new DlException("concat takes at least 1 input, not 0");
        var first = inputs[0].Shape;
        var axis = Functional.Axis.Find(Name, first, Axis);
        foreach (var input in inputs)
            if (input.Shape.Rank != first.Rank || Functional.Axis.With(input.Shape, axis, first[axis]) != first)
                throw new DlException($"concat along axis {Axis}: {input.Shape} does not fit behind {first}; all other axes must be equal");
        var whole = Functional.Axis.With(first, axis, inputs.Sum(input => input.Shape[axis]));
        var boxes = new Box[inputs.Count];
        for (int i = 0, start = 0; i < boxes.Length; start += inputs[i].Shape[axis], i++) boxes[i] = Box.Along(whole, inputs[i].Shape, axis, start);
        var y = Tensor<T>.Build(whole, (inputs, boxes), static (into, s) =>
        {
            for (var i = 0; i < s.boxes.Length; i++) s.boxes[i].Write(s.inputs[i].Span, into, false);
        });
        return new(y, g => Few.Of([.. boxes.Select(box => Delta<T>.Of(box.Inside, (g, box), static (into, add, s) => s.box.Read(s.g.Span, into, add)))]));
    }

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size)
    {
        var shape = Examples.AnyShape(key.Child(0), Math.Min(size, 3), 2).Batch(1);
        var axis = key.Below(shape.Rank, 0);
        var parts = Enumerable.Range(0, 1 + key.Below(3, 1)).Select(i => Examples.Any(key.Child(1 + i), Functional.Axis.With(shape, axis, Examples.Size(key, Math.Min(size, 4), 2 + i))));
        return new(new ConcatOp(key.Bernoulli(0.5, 9) ? axis : axis - shape.Rank), Few.Of<Tensor<double>>([.. parts]));
    }
}

public static partial class Ops
{
    /// <summary>Tensors one after the other along an axis, see <see cref="ConcatOp"/>.</summary>
    public static Diff<T, Var<T>> Concat<T>(int axis, params Var<T>[] parts) where T : struct, IFloatingPointIeee754<T> =>
        Diff.Apply(new ConcatOp(axis), Few.Of(parts));

    /// <summary>Tensors of equal shape side by side along a new axis. PyTorch: <c>torch.stack</c>.</summary>
    /// <exception cref="DlException">The shapes differ, or there is no place for that axis.</exception>
    public static Diff<T, Var<T>> Stack<T>(int axis, params Var<T>[] parts) where T : struct, IFloatingPointIeee754<T>
    {
        if (parts.Length == 0) throw new DlException("stack takes at least 1 input, not 0");
        var shape = parts[0].Shape;
        var at = Functional.Axis.Find("stack", shape.Batch(1), axis);
        if (parts.FirstOrDefault(part => part.Shape != shape) is { Value: not null } other) throw new DlException($"stack: {other.Shape} beside {shape}; all shapes must be equal");
        int[] widened = [.. shape.Take(at), 1, .. shape.Skip(at)];
        return Diff.Traverse<T, Var<T>, Var<T>>(parts, part => Reshape(part, widened)).Bind(rows => Concat(at, [.. rows]));
    }
}
