namespace Dl.Properties;

/// <summary>Wrong normalisations and dropouts.</summary>
static class NormalisationMutants
{
    public static Many<Mutant> All { get; } =
    [
        Of("M20", "tracel-ai/burn#1992", "the gradient of layer norm has epsilon behind the root: not finite where a row is constant", LayerNorm.Example, layer => new OutsideInGradient((LayerNorm)layer)),
        Of("M25", "flagos-ai/FlagGems#5392", "the gradient of layer norm takes all but the batch axis for one row", LayerNorm.Example, layer => new RankTwo((LayerNorm)layer)),
        Of("M30", "tracel-ai/burn#2185; pyg-team/pytorch_geometric#2917; callummcdougall/ARENA_3.0#228", "layer norm has epsilon behind the root", LayerNorm.Example, layer => new Outside((LayerNorm)layer)),
        Of("M31", "xlite-dev/LeetCUDA#309", "epsilon is added to the count, not to the variance", LayerNorm.Example, layer => new InCount((LayerNorm)layer)),
        Of("M32", "keras-team/keras#8982; ml-explore/mlx#3817; tenstorrent/tt-metal#55438", "the running variance is biased where the unbiased one is declared", BatchNorm.Example, layer => new Biased((BatchNorm)layer with { Online = false })),
        Of("M33", "kaldi-asr/kaldi#2814; lmjohns3/theanets#123", "what dropout keeps is divided by the rate, not by 1 - rate", Dropout.Example, layer => new Scaled((Dropout)layer with { Original = false }, rate => 1 / rate)),
        Of("M34", "rbgirshick/py-faster-rcnn#211", "what dropout keeps is not rescaled in learning", Dropout.Example, layer => new Scaled((Dropout)layer with { Original = false }, _ => 1)),
        new("M35", "paiml/aprender#2152", "softmax along an axis ignores the axis", LawBook.On(OpLaws.Subject("M35", (key, size) => SoftmaxOp.Example(key, size) is var drawn ? drawn with { Op = new LastAxis((SoftmaxOp)drawn.Op) } : drawn), OpLaws.All).ToMany()),
    ];

    static Mutant Of(string name, string source, string wrong, Func<Key, int, LayerExample> right, Func<ILayer, ILayer> mutate) =>
        new(name, source, wrong, LawBook.On(LayerLaws.Subject(name, (key, size) => right(key, size) is var drawn ? drawn with { Layer = mutate(drawn.Layer) } : drawn), LayerLaws.All).ToMany());

    abstract record Wrong(ILayer Right) : Layer("wrong"), IClaims<ILayer>
    {
        public ILayer Claims => Right;

        public override Initial<T> Init<T>(Key key, Shape example) => Right.Init<T>(key, example);

        public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) => Of(call, x).Map(y => new Result<T>(y, call.State));

