namespace Dl.Properties;

sealed record BothSides(IOp Right) : WrongOp(Right)
{
    protected override Few<Delta<T>> Pull<T>(Few<Tensor<T>> inputs, Ruled<T> right, Tensor<T> g)
    {
        var (x, y) = (Plain.Stretch(inputs[0], g.Shape), Plain.Stretch(inputs[1], g.Shape));
        var mine = Plain.Map(g, Plain.Map(x, y, (x, y) => x >= y ? T.One : T.Zero), (g, m) => g * m);
        var theirs = Plain.Map(g, Plain.Map(x, y, (x, y) => y >= x ? T.One : T.Zero), (g, m) => g * m);
        return [Plain.SumTo(mine, inputs[0].Shape), Plain.SumTo(theirs, inputs[1].Shape)];
    }
}

sealed record Unreduced(IOp Right) : WrongOp(Right)
{
    protected override Few<Delta<T>> Pull<T>(Few<Tensor<T>> inputs, Ruled<T> right, Tensor<T> g) =>
        [Plain.Map(g, Plain.Stretch(inputs[1], g.Shape), (g, y) => g * y), Plain.Map(g, Plain.Stretch(inputs[0], g.Shape), (g, x) => g * x)];
}

sealed record Misaligned(IOp Right) : WrongOp(Right)
{
    protected override Few<Delta<T>> Pull<T>(Few<Tensor<T>> inputs, Ruled<T> right, Tensor<T> g) => inputs.Map<Delta<T>>(x => Reduced(g, x.Shape));

    static Tensor<T> Reduced<T>(Tensor<T> g, Shape shape) where T : struct, IFloatingPointIeee754<T>
    {
        var offset = g.Shape.Rank - shape.Rank;
        var axes = Enumerable.Range(0, offset).Concat(Enumerable.Range(0, shape.Rank).Where(axis => shape[axis] == 1 && g.Shape[axis + offset] != 1)).Distinct().ToMany();
        var summed = axes.Count == 0 ? g : Plain.Of(new SumOp(axes), g);
        return summed.Shape.Size == shape.Size ? summed.Reshape(shape) : summed;
    }
}

sealed record Collapsed(IOp Right) : WrongOp(Right)
{
    protected override Few<Delta<T>> Pull<T>(Few<Tensor<T>> inputs, Ruled<T> right, Tensor<T> g)
    {
        var both = right.Pull(g);
        return inputs[1].Shape.Rank == 0 ? [Plain.SumTo(both[0].ToTensor(), Shape.Scalar), both[1]] : both;
    }
}

sealed record NoMinus(IOp Right) : WrongOp(Right)
{
    protected override Few<Delta<T>> Pull<T>(Few<Tensor<T>> inputs, Ruled<T> right, Tensor<T> g)
    {
        var both = right.Pull(g);
        return inputs[0].Shape.Rank == 0 ? [both[0], Plain.Map(both[1].ToTensor(), x => -x)] : both;
    }
}

sealed record Overwriting(IOp Right) : WrongOp(Right)
{
    protected override Few<Delta<T>> Pull<T>(Few<Tensor<T>> inputs, Ruled<T> right, Tensor<T> g) =>
        right.Pull(g).Map(delta => Delta<T>.Of(delta.Shape, delta.ToTensor(), static (into, _, x) => x.Span.CopyTo(into)));
}
