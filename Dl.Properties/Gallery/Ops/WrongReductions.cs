namespace Dl.Properties;

sealed record EveryTie(MaxOp Max) : WrongOp(Max)
{
    protected override Few<Delta<T>> Pull<T>(Few<Tensor<T>> inputs, Ruled<T> right, Tensor<T> g)
    {
        var kept = Plain.Of(Max with { Keep = true }, inputs[0]);
        var (most, back) = (Plain.Stretch(kept, inputs[0].Shape), Plain.Stretch(g.Reshape(kept.Shape), inputs[0].Shape));
        return [Plain.Map(back, Plain.Map(inputs[0], most, (x, y) => x == y ? T.One : T.Zero), (g, m) => g * m)];
    }
}

sealed record ProductOverItem(ProductOp Product) : WrongOp(Product)
{
    protected override Few<Delta<T>> Pull<T>(Few<Tensor<T>> inputs, Ruled<T> right, Tensor<T> g)
    {
        var kept = Plain.Of(Product with { Keep = true }, inputs[0]);
        var weighted = Plain.Map(kept, g.Reshape(kept.Shape), (y, g) => y * g);
        return [Plain.Map(Plain.Stretch(weighted, inputs[0].Shape), inputs[0], (yg, x) => yg / x)];
    }
}

sealed record ProductsOverItem(CumulativeProductOp Products) : WrongOp(Products)
{
    protected override Few<Delta<T>> Pull<T>(Few<Tensor<T>> inputs, Ruled<T> right, Tensor<T> g)
    {
        var weighted = Plain.Map(right.Value, g, (y, g) => y * g);
        var sums = Plain.Of(new CumulativeSumOp(Products.Axis, Products.Exclusive, !Products.Reverse), weighted);
        return [Plain.Map(sums, inputs[0], (s, x) => s / x)];
    }
}

sealed record UnguardedNorm(NormOp Norm) : WrongOp(Norm)
{
    protected override Few<Delta<T>> Pull<T>(Few<Tensor<T>> inputs, Ruled<T> right, Tensor<T> g) => [Gradient(Norm, inputs[0], g)];

    public static Tensor<T> Gradient<T>(NormOp norm, Tensor<T> x, Tensor<T> g) where T : struct, IFloatingPointIeee754<T>
    {
        var kept = Plain.Of(norm with { Keep = true }, x);
        return Plain.Map(Plain.Stretch(Plain.Map(g.Reshape(kept.Shape), kept, (g, y) => g / y), x.Shape), x, (s, x) => s * x);
    }
}

sealed record DiscardedGuard(NormOp Norm) : WrongOp(Norm)
{
    protected override Few<Delta<T>> Pull<T>(Few<Tensor<T>> inputs, Ruled<T> right, Tensor<T> g)
    {
        var gradient = UnguardedNorm.Gradient(Norm, inputs[0], g);
        _ = Plain.Map(gradient, inputs[0], (d, x) => x == T.Zero ? T.Zero : d);
        return [gradient];
    }
}

sealed record UnguardedDeviation(DeviationOp Deviation) : WrongOp(Deviation)
{
    protected override Few<Delta<T>> Pull<T>(Few<Tensor<T>> inputs, Ruled<T> right, Tensor<T> g) =>
        new VarianceOp(Deviation.Axes, Deviation.Keep, Deviation.Correction).Rule(inputs).Pull(Plain.Map(g, right.Value, (g, y) => g / (y + y)));
}

/// <summary>
/// <c>c x / |x|</c> where the norm is above c, and x elsewhere. Both are computed and one is chosen, in the pullback too: at 0 it adds NaN times 0.
/// </summary>
sealed record ClippedByNorm(double Most) : Op("clipped by norm")
{
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
    {
        if (inputs.Count != 1) throw new DlException($"{Name} takes 1 input, not {inputs.Count}");
        var (x, most) = (inputs[0], T.CreateChecked(Most));
        var norm = Plain.Of(new NormOp([]), x)[0];
        var clips = norm > most ? T.One : T.Zero;
        return new(norm > most ? Plain.Map(x, x => most * x / norm) : x, g =>
        {
            var along = x.Span.ToArray().Zip(g.Span.ToArray(), (x, g) => x * g * clips).Aggregate(T.Zero, (sum, term) => sum + term);
            return [Plain.Map(x, g, (x, g) => (T.One - clips) * g + most * (clips * g / norm - x * along / (norm * norm * norm)))];
        });
    }

    public static Example Example(Key key, int size) => new(new ClippedByNorm(1), [Examples.AwayFromZero(key, [Examples.Size(key, size, 0)])]);
}
