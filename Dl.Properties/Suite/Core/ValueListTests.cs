using System.Collections;
using System.Globalization;
using Dl.Core;

namespace Dl.Properties.Suite.Core;

/// <summary>Lists that are values, indices and literals: equal when their items are, and readable back.</summary>
public sealed class ValueListTests
{
    [Fact]
    public void FewBehavesAsAListOfAnyLength()
    {
        for (var count = 0; count < 7; count++)
        {
            var items = Enumerable.Range(10, count).ToArray();
            var few = Few.Of<int>(items);
            Assert.Equal(count, few.Count);
            Assert.Equal(items, few);
            Assert.Equal(items, ((IEnumerable)few).Cast<int>());
            Assert.Equal(items, Enumerable.Range(0, count).Select(i => few[i]));
            Assert.Equal(items.Select(item => $"{item}"), few.Map(item => $"{item}"));
            Assert.Equal($"[{string.Join(", ", items)}]", few.ToString());
            Assert.Throws<ArgumentOutOfRangeException>(() => few[few.Count]);
            Assert.Throws<ArgumentOutOfRangeException>(() => few[-1]);
            Values(few, Few.Of<int>(items), Few.Of<int>([.. items, 1]));
            Assert.True(few == Few.Of<int>(items) && few != [.. items, 0]);
            if (count > 0) Values(few, Few.Of<int>(items), Few.Of<int>([.. items[..^1], 1]));
        }
        Assert.Equal((new Few<int>(1), new Few<int>(1, 2), new Few<int>(1, 2, 3)), ([1], [1, 2], [1, 2, 3]));
    }

    [Fact]
    public void ManyBehavesAsAListOfAnyLength()
    {
        for (var count = 0; count < 5; count++)
        {
            var items = Enumerable.Range(10, count).ToArray();
            var many = Many.Of(items);
            Assert.Equal(items, many);
            Assert.Equal(items, ((IEnumerable)many).Cast<int>());
            Assert.Equal(items, Enumerable.Range(0, many.Count).Select(i => many[i]));
            Assert.Equal(items.Select(item => -item), many.Map(item => -item));
            Assert.Equal([.. items, .. items], many.Concat(many));
            Assert.Equal($"[{string.Join(", ", items)}]", many.ToString());
            Values(many, items.ToMany(), Many.From<int>([.. items, 1]));
        }
        Assert.False(Many.Of(1).Equals((Many<int>?)null));
    }

    [Fact]
    public void IndicesAreEqualByShapeAndValues()
    {
        var list = Indices.Of(5, 6, 7, 8);
        var square = Indices.From([2, 2], [5, 6, 7, 8]);
        Values(list, Indices.Of(5, 6, 7, 8), Indices.Of(5, 6, 7, 9));
        Values(square, Indices.From([2, 2], [5, 6, 7, 8]), list);
        Assert.Equal("Indices.Of(5, 6, 7, 8)", list.ToString());
        Assert.Equal($"Indices.From({square.Shape}, [5, 6, 7, 8])", square.ToString());
        Assert.Equal((4, 7), (list.Count, list[2]));
        Assert.Equal(Indices.Of(6, 7), list.Slice(1, 2));
        Assert.Equal(Indices.From([2, 2], [8, 8, 5, 6]), list.At(Indices.From([2, 2], [3, 3, 0, 1])));
        Assert.Throws<DlException>(() => Indices.From([2, 3], [1, 2]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("es-ES")]
    public void LiteralsAreSourceInAnyCulture(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            Assert.Equal(["1.5", "-0.1", "double.NaN", "double.PositiveInfinity", "double.NegativeInfinity", "double.NegativeZero", "0"],
                new[] { 1.5, -0.1, double.NaN, double.PositiveInfinity, double.NegativeInfinity, -0.0, 0 }.Select(Literal.Of));
            Assert.Equal(["1.5f", "-0.1f", "float.NaN", "float.PositiveInfinity", "float.NegativeInfinity", "float.NegativeZero", "0f"],
                new[] { 1.5f, -0.1f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, -0.0f, 0 }.Select(Literal.Of));
            Assert.Equal("(Half)1.5", Literal.Of((Half)1.5));
            Assert.Equal("new Dual<float>(1.5f, float.NaN)", Literal.Of(new Dual<float>(1.5f, float.NaN)));
            Assert.Equal(("double", "float", "Dual<Dual<double>>", "Half"), (Literal.Name<double>(), Literal.Name<float>(), Literal.Name<Dual<Dual<double>>>(), Literal.Name<Half>()));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    /// <summary>Memory of the pool has the asked size and at most a quarter more, and comes back to who asks for the like.</summary>
    [Fact]
    public void ThePoolHandsOutEnoughAndLittleMore()
    {
        Assert.Empty(Pool<long>.Rent(0));
        Pool<long>.Return([]);
        for (var size = 1; size < 5000; size += 1 + size / 7)
        {
            var memory = Pool<long>.Rent(size);
            Assert.InRange(memory.Length, size, Math.Max(16, size * 5 / 4));
            Pool<long>.Return(memory);
            Assert.Same(memory, Pool<long>.Rent(size));
            Pool<long>.Return(memory);
        }
        var kept = Pool<long>.Rent(100);
        Pool<long>.Return(kept);
        Pool<long>.Drop();
        Assert.NotSame(kept, Pool<long>.Rent(100));
    }

    static void Values<A>(A one, A same, A other) where A : IEquatable<A>
    {
        Assert.True(one.Equals(same) && one.Equals((object)same) && one.GetHashCode() == same.GetHashCode());
        Assert.False(one.Equals(other) || one.Equals((object)other) || one.Equals("another thing") || one.Equals(null));
    }
}
