namespace Dl.Properties;

/// <summary>Slips in layers, ops and losses that no reported bug stands for.</summary>
static class LayerMutants
{
    const string None = "no report";

    public static Many<Mutant> All { get; } =
    [
        Of("N01", "Gaussian dropout has the variance rate, not rate / (1 - rate)", GaussianDropout.Example, layer => new Quiet((GaussianDropout)layer)),
        Of("N02", "the weights that DropConnect keeps are not divided by 1 - rate", DropConnect.Example, layer => new Unscaled((DropConnect)layer)),
        Of("N03", "standout in use is the activation, not its expectation", Standout.Example, layer => new Certain((Standout)layer)),
        Of("N04", "the mean of the ways of a branch is their sum", Branch.Example, layer => new Summed((Branch)layer)),
        Of("N05", "a repeated layer has the parameters of its first copy each time", Repeat.Example, layer => new Tied((Repeat)layer)),
        new("N06", None, "epsilon is added to the variance twice", LawBook.On(OpLaws.Subject("N06", (key, size) => NormaliseOp.Example(key, size) is var drawn ? drawn with { Op = new Doubled((NormaliseOp)drawn.Op) } : drawn), OpLaws.All).ToMany()),
        Of("N07", "a transposed convolution tells its initialiser fan in and fan out the other way round", ConvTranspose2d.Example, layer => new Exchanged((ConvTranspose2d)layer, ((ConvTranspose2d)layer).Weight)),
        new("N08", None, "the density of a mixture has the constant of one number, whatever their count",
            LawBook.On(LossLaws.Subject("N08", (key, size) => MixtureDensity.Example(key, size) is var drawn ? drawn with { Loss = new Single((MixtureDensity)drawn.Loss) } : drawn), LossLaws.All).ToMany()),
        new("N09", None, "an activation that was moved into the layer before it stays where it was as well", LawBook.On(LayerLaws.Subject("N09", Seq.Example), [FuseLaw.OfWay(Doubling)]).ToMany()),
        Of("N10", "the bias of a dense layer gets the mean of its gradients over the batch, not their sum", Dense.Example, layer => new Meant((Dense)layer)),
        new("N11", None, "the gradient of a mean squared error is that of the sum", LawBook.On(LossLaws.Subject("N11", (key, size) => MeanSquaredError.Example(key, size) is var drawn ? drawn with { Loss = new Undivided((MeanSquaredError)drawn.Loss) } : drawn), LossLaws.All).ToMany()),
    ];

    static ILayer Doubling(ILayer net) => net is Seq seq
        ? new Seq([.. seq.Layers.Select(layer => layer is Dense { Then: not Identity } dense ? new Twice(dense) : layer)])
        : net;

