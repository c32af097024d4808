using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Core;

public sealed class CoreLawTests
{
    [Fact]
    public void NamesAreUnique() => Assert.Equal(CoreLaws.All.Count, CoreLaws.All.Select(claim => (claim.Thing, claim.Law)).Distinct().Count());

    /// <summary>A case of the shrinker is one of all ops: in a hundred of them every fourth op would be left out.</summary>
    [Fact]
    public void TheShrinkerHoldsForEveryOp() => Assert.All(ShrinkerLaws.All, claim => LawBook.Hold(claim, new(Cases: 2000)));

    [Fact]
    public void TreesOfAUserHold() => TreeLaws.Hold((key, size) => new Pair<double>(Examples.Any(key.Child(0), [size]), new(Leaves<double>.Of(Examples.Any(key.Child(1), [size]), Tensor<double>.Scalar(2))), size));

    /// <summary>A user's record: a leaf, a branch, a counter.</summary>
    internal sealed record Pair<T>(Var<T> First, Inner<T> Rest, long Seen) : ITree<T> where T : struct, IFloatingPointIeee754<T>
    {
        public ITree<T> Walk(Walk<T> walk) => new Pair<T>(walk.Leaf("first", Role.Matrix, First), walk.Branch("rest", Rest), walk.Count("seen", Seen));
    }

    internal sealed record Inner<T>(Leaves<T> All) : ITree<T> where T : struct, IFloatingPointIeee754<T>
    {
        public ITree<T> Walk(Walk<T> walk) => new Inner<T>(walk.Branch("all", All));
    }
}
