using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.OfOps;

/// <summary>What does not fit is refused in one line that says what came and what would be right.</summary>
public class RefusalTests
{
    static readonly (IOp Op, Shape[] Inputs, string Message)[] Refusals =
    [
        (new AbsOp(), [], "abs takes 1 input, not 0"),
        (new SumOp([2]), [[2, 3]], "sum: [2, 3] has no axis 2; its axes are 0 to 1, or -2 to -1"),
        (new SumOp([0, -2]), [[2, 3]], "sum: axis -2 is named twice in [0, -2]"),
        (new NormOp([0]), [Shape.Scalar], "norm: a scalar has no axis 0"),
        (new MaxOp([0]), [[0, 3]], "max: [0, 3] has no items to compare over axes [0]"),
        (new SoftmaxOp(0), [[0, 3]], "softmax: axis 0 of [0, 3] is empty"),
        (new VarianceOp([0], false, 1), [[1, 3]], "variance: of [1, 3] 1 items fall together, but with the correction 1 it takes at least 2"),
        (new DeviationOp([0], false, -1), [[1, 3]], "deviation: the correction is 0 or more, not -1"),
        (new TransposeOp([0, 0]), [[2, 3]], "transpose: [0, 0] does not order the axes of [2, 3]; name each of 0 to 1 once"),
        (new ConcatOp(0), [], "concat takes at least 1 input, not 0"),
        (new ConcatOp(1), [[2, 3], [3, 3]], "concat along axis 1: [3, 3] does not fit behind [2, 3]; all other axes must be equal"),
        (new PartOp(1, 2, 2), [[2, 3]], "part: places 2 to 3 are not all on axis 1 of [2, 3], which has places 0 to 2"),
        (new TakeOp(Indices.Of(0, 2)), [[2, 3]], "take: place 2, number 1 of those asked for, is not on axis 0 of [2, 3], which has places 0 to 1"),
        (new TakeOp(Indices.Of(-1)), [[2]], "take: place -1, number 0 of those asked for, is not on axis 0 of [2], which has places 0 to 1"),
        (new PadOp([1], [1, 1]), [[2, 3]], "pad: [2, 3] has 2 axes, but there are 1 numbers for before and 2 for after"),
        (new PadOp([-1], [0]), [[2]], "pad: [-1] before and [0] after must not be negative; take a part instead"),
        (new ClampOp(1, 0), [[2]], "clamp: low 1 is not at most high 0"),
        (new MaximumOp(), [[2], [3]], "maximum: [2] and [3] do not broadcast: counted from the last axis, axis 1 is 2 against 3; equal sizes or a 1 would fit"),
        (new PowerOp(), [[2]], "power takes 2 inputs, not 1"),
        (new WhereOp(Indices.Of(1, 0)), [[3], [3]], "where: [2] and [3] do not broadcast: counted from the last axis, axis 1 is 2 against 3; equal sizes or a 1 would fit"),
        (new BatchMatMulOp(), [[2], [2, 2]], "batch matmul multiplies matrices, but was given [2] and [2, 2]; both need at least two axes"),
        (new BatchMatMulOp(true), [[4, 3, 2], [2, 5]], "batch matmul: [4, 3, 2] transposed has 3 columns, but [2, 5] has 2 rows"),
        (new BatchMatMulOp(), [[4, 1, 2], [3, 2, 5]], "batch matmul: [4] and [3] do not broadcast: counted from the last axis, axis 1 is 4 against 3; equal sizes or a 1 would fit"),
        (new DenseOp(), [[3], [], [1]], "dense: the weight has the axes (in, out), but is []"),
        (new DenseOp(), [[], [3, 2], [2]], "dense: the input has the axes (..., 3), but is a single number"),
        (new ReshapeOp([-1, -1]), [[4]], "reshape: of the axes [-1, -1] at most one may be -1, and none may be less"),
        (new ConvTranspose2dOp(1, 0, 0, 1, 2), [[1, 4, 4, 3], [3, 3, 1, 3]], "conv transpose2d: 3 channels cannot be cut into 2 groups; give a multiple"),
        (new AdaptiveMaxPool2dOp(0), [[1, 4, 4, 3]], "adaptive max pool2d: the output is at least 1 high and wide, not 0"),
        (new NormaliseOp(1, 2, 0), [[2, 4, 3], [3], [3]], "normalise: 3 channels do not fall into 2 equal groups"),
        (new NormaliseOp(1, 1, 0), [[2, 0, 3], [3], [3]], "normalise: [2, 0, 3] has no numbers to take statistics of"),
        (new NormaliseOp(-2, 1, 0), [[3], [3], [3]], "normalise: [3] has 1 axes, but the last 2 are normalised together"),
        (new MeanOp([0]), [[0, 3]], "mean: [0, 3] has no items to average over axes [0]"),
        (new DropoutOp(1, Key.Of(1)), [[3]], "dropout: the rate is the probability to drop and lies in [0, 1), but is 1"),
        (new SwishOp(double.PositiveInfinity), [[3]], "swish: beta is a finite number, but is Infinity"),
        (new SoftplusOp(0), [[3]], "softplus: beta is finite and above 0, but is 0"),
        (new HardTanhOp(1, 1), [[3]], "hard tanh: the bounds rise, but are 1 and 1"),
        (new MatMulOp(), [[2, 3], [3]], "matmul multiplies two matrices, but was given [2, 3] and [3]; reshape them to two axes"),
        (new MatMulOp(), [[3], [3, 2]], "matmul multiplies two matrices, but was given [3] and [3, 2]; reshape them to two axes"),
        (new Conv2dOp(1, 0, 1, 0), [[1, 4, 4, 2], [3, 3, 2, 3]], "conv2d: there is at least one group, not 0"),
        (new Conv2dOp(), [[1, 4, 4, 2], [3, 3, 3, 3]], "conv2d: the kernel [3, 3, 3, 3] in 1 group takes 3 channels, but the images [1, 4, 4, 2] have 2"),
        (new Conv2dOp(1, 0, 1, 2), [[1, 4, 4, 2], [3, 3, 2, 4]], "conv2d: the kernel [3, 3, 2, 4] in 2 groups takes 4 channels, but the images [1, 4, 4, 2] have 2"),
        (new Conv2dOp(1, 0, 1, 2), [[1, 4, 4, 2], [3, 3, 1, 3]], "conv2d: 3 filters cannot be cut into 2 groups; give a multiple"),
        (new ConvTranspose2dOp(1, 0, 0, 1, 0), [[1, 4, 4, 3], [3, 3, 1, 3]], "conv transpose2d: there is at least one group, not 0"),
        (new AdaptiveMaxPool2dOp((1, 0)), [[1, 4, 4, 3]], "adaptive max pool2d: the output is at least 1 high and wide, not (1, 0)"),
        (new PartOp(0, 0, -1), [[2, 3]], "part: places 0 to -2 are not all on axis 0 of [2, 3], which has places 0 to 1"),
        (new ReshapeOp([-2, 2]), [[4]], "reshape: of the axes [-2, 2] at most one may be -1, and none may be less"),
        (new NormaliseOp(3, 1, 0), [[2, 3], [3], [3]], "normalise: [2, 3] has 2 axes, but the first 3 count items"),
        (new PadOp([1], [-1]), [[2]], "pad: [1] before and [-1] after must not be negative; take a part instead"),
        (new SoftmaxCrossEntropyOp(Indices.Of(0, 3)), [[2, 3]], "softmax cross entropy: class 3 of row 1 is outside the last axis of [2, 3]; it must be in 0 to 2"),
        (new LinearThenOp(new AddOp(), Activation.Relu), [[3], [3]], "linear then: add is neither a dense op nor a convolution, and its value may be needed as it was"),
        (new MaskedSoftmaxOp(), [[2, 0]], "masked softmax takes scores (batch, ..., queries, keys) of at least one key, not [2, 0]"),
    ];

