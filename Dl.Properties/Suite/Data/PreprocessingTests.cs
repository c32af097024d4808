using System.Text.Json.Nodes;
using Dl.Core;
using Dl.CSharp;

namespace Dl.Properties.Suite.Data;

public sealed class PreprocessingTests : Files
{
    static readonly DataSet Images = Set(Key.Of(3).Normal<float>([50, 4, 3, 2], 5, 20));

    [Theory, InlineData(Per.Feature), InlineData(Per.Channel), InlineData(Per.Whole), InlineData(Per.Example)]
    public void StandardisedGroupsHaveMean0AndDeviation1(Per per)
    {
        foreach (var group in Groups(per, Preprocessing.Fit(Images, Scaling.Standardise, per).Apply(Images).Inputs))
        {
            Assert.Equal(0, group.Average(), 1e-5);
            Assert.Equal(1, group.Average(x => x * x), 1e-5);
        }
    }

    [Theory, InlineData(Per.Feature), InlineData(Per.Channel), InlineData(Per.Whole), InlineData(Per.Example)]
    public void CentredGroupsHaveMean0AndTheirDeviation(Per per)
    {
        var centred = Groups(per, Preprocessing.Fit(Images, Scaling.Centre, per).Apply(Images).Inputs);
        foreach (var (before, after) in Groups(per, Images.Inputs).Zip(centred))
        {
            Assert.Equal(0, after.Average(), 1e-4);
            Assert.Equal(before.Max() - before.Min(), after.Max() - after.Min(), 1e-4);
        }
    }

    [Theory, InlineData(Per.Feature), InlineData(Per.Channel), InlineData(Per.Whole), InlineData(Per.Example)]
    public void UnitGroupsReachFrom0To1(Per per)
    {
        foreach (var group in Groups(per, Preprocessing.Fit(Images, Scaling.Unit, per).Apply(Images).Inputs))
            Assert.Equal((0.0, 1.0), (group.Min(), group.Max()));
    }

    [Fact]
    public void NoneGivesTheSameTensor() => Assert.Same(Images.Inputs, Preprocessing.Fit(Images, Scaling.None).Apply(Images.Inputs));

    [Theory, InlineData(Scaling.Unit), InlineData(Scaling.Centre), InlineData(Scaling.Standardise)]
    public void AConstantFeatureBecomes0AndStaysFiniteElsewhere(Scaling scaling)
    {
        var fitted = Preprocessing.Fit(Set(Tensor<float>.Of([3, 2], 0.1f, 1, 0.1f, 2, 0.1f, 3)), scaling);
        var held = fitted.Apply(Tensor<float>.Of([2, 2], 0.1f, 2, 7.1f, 2));
        Assert.Equal(0f, held[0]);
        Assert.Equal(7f, held[2], 1e-6f);
    }

    [Fact]
    public void AnExampleIsPreparedAloneAsAmongOthers()
    {
        var fitted = Preprocessing.Fit(Images.Take(40));
        Assert.NotEqual(fitted, Preprocessing.Fit(Images));
        Assert.Equal(fitted.Apply(Images).Slice(45, 1), fitted.Apply(Images.Slice(45, 1)));
    }

    [Fact]
    public void JsonReadsBackToTheSameBits() => Abroad(() =>
    {
        foreach (var per in Enum.GetValues<Per>())
            foreach (var scaling in Enum.GetValues<Scaling>())
            {
                var fitted = Preprocessing.Fit(Images, scaling, per);
                Assert.Equal(fitted, Preprocessing.FromJson(JsonNode.Parse(fitted.ToJson().ToJsonString())!));
            }
    });

    [Theory]
    [InlineData("{}"), InlineData("[1]"), InlineData("{\"scaling\":\"Unit\",\"per\":\"Whole\",\"shift\":[1,2],\"factor\":[1]}")]
    [InlineData("{\"scaling\":\"Odd\",\"per\":\"Whole\",\"shift\":[1],\"factor\":[1]}"), InlineData("{\"scaling\":\"Unit\",\"per\":\"Whole\",\"shift\":[\"x\"],\"factor\":[1]}")]
    public void OtherJsonIsRefused(string json) => Fails(
        $"preprocessing is {{\"scaling\", \"per\", \"shift\", \"factor\"}} with as many shifts as factors, but this is {json}",
        () => Preprocessing.FromJson(JsonNode.Parse(json)!));

    [Fact]
    public void ATypedScalingReadsBack()
    {
        foreach (var per in Enum.GetValues<Per>())
            foreach (var scaling in Enum.GetValues<Scaling>())
                Assert.Equal((scaling, per), Scalings.Parse(Scalings.Text(scaling, per)));
        Assert.Equal((Scaling.Standardise, Per.Feature), Scalings.Parse("standardise"));
        foreach (var text in "half standardise:half standardise:feature: :feature".Split(' '))
            Fails($"there is no scaling '{text}'; known are none, unit, centre, standardise, and behind a colon feature, channel, whole, example: standardise:channel", () => Scalings.Parse(text));
    }

    [Fact]
    public void WhatDoesNotFitIsRefused()
    {
        Fails("the preprocessing was fitted on 24 features, but inputs of shape [5, 4] have 4", () => Preprocessing.Fit(Images).Apply(Tensor<float>.Zeros([5, 4])));
        Fails("the preprocessing was fitted on 2 channels, but inputs of shape [5, 4, 3, 1] have 1",
            () => Preprocessing.Fit(Images, per: Per.Channel).Apply(Tensor<float>.Zeros([5, 4, 3, 1])));
        Fails("s: preprocessing cannot be fitted on no examples", () => Preprocessing.Fit(Images.Take(0)));
    }

    static DataSet Set(Tensor<float> inputs) => DataSet.Regression(inputs, Tensor<float>.Zeros([inputs.Shape[0], 1]), "s");

    // Independent of how the library walks: by the index of each element.
    static double[][] Groups(Per per, Tensor<float> inputs) => [.. inputs.Span.ToArray()
        .Select((x, i) => (Value: (double)x, Group: per switch { Per.Feature => i % 24, Per.Channel => i % 2, Per.Example => i / 24, _ => 0 }))
        .GroupBy(x => x.Group, x => x.Value).OrderBy(group => group.Key).Select(group => group.ToArray())];
}