        protected abstract Diff<T, Var<T>> Of<T>(Call<T> call, Var<T> x) where T : struct, IFloatingPointIeee754<T>;
    }

    abstract record WrongRows(LayerNorm Norm) : Wrong(Norm)
    {
        // (x - mean) / what a formula makes of the sum of squares, scaled and shifted.
        protected Diff<T, Var<T>> Rows<T>(Call<T> call, Var<T> x, Func<Var<T>, int, Diff<T, Var<T>>> deviation) where T : struct, IFloatingPointIeee754<T>
        {
            int[] axes = [.. Enumerable.Range(x.Shape.Rank - Norm.Axes, Norm.Axes)];
            Shape channels = [.. x.Shape.Skip(x.Shape.Rank - Norm.Axes)];
            var leaves = Tree.Leaves(call.Params);
            var scale = leaves.Where(leaf => leaf.Role == Role.Scale).Select(leaf => leaf.Value).Append(Tensor<T>.Ones(channels)).First();
            var shift = leaves.Where(leaf => leaf.Role == Role.Shift).Select(leaf => leaf.Value).Append(Tensor<T>.Zeros(channels)).First();
            return
                from mean in Diff.Apply(new MeanOp(Many.Of(axes), true), [x])
                from centred in Ops.Subtract(x, mean)
                from squares in Ops.Multiply(centred, centred)
                from sum in Diff.Apply(new SumOp(Many.Of(axes), true), [squares])
                from below in deviation(sum, channels.Size)
                from normal in Ops.Divide(centred, below)
                from scaled in Ops.Multiply(normal, scale)
                from y in Ops.Add(scaled, shift)
                select y;
        }

        protected Diff<T, Var<T>> Outside<T>(Call<T> call, Var<T> x) where T : struct, IFloatingPointIeee754<T> => Rows(call, x, (sum, count) =>
            from root in Ops.Scale(sum, 1.0 / count).Bind(Ops.Sqrt)
            from below in Ops.Add(root, Tensor<T>.Scalar(T.CreateChecked(Norm.Epsilon)))
            select below);
    }

    sealed record Outside(LayerNorm Norm) : WrongRows(Norm)
    {
        protected override Diff<T, Var<T>> Of<T>(Call<T> call, Var<T> x) => Outside(call, x);
    }

    sealed record InCount(LayerNorm Norm) : WrongRows(Norm)
    {
        protected override Diff<T, Var<T>> Of<T>(Call<T> call, Var<T> x) => Rows(call, x, (sum, count) => Ops.Scale(sum, 1 / (count + Norm.Epsilon)).Bind(Ops.Sqrt));
    }

    // The right value with the gradient of another: what is added is a constant to the tape.
    sealed record OutsideInGradient(LayerNorm Norm) : WrongRows(Norm)
    {
        protected override Diff<T, Var<T>> Of<T>(Call<T> call, Var<T> x) =>
            from wrong in Outside(call, x)
            from right in Norm.Apply(call, x)
            from y in Ops.Add(wrong, Ops.Subtract<T>(right.Output.Value, wrong.Value).Value().Value)
            select y;
    }

    // With rows of n numbers taken for rows of N: n/N of the right gradient, and the rest as if the statistics were constants.
    sealed record RankTwo(LayerNorm Norm) : Wrong(Norm)
    {
        protected override Diff<T, Var<T>> Of<T>(Call<T> call, Var<T> x)
        {
            var (items, row) = (x.Shape.Rank - Norm.Axes, x.Shape.Skip(x.Shape.Rank - Norm.Axes).Aggregate(1, (product, axis) => product * axis));
            var share = (double)row / x.Shape.Example.Size;
            return
                from right in Norm.Apply(call, x)
                from part in Ops.Scale(right.Output, share)
                from known in Ops.Multiply(x, Slope(call, x, items))
                from other in Ops.Scale(known, 1 - share)
                from sum in Ops.Add(part, other)
                from y in Ops.Add(sum, Ops.Subtract<T>(right.Output.Value, sum.Value).Value().Value)
                select y;
        }

        // scale / sqrt(variance + epsilon), as it was.
        Tensor<T> Slope<T>(Call<T> call, Var<T> x, int items) where T : struct, IFloatingPointIeee754<T>
        {
            var scale = Tree.Leaves(call.Params).Where(leaf => leaf.Role == Role.Scale).Select(leaf => leaf.Value.Value).Append(Tensor<T>.Ones([.. x.Shape.Skip(items)])).First();
            int[] axes = [.. Enumerable.Range(items, x.Shape.Rank - items)];
            var mean = Diff.Apply<T>(new MeanOp(Many.Of(axes), true), [x.Value]).Value().Value;
            var centred = Ops.Subtract<T>(x.Value, mean).Value().Value;
            var square = Diff.Apply<T>(new MeanOp(Many.Of(axes), true), [Ops.Multiply<T>(centred, centred).Value()]).Value();
            var below = Ops.Add(square, Tensor<T>.Scalar(T.CreateChecked(Norm.Epsilon))).Bind(Ops.Sqrt).Value();
            return Ops.Divide<T>(scale, below).Value().Value;
        }
    }

    sealed record Biased(BatchNorm Norm) : Wrong(Norm)
    {
        public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) => Norm.Apply(call, x).Map(result => call.Mode == Mode.Infer ? result
            : result with { State = Shrunk((NormState<T>)call.State, (NormState<T>)result.State, x.Shape.Rows) });

        protected override Diff<T, Var<T>> Of<T>(Call<T> call, Var<T> x) => Norm.Apply(call, x).Map(result => result.Output);

        NormState<T> Shrunk<T>(NormState<T> old, NormState<T> moved, int items) where T : struct, IFloatingPointIeee754<T>
        {
            var (share, stayed) = (T.CreateChecked((items - 1.0) / items), T.CreateChecked(1 - Norm.StatisticsRate));
            var (from, to) = (old.Variance.Value, moved.Variance.Value);
            return moved with { Variance = Tensor<T>.From(to.Shape, [.. Enumerable.Range(0, to.Shape.Size).Select(i => stayed * from[i] + (to[i] - stayed * from[i]) * share)]) };
        }
    }

    sealed record Scaled(Dropout Dropout, Func<double, double> Kept) : Wrong(Dropout)
    {
        protected override Diff<T, Var<T>> Of<T>(Call<T> call, Var<T> x) => call.Mode == Mode.Infer || Dropout.Rate == 0
            ? Diff.Return<T, Var<T>>(x)
            : (Dropout with { Original = true }).Apply(call, x).Bind(result => Ops.Scale(result.Output, Kept(Dropout.Rate)));
    }

    sealed record LastAxis(SoftmaxOp Right) : Op("last axis"), IClaims<IOp>
    {
        public IOp Claims => Right;

        public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) => new SoftmaxOp().Rule(inputs);
    }
}