    public static TheoryData<int> All => [.. Enumerable.Range(0, Refusals.Length)];

    [Theory, MemberData(nameof(All))]
    public void SayWhatWouldBeRight(int i)
    {
        var (op, shapes, message) = Refusals[i];
        var error = Assert.Throws<DlException>(() => op.Rule(Few.Of<Tensor<double>>([.. shapes.Select(Tensor<double>.Ones)])));
        Assert.Equal(message, error.Message);
    }

    [Fact]
    public void OfFunctionsToo()
    {
        Var<double> x = Tensor<double>.Ones([2, 3]), y = Tensor<double>.Ones([3, 2]), list = Tensor<double>.Ones([1, 4, 2]), image = Tensor<double>.Ones([1, 4, 4, 2]);
        Says("stack: [3, 2] beside [2, 3]; all shapes must be equal", () => Ops.Stack(0, x, y));
        Says("stack takes at least 1 input, not 0", () => Ops.Stack<double>(0));
        Says("split: parts of [1, 1] add up to 2, but axis 1 of [2, 3] has 3 places", () => Ops.Split(x, 1, 1, 1));
        Says("conv1d: lists are (batch, length, features), not [2, 3]", () => Ops.Conv1d(new Conv2dOp(), x, y));
        Says("conv1d: the kernel of lists is (size, in, out), not [3, 2]", () => Ops.Conv1d(new Conv2dOp(), list, y));
        Says("a filter is a kernel (height, width), not [1, 4, 2]", () => Filters.Apply(image, list.Value, Padding.Same));
        Says("a filter takes pictures (batch, height, width, channels), not [1, 4, 2]", () => Filters.Apply(list, y.Value, Padding.Same));
        Says("how much padding same is depends on a window; give numbers", () => Images.Pad(image, Padding.Same));
        Says("images are (batch, height, width, channels), not [1, 4, 2]", () => Images.Pad(list, 1));
        Says("images (batch, channels, ...) are expected, not [2, 3]", () => Images.FromChannelsFirst(x));
    }

