namespace Dl.Properties;

/// <summary>Wrong losses.</summary>
static class LossMutants
{
    public static Many<Mutant> All { get; } =
    [
        new("M28", "deeplearning4j/nd4j#1328", "the binary cross entropy leaves out the term of label 0", On<BinaryCrossEntropy>(BinaryCrossEntropy.Example, loss => new OneSided(loss))),
        new("M29", "keras-team/keras#9664", "probabilities are clipped before the logarithm: no gradient where they are certain and wrong", On<BinaryCrossEntropy>(BinaryCrossEntropy.Example, loss => new Clipped(loss))),
        new("M37", "qubvel-org/segmentation_models.pytorch#852, PaddlePaddle/Paddle#30180, open-mmlab/mmsegmentation#886",
            "the mean divides by all items, the ignored ones included", On<CrossEntropy>(CrossEntropy.Example, loss => new OverAll(loss))),
        new("M38", "fastai/fastai#1814", "label smoothing takes eps K / (K - 1) from the class but gives eps / K to each", On<CrossEntropy>(CrossEntropy.Example, loss => new Unbalanced(loss))),
        new("M39", "paiml/aprender#2199", "label smoothing gives (1 - eps) / K to the other classes and eps to the right one", On<CrossEntropy>(CrossEntropy.Example, loss => new Swapped(loss))),
        new("M40", "pytorch/pytorch#11752, Oneflow-Inc/oneflow#3137, PaddlePaddle/Paddle#21165", "the logarithm of a softmax cut at 1e-20, for the log softmax",
            On<CrossEntropy>(CrossEntropy.Example, loss => new LogOfSoftmax(loss))),
        new("M41", "google-deepmind/optax#896, google-deepmind/optax#898", "a logit of minus infinity times a mass of 0 is NaN", On<CrossEntropy>(CrossEntropy.Example, loss => new Unguarded(loss))),
        new("M42", "tracel-ai/burn#772", "class weights of the binary cross entropy stand before the term of label 1 alone", On<BinaryCrossEntropy>(BinaryCrossEntropy.Example, loss => new HalfWeighted(loss))),
        new("M43", "huggingface/transformers#34191, ml-explore/mlx-lm#1413", "a batch in two parts: the mean of their means", On<CrossEntropy>(CrossEntropy.Example, loss => new MeanOfMeans(loss))),
    ];

    // The examples of the right loss, asked of the wrong one, which has its settings.
    static Many<Claim> On<L>(Func<Key, int, LossExample> example, Func<L, ILoss> mutant) where L : ILoss =>
        LawBook.On(LossLaws.Subject(typeof(L).Name, (key, size) => example(key, size) is var drawn ? drawn with { Loss = mutant((L)drawn.Loss) } : drawn), LossLaws.All).ToMany();

    /// <summary>A wrong loss that claims to be a right one of its settings.</summary>
    abstract record Wrong(ILoss Claims, Reduce Reduction) : Loss("mutant"), IClaims<ILoss>
    {
        protected static Diff<T, Var<T>> Reduced<T>(Reduce reduction, Var<T> each, double items) where T : struct, IFloatingPointIeee754<T> => reduction switch
        {
            Reduce.Mean => Ops.Sum(each).Bind(sum => Ops.Scale(sum, 1 / items)),
            Reduce.Sum => Ops.Sum(each),
            _ => Diff.Return<T, Var<T>>(each),
        };

        protected Diff<T, Var<T>> Right<T>(Var<T> output, Targets<T> targets, Reduce reduction) where T : struct, IFloatingPointIeee754<T> => ((IReduced)Claims).By(reduction).Of(output, targets);

        protected static Tensor<T> Ones<T>(Targets<T> targets, Shape shape) where T : struct, IFloatingPointIeee754<T> => targets is Targets<T>.Labels labels
            ? Tensor<T>.From(shape, [.. labels.Classes.Span.ToArray().Select(T.CreateChecked)])
            : ((Targets<T>.Values)targets).Numbers;
    }

    sealed record OneSided(BinaryCrossEntropy Twin) : Wrong(Twin, Twin.Reduction)
    {
        public override Diff<T, Var<T>> Of<T>(Var<T> output, Targets<T> targets) =>
            from logs in Ops.LogSigmoid(output)
            from product in Ops.Multiply(logs, Ones(targets, output.Shape))
            from each in Ops.Negate(product)
            from loss in Reduced(Reduction, each, output.Shape.Size)
            select loss;
    }

