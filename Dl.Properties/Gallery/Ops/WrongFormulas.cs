namespace Dl.Properties;

sealed record UnguardedLogarithm(IOp Right) : WrongOp(Right)
{
    protected override Few<Delta<T>> Pull<T>(Few<Tensor<T>> inputs, Ruled<T> right, Tensor<T> g)
    {
        var logarithms = Plain.Map(Plain.Stretch(inputs[0], g.Shape), T.Log);
        return [right.Pull(g)[0], Plain.SumTo(Plain.Map(Plain.Map(g, right.Value, (g, z) => g * z), logarithms, (gz, l) => gz * l), inputs[1].Shape)];
    }
}

sealed record CopiedCotangent(IOp Right) : WrongOp(Right)
{
    protected override Few<Delta<T>> Pull<T>(Few<Tensor<T>> inputs, Ruled<T> right, Tensor<T> g) => [g];
}

sealed record SumOverBatch(SoftmaxOp Softmax) : WrongOp(Softmax)
{
    protected override Few<Delta<T>> Pull<T>(Few<Tensor<T>> inputs, Ruled<T> right, Tensor<T> g)
    {
        var total = Plain.Of(new SumOp([0], true), Plain.Map(g, right.Value, (g, y) => g * y));
        return [Plain.Map(right.Value, Plain.Map(g, Plain.Stretch(total, g.Shape), (g, t) => g - t), (y, d) => y * d)];
    }
}

sealed record Severed(IOp Right) : WrongOp(Right)
{
    protected override Few<Delta<T>> Pull<T>(Few<Tensor<T>> inputs, Ruled<T> right, Tensor<T> g) => inputs.Map<Delta<T>>(x => Tensor<T>.Zeros(x.Shape));
}

sealed record Untransposed(MatMulOp Product) : WrongOp(Product)
{
    // G B for G B^T, where B is square and one cannot tell by the shape.
    protected override Few<Delta<T>> Pull<T>(Few<Tensor<T>> inputs, Ruled<T> right, Tensor<T> g)
    {
        var both = right.Pull(g);
        var square = inputs[1].Shape[0] == inputs[1].Shape[1] && !Product.TransposeLeft;
        return square ? [new MatMulOp(false, Product.TransposeRight).Rule<T>([g, inputs[1]]).Value, both[1]] : both;
    }
}

sealed record SlopeOfInput(IOp Right) : WrongOp(Right)
{
    protected override Few<Delta<T>> Pull<T>(Few<Tensor<T>> inputs, Ruled<T> right, Tensor<T> g) => [Plain.Map(g, inputs[0], (g, x) => g * (T.One - x * x))];
}
