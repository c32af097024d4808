using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Laws;

/// <summary>The gallery under re-implementations of what other suites check.</summary>
public sealed class ComparisonTests
{
    [Theory]
    [InlineData("A01", StyleVerdict.Passes, StyleVerdict.Passes, StyleVerdict.Passes)]
    [InlineData("A08", StyleVerdict.Passes, StyleVerdict.Kills, StyleVerdict.Kills)]
    [InlineData("A16", StyleVerdict.Passes, StyleVerdict.Passes, StyleVerdict.Passes)]
    [InlineData("M48", StyleVerdict.NotApplicable, StyleVerdict.NotApplicable, StyleVerdict.NotApplicable)]
    public void StylesDifferAndTheLawsFindAll(string name, StyleVerdict torch, StyleVerdict optax, StyleVerdict keras)
    {
        var compared = GalleryComparison.Of(Gallery.All.Single(mutant => mutant.Name == name), new(Cases: 20));
        Assert.Equal((StyleVerdict.Kills, torch, optax, keras), (compared.Ours, compared.Torch, compared.Optax, compared.Keras));
    }

    /// <summary>A gradient that is wrong where inputs are positive and distinct is found by the style, one that is wrong at ties is not.</summary>
    [Fact]
    public void GradcheckSeesOrdinaryPointsOnly()
    {
        Assert.Equal(StyleVerdict.Kills, GalleryComparison.Of(new("X1", "", "half the slope", OpClaims(new Slope(0.5))), new(Cases: 5)).Torch);
        Assert.Equal(StyleVerdict.Passes, GalleryComparison.Of(new("X2", "", "the right slope", OpClaims(new Slope(1))), new(Cases: 5)).Torch);
    }

    static Many<Claim> OpClaims(IOp op) => LawBook.On(OpLaws.Subject("op", (key, size) => new(op, [Examples.Any(key, [size])])), OpLaws.All).ToMany();

    sealed record Slope(double Of) : Op("slope")
    {
        public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) => new(inputs[0],
            g => [Tensor<T>.From(g.Shape, [.. g.Span.ToArray().Select(x => x * T.CreateChecked(Of))])]);
    }
}
