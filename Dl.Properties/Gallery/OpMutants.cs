namespace Dl.Properties;

/// <summary>Wrong ops and gradients.</summary>
static class OpMutants
{
    public static Many<Mutant> All { get; } =
    [
        Of("M01", "apache/mxnet#18563; chelsea0x3b/dfdx#111", "a maximum gives every tied entry the full gradient", MaxOp.Example, op => new EveryTie((MaxOp)op)),
        Of("M02", "pytorch/pytorch#56734", "an elementwise maximum gives both sides of a tie the full gradient", MaximumOp.Example, op => new BothSides(op)),
        Of("M06", "apache/tvm#2465; deeplearning4j/nd4j#2424; pytorch/pytorch#13669", "the gradient of a stretched operand is not summed back", MultiplyOp.Example, op => new Unreduced(op)),
        Of("M07", "HomericIntelligence/Odyssey#2080", "the gradient of a stretched operand is summed over axis i of the larger rank, not i + offset", AddOp.Example, op => new Misaligned(op)),
        Of("M08", "DiffSharp/DiffSharp#131, #132", "a tensor times a scalar: its gradient collapses to a scalar", MultiplyOp.Example, op => new Collapsed(op)),
        Of("M09", "DiffSharp/DiffSharp#9", "a scalar minus a tensor: the gradient lacks its minus", SubtractOp.Example, op => new NoMinus(op)),
        Of("M10", "huggingface/candle#3507", "a gradient overwrites what was accumulated before it", TakeOp.Example, op => new Overwriting(op)),
        Of("M14", "pytorch/pytorch#773; tracel-ai/burn#5533; tinygrad/tinygrad#17404", "the gradient of a product divides by the item", ProductOp.Example, op => new ProductOverItem((ProductOp)op)),
        Of("M15", "tensorflow/tensorflow#3862", "the gradient of a cumulative product divides by the item", CumulativeProductOp.Example, op => new ProductsOverItem((CumulativeProductOp)op)),
        Of("M16", "pytorch/pytorch#27134; tensorflow/tensorflow#2295; tensorflow/tfjs#346", "the slope of a power by its exponent takes the logarithm of 0", PowerOp.Example, op => new UnguardedLogarithm(op)),
        Of("M17", "pytorch/pytorch#2421; HIPS/autograd#151", "the gradient of a norm divides by a norm of 0", NormOp.Example, op => new UnguardedNorm((NormOp)op)),
        Of("M18", "pytorch/pytorch#2775", "the gradient of a norm is masked at 0, and the unmasked one returned", NormOp.Example, op => new DiscardedGuard((NormOp)op)),
        Of("M19", "pytorch/pytorch#4320; tensorflow/tensorflow#56830; google/jax#11716", "the gradient of a deviation divides by a deviation of 0", DeviationOp.Example, op => new UnguardedDeviation((DeviationOp)op)),
        Of("M21", "tensorflow/tensorflow#22048", "clipping by the norm chooses between two values of which one has no slope at 0", ClippedByNorm.Example, op => op),
        Of("M22", "pjreddie/darknet#96", "the gradient of softmax is the cotangent", SoftmaxOp.Example, op => new CopiedCotangent(op)),
        Of("M23", "deeplearning4j/deeplearning4j#345", "the gradient of softmax sums over the batch", SoftmaxOp.Example, op => new SumOverBatch((SoftmaxOp)op)),
        Of("M24", "huggingface/candle#3569", "a fused softmax has no gradient", SoftmaxOp.Example, op => new Severed(op)),
        Of("M26", "JuliaDiff/ReverseDiff.jl#235", "the gradient of a product of matrices meets the other one untransposed", MatMulOp.Example, op => new Untransposed((MatMulOp)op)),
        Of("M27", "microsoft/knossos-ksc#505", "the slope of tanh is 1 - x^2", TanhOp.Example, op => new SlopeOfInput(op)),
    ];

    static Mutant Of(string name, string source, string wrong, Func<Key, int, Example> right, Func<IOp, IOp> mutate) =>
        new(name, source, wrong, LawBook.On(OpLaws.Subject(name, (key, size) => right(key, size) is var drawn ? drawn with { Op = mutate(drawn.Op) } : drawn), OpLaws.All).ToMany());
}
