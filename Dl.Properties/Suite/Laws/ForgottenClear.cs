using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Laws;

/// <summary>A cotangent that is added where it should be written is right in memory that happens to hold zeros: the law of recipes sees it.</summary>
public class ForgottenClear
{
    [Fact]
    public void IsSeen()
    {
        var subject = OpLaws.Subject("faulty", (key, size) => new(new AlwaysAdds(), [Examples.Any(key, [size])]));
        Assert.Throws<LawException>(() => LawBook.Hold(subject, [RecipeLaw.Of]));
    }

    sealed record AlwaysAdds() : Op("always adds")
    {
        public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) => new(inputs[0], g => [Delta<T>.Of(g.Shape, g, static (into, _, g) =>
        {
            for (var i = 0; i < into.Length; i++) into[i] += g.Span[i];
        })]);
    }
}
