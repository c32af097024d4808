using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Layers;

/// <summary>Which ids an embedding takes, and what it gives for them.</summary>
public class EmbeddingTests
{
    [Theory]
    [InlineData(0.5)]
    [InlineData(-1)]
    [InlineData(3)]
    [InlineData(double.NaN)]
    public void IdsAreWholeNumbersInRange(double id)
    {
        var embedding = new Embedding(3, 2);
        var message = Assert.Throws<DlException>(() => Net.Infer(embedding, embedding.Init<double>(Key.Of(1), [2]).Params, Empty<double>.It, Tensor<double>.Of([1, 2], 1, id))).Message;
        Assert.Equal($"embedding of 3 takes ids: whole numbers from 0 to 2; number 1 of [1, 2] is {Literal.Of(id)}", message);
    }

    /// <summary>Zeros where an id is padding, and nothing learnt there; ids at both ends of the range are taken.</summary>
    [Fact]
    public void EmbeddingTakesEveryIdOfItsRange()
    {
        var layer = new Embedding(3, 2, Padding: 2);
        var start = layer.Init<double>(Key.Of(1), [3]);
        var taken = Net.Infer(layer, start.Params, start.State, Tensor<double>.Of([1, 3], 0, 1, 2));
        Assert.Equal([0, 0], taken.Span[4..].ToArray());
        Assert.DoesNotContain(0, taken.Span[..4].ToArray());
        Assert.Equal(Shape.Of(2), new Embedding(1, 2, Padding: 0).Init<double>(Key.Of(1), []).Output);
    }
}