    /// <summary>Derivatives, graphs and regressions: what they are taken of and at.</summary>
    [Fact]
    public void OfDerivatives()
    {
        Tensor<double> vector = Tensor<double>.Ones([2]), matrix = Tensor<double>.Ones([2, 3]);
        Says("a Jacobian is taken at a vector, not at [2, 3]; let the function reshape it", () => Derivative.Forward(new Twice(), matrix));
        Says("a Hessian at [2] multiplies vectors of that shape, not [2, 3]", () => Hessian.Product(new Twice(), vector, matrix));
        Says("a gradient needs a function that gives one number, but this one gave [2]; sum or average it, or give a cotangent with Gradient.Pull", () => Gradient.Of(Leaves<double>.Of(vector), at => Ops.Scale(at[0], 2)));
        Says("a value of shape [2] needs a cotangent of that shape, not [2, 3]", () => Gradient.Pull(Leaves<double>.Of(vector), at => Ops.Scale(at[0], 2), _ => matrix));
        Says("a graph with derivatives needs a function that gives one number, but this one gave [2]", () => Graph.Of(Leaves<double>.Of(vector), at => Ops.Scale(at[0], 2)));
        Says("a linear system has a matrix of [n, n] and a right side of [n], not [2, 3] and [2]", () => LinearSystem.Solve(matrix, vector));
        Says("this decomposition takes at least as many rows as columns, not [2, 3]", () => Qr.Of(matrix));
        Says("a regression takes a design (items, columns) of at least as many items as columns, and a target and a weight for each item, not [2, 3], [2] and [2]", () => Regression.LeastSquares(matrix, vector, vector));
        Says("column 1 of the design depends on those before it (for the items that have a weight): leave it out, or give more items", () => Regression.LeastSquares(Tensor<double>.Ones([2, 2]), vector, vector));
    }

    sealed record Twice : IMap
    {
        public Diff<T, Var<T>> Of<T>(Var<T> x) where T : struct, IFloatingPointIeee754<T> => Ops.Scale(x, 2);
    }

    static void Says<A>(string message, Func<Diff<double, A>> act) => Says(message, () => (object?)act().Value());

    static void Says(string message, Func<object?> act) => Assert.Equal(message, Assert.Throws<DlException>(() => act()).Message);
}
