using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.OfOps;

/// <summary>Ops that move numbers about, against loops over indices.</summary>
public class ShapeTests
{
    /// <summary>Planes larger than a tile, in every order of three axes.</summary>
    [Theory]
    [InlineData(0, 1, 2)]
    [InlineData(0, 2, 1)]
    [InlineData(1, 0, 2)]
    [InlineData(1, 2, 0)]
    [InlineData(2, 0, 1)]
    [InlineData(2, 1, 0)]
    public void LargeTransposesAreThoseOfIndices(int a, int b, int c)
    {
        int[] size = [37, 18, 21], order = [a, b, c];
        var x = Examples.Any(Key.Of(1), Shape.Of(size));
        var y = Ops.Transpose<double>(x, order).Value().Value;
        Assert.Equal([size[a], size[b], size[c]], y.Shape);
        var at = new int[3];
        for (var i = 0; i < y.Shape.Size; i++)
        {
            (at[a], at[b], at[c]) = (i / y.Shape[2] / y.Shape[1], i / y.Shape[2] % y.Shape[1], i % y.Shape[2]);
            Assert.Equal(x[(at[0] * size[1] + at[1]) * size[2] + at[2]], y[i]);
        }
    }

    [Fact]
    public void WithoutAxesTransposeReversesThemAll() => Assert.Equal([4, 3, 2], Ops.Transpose<double>(Tensor<double>.Ones([2, 3, 4])).Value().Shape);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    public void SplitUndoesConcat(int axis)
    {
        Var<double>[] parts = [.. Enumerable.Range(1, 3).Select(i => (Var<double>)Examples.Any(Key.Of((ulong)i), Axed([2, 3, 4], axis, i)))];
        var split = Ops.Concat(axis, parts).Bind(whole => Ops.Split(whole, axis, 1, 2, 3)).Value();
        Assert.Equal(parts, split);

        static Shape Axed(int[] shape, int axis, int size)
        {
            shape[axis < 0 ? axis + 3 : axis] = size;
            return Shape.Of(shape);
        }
    }

    [Theory]
    [InlineData(0, 1.0, 2.0, 3.0, 4.0)]
    [InlineData(1, 1.0, 3.0, 2.0, 4.0)]
    [InlineData(-1, 1.0, 3.0, 2.0, 4.0)]
    public void StackPutsANewAxis(int axis, params double[] expected)
    {
        var stacked = Ops.Stack<double>(axis, Tensor<double>.Of([2], 1, 2), Tensor<double>.Of([2], 3, 4)).Value();
        Assert.Equal(Tensor<double>.Of([2, 2], expected), stacked.Value);
    }

    [Fact]
    public void TakingARowTwiceGivesItTheSumOfBothCotangents()
    {
        var ruled = new TakeOp(Indices.Of(2, 0, 2)).Rule<double>([Tensor<double>.Of([3, 2], 1, 2, 3, 4, 5, 6)]);
        Assert.Equal(Tensor<double>.Of([3, 2], 5, 6, 1, 2, 5, 6), ruled.Value);
        Assert.Equal(Tensor<double>.Of([3, 2], 3, 4, 0, 0, 1 + 5, 2 + 6), ruled.Pull(Tensor<double>.Of([3, 2], 1, 2, 3, 4, 5, 6))[0].ToTensor());
    }

    [Fact]
    public void IndicesOfAnyShapeTakeThePlaceOfTheAxis() =>
        Assert.Equal([2, 4, 5, 3], Ops.Take<double>(Tensor<double>.Ones([2, 7, 3]), Indices.From([4, 5], [.. Enumerable.Range(0, 20).Select(i => i % 7)]), 1).Value().Shape);

    [Fact]
    public void PadSurrounds() => Assert.Equal(
        Tensor<double>.Of([2, 4], 9, 1, 2, 9, 9, 9, 9, 9),
        Ops.Pad<double>(Tensor<double>.Of([1, 2], 1, 2), [0, 1], [1, 1], 9).Value().Value);

    /// <summary>What is not chosen has no say, not even as NaN.</summary>
    [Fact]
    public void WhereIsDeafToWhatItDoesNotChoose()
    {
        var ruled = new WhereOp(Indices.Of(1, 0)).Rule<double>([Tensor<double>.Of([2], 1, double.NaN), Tensor<double>.Of([2], double.PositiveInfinity, 2)]);
        Assert.Equal(Tensor<double>.Of([2], 1, 2), ruled.Value);
        Assert.Equal([Tensor<double>.Of([2], 3, 0), Tensor<double>.Of([2], 0, 4)], ruled.Pull(Tensor<double>.Of([2], 3, 4)).Select(delta => delta.ToTensor()));
    }
}