    sealed record Twice(Dense Twin) : Wrong(Twin)
    {
        public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) =>
            Twin.Apply(call, x).Bind(result => Twin.Then.Of(result.Output).Map(y => result with { Output = y }));
    }

    static Mutant Of(string name, string wrong, Func<Key, int, LayerExample> right, Func<ILayer, ILayer> mutate) =>
        new(name, None, wrong, LawBook.On(LayerLaws.Subject(name, (key, size) => right(key, size) is var drawn ? drawn with { Layer = mutate(drawn.Layer) } : drawn), LayerLaws.All).ToMany());

    abstract record Wrong(ILayer Right) : Layer("wrong"), IClaims<ILayer>
    {
        public ILayer Claims => Right;

        public override Initial<T> Init<T>(Key key, Shape example) => Right.Init<T>(key, example);
    }

    sealed record Quiet(GaussianDropout Twin) : Wrong(Twin)
    {
        // The deviation sqrt(r) is that of a rate r / (1 + r).
        public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) => new GaussianDropout(Twin.Rate / (1 + Twin.Rate)).Apply(call, x);
    }

    sealed record Unscaled(DropConnect Twin) : Wrong(Twin)
    {
        public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) => call.Mode == Mode.Infer
            ? Twin.Apply(call, x)
            : from weight in Ops.Scale(call.Params is DenseParams<T> dense ? dense.Weight : ((WeightParams<T>)call.Params).Weight, 1 - Twin.Rate)
              from y in Twin.Apply(call with { Params = call.Params is DenseParams<T> biased ? biased with { Weight = weight } : new WeightParams<T>(weight) }, x)
              select y;
    }

    sealed record Certain(Standout Twin) : Wrong(Twin)
    {
        public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) => call.Mode == Mode.Infer ? Twin.Then.Of(x).Map(y => new Result<T>(y, call.State)) : Twin.Apply(call, x);
    }

    sealed record Summed(Branch Twin) : Wrong(Twin)
    {
        public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) => (Twin.Merge == Merge.Mean ? Twin with { Merge = Merge.Sum } : Twin).Apply(call, x);
    }

    sealed record Tied(Repeat Twin) : Wrong(Twin)
    {
        public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) => call.Params is Trees<T> { Items: { Count: > 1 } items }
            ? Twin.Apply(call with { Params = new Trees<T>(items.Map(_ => items[0])) }, x)
            : Twin.Apply(call, x);
    }

    sealed record Doubled(NormaliseOp Twin) : Op("normalise"), IFused, IClaims<IOp>
    {
        public IOp Claims => Twin;

        public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) => (Twin with { Epsilon = 2 * Twin.Epsilon }).Rule(inputs);

        public Diff<T, Var<T>> Parts<T>(Few<Var<T>> inputs) where T : struct, IFloatingPointIeee754<T> => Twin.Parts(inputs);
    }

    sealed record Exchanged(ConvTranspose2d Twin, IInitialiser Weight) : Wrong(Twin)
    {
        public override Initial<T> Init<T>(Key key, Shape example) => (Twin with { Weight = new Swapped(Weight) }).Init<T>(key, example);

        public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) => Twin.Apply(call, x);
    }

    sealed record Swapped(IInitialiser Inner) : IInitialiser
    {
        public double Variance(Fans fans) => Inner.Variance(new(fans.Out, fans.In));

        public Tensor<T> Draw<T>(Key key, Shape shape, Fans fans) where T : struct, IFloatingPointIeee754<T> => Inner.Draw<T>(key, shape, new(fans.Out, fans.In));
    }

    sealed record Meant(Dense Twin) : Wrong(Twin)
    {
        public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) => call.Params is DenseParams<T> { Weight: var weight, Bias: var bias }
            ? Diff.Apply(new Louder(new ScaleOp(1), 1.0 / x.Shape[0]), [bias]).Bind(quiet => Twin.Apply(call with { Params = new DenseParams<T>(weight, quiet) }, x))
            : Twin.Apply(call, x);
    }

    sealed record Undivided(MeanSquaredError Twin) : Loss("mutant"), IClaims<ILoss>
    {
        public ILoss Claims => Twin;

        public override Diff<T, Var<T>> Of<T>(Var<T> output, Targets<T> targets) =>
            Diff.Apply(new Louder(new ScaleOp(1), Twin.Reduction == Reduce.Mean ? output.Shape.Size : 1), [output]).Bind(loud => Twin.Of(loud, targets));
    }

    sealed record Louder(IOp Right, double Factor) : WrongOp(Right)
    {
        protected override Few<Delta<T>> Pull<T>(Few<Tensor<T>> inputs, Ruled<T> right, Tensor<T> g) => [Plain.Map(g, slope => slope * T.CreateChecked(Factor))];
    }

    sealed record Single(MixtureDensity Twin) : Loss("mutant"), IClaims<ILoss>
    {
        public ILoss Claims => Twin;

        public override Diff<T, Var<T>> Of<T>(Var<T> output, Targets<T> targets)
        {
            var shape = ((Targets<T>.Values)targets).Numbers.Shape;
            var missing = (1 - shape.Last) * Math.Log(2 * Math.PI) / 2 * (Twin.Reduction == Reduce.Sum ? shape[0] : 1);
            return Twin.Of(output, targets).Bind(loss => Ops.Add(loss, Tensor<T>.Scalar(T.CreateChecked(missing))));
        }
    }
}