    sealed record Clipped(BinaryCrossEntropy Twin) : Wrong(Twin, Twin.Reduction)
    {
        public override Diff<T, Var<T>> Of<T>(Var<T> output, Targets<T> targets) =>
            from p in Ops.Sigmoid(output)
            from least in Ops.Maximum(p, Tensor<T>.Scalar(T.CreateChecked(1e-7)))
            from clipped in Ops.Minimum(least, Tensor<T>.Scalar(T.CreateChecked(1 - 1e-7)))
            from loss in new BinaryCrossEntropyOfProbabilities(Twin.Weights, Twin.Smoothing, Reduction).Of(clipped, targets)
            select loss;
    }

    sealed record HalfWeighted(BinaryCrossEntropy Twin) : Wrong(Twin, Twin.Reduction)
    {
        public override Diff<T, Var<T>> Of<T>(Var<T> output, Targets<T> targets) =>
            (Twin.Weights.Count == 0 ? Twin : Twin with { Weights = [1, Twin.Weights[1]] }).Of(output, targets);
    }

    sealed record OverAll(CrossEntropy Twin) : Wrong(Twin, Twin.Reduction)
    {
        public override Diff<T, Var<T>> Of<T>(Var<T> output, Targets<T> targets) => Right(output, targets, Reduce.None).Bind(each => Reduced(Reduction, each, each.Shape.Size));
    }

    sealed record Unbalanced(CrossEntropy Twin) : Wrong(Twin, Twin.Reduction)
    {
        public override Diff<T, Var<T>> Of<T>(Var<T> output, Targets<T> targets)
        {
            var k = (double)output.Shape.Last;
            return
                from right in (Twin with { Smoothing = 0 }).Of(output, targets)
                from even in (Twin with { Smoothing = 1 }).Of(output, targets)
                from a in Ops.Scale(right, 1 - Twin.Smoothing * k / (k - 1))
                from b in Ops.Scale(even, Twin.Smoothing)
                from loss in Ops.Add(a, b)
                select loss;
        }
    }

    sealed record Swapped(CrossEntropy Twin) : Wrong(Twin, Twin.Reduction)
    {
        public override Diff<T, Var<T>> Of<T>(Var<T> output, Targets<T> targets) =>
            (Twin.Smoothing == 0 ? Twin : Twin with { Smoothing = 1 - Twin.Smoothing }).Of(output, targets);
    }

    sealed record LogOfSoftmax(CrossEntropy Twin) : Wrong(Twin, Twin.Reduction)
    {
        public override Diff<T, Var<T>> Of<T>(Var<T> output, Targets<T> targets) =>
            from p in Ops.Softmax(output)
            from least in Ops.Maximum(p, Tensor<T>.Scalar(T.CreateChecked(1e-20)))
            from logs in Ops.Log(least)
            from loss in Twin.Smoothing == 0 ? new NegativeLogLikelihood(Twin.Weights, Twin.Ignored, Reduction).Of(logs, targets) : Twin.Of(output, targets)
            select loss;
    }

    sealed record Unguarded(CrossEntropy Twin) : Wrong(Twin, Twin.Reduction)
    {
        public override Diff<T, Var<T>> Of<T>(Var<T> output, Targets<T> targets) => targets is not Targets<T>.Values values || Twin.Smoothing != 0 || Twin.Weights.Count != 0
            ? Twin.Of(output, targets)
            : from logs in Ops.LogSoftmax(output)
              from product in Ops.Multiply(logs, values.Numbers)
              from sums in Ops.Sum(product, -1)
              from each in Ops.Negate(sums)
              from loss in Reduced(Reduction, each, each.Shape.Size)
              select loss;
    }

    sealed record MeanOfMeans(CrossEntropy Twin) : Wrong(Twin, Twin.Reduction)
    {
        public override Diff<T, Var<T>> Of<T>(Var<T> output, Targets<T> targets)
        {
            var (items, half) = (output.Shape[0], output.Shape[0] / 2);
            if (Reduction != Reduce.Mean || half == 0 || targets is not Targets<T>.Labels { Classes: { Shape.Rank: 1 } classes }) return Twin.Of(output, targets);
            return
                from first in Ops.Part(output, 0, 0, half)
                from second in Ops.Part(output, 0, half, items - half)
                from one in Twin.Of(first, classes.Slice(0, half))
                from other in Twin.Of(second, classes.Slice(half, items - half))
                from sum in Ops.Add(one, other)
                from mean in Ops.Scale(sum, 0.5)
                select mean;
        }
    }
}
