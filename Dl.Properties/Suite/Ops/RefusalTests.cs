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
        Var<double> x = Tensor<double>.Ones([2, 3]), y = Tensor<double>.Ones([3, 2]);
        Assert.Equal("stack: [3, 2] beside [2, 3]; all shapes must be equal", Assert.Throws<DlException>(() => Ops.Stack(0, x, y)).Message);
        Assert.Equal("stack takes at least 1 input, not 0", Assert.Throws<DlException>(() => Ops.Stack<double>(0)).Message);
        Assert.Equal("split: parts of [1, 1] add up to 2, but axis 1 of [2, 3] has 3 places", Assert.Throws<DlException>(() => Ops.Split(x, 1, 1, 1)).Message);
    }
}
