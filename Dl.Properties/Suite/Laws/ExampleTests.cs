using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Laws;

/// <summary>Examples try every setting of a thing and stay small: what is never drawn no law can judge.</summary>
public class ExampleTests
{
    const int Draws = 400;

    [Fact]
    public void EveryChoiceIsDrawn() => Assert.Empty(
        from thing in Drawn()
        from setting in thing.Items.SelectMany(drawn => Source.Settings(drawn.Thing)).GroupBy(setting => setting.Parameter.Name)
        let type = setting.First().Parameter.ParameterType
        let seen = setting.Select(one => one.Value).Distinct().Count()
        let wanted = type == typeof(bool) ? 2 : type.IsEnum ? Enum.GetValues(type).Length : type == typeof(int) || type == typeof(double) ? 2 : 1
        where seen < wanted
        select $"{thing.Name}: of {setting.Key} {seen} of {wanted}");

    [Fact]
    public void ExamplesOfSizeOneAreSmall() => Assert.Empty(
        from thing in Drawn()
        let most = thing.Items.Where(drawn => drawn.Size == 1).Max(drawn => drawn.Shapes.Sum(shape => shape.Size))
        where most > 64
        select $"{thing.Name}: {most} numbers");

    [Fact]
    public void NumbersAreOfOrdinarySize() => Assert.Empty(
        from thing in Drawn()
        let wild = thing.Items.SelectMany(drawn => drawn.Numbers).Where(x => !(Math.Abs(x) <= 16)).Take(1).ToList()
        where wild.Count > 0
        select FormattableString.Invariant($"{thing.Name}: {wild[0]:R}"));

    [Fact]
    public void ShapesDiffer() => Assert.Empty(
        from thing in Drawn()
        let shapes = thing.Items.Select(drawn => string.Join(" ", drawn.Shapes)).Distinct().Count()
        where shapes < 4
        select $"{thing.Name}: {shapes} shapes");

    sealed record One(object Thing, int Size, Shape[] Shapes, double[] Numbers);

    static IEnumerable<(string Name, One[] Items)> Drawn()
    {
        foreach (var type in Catalogue.Types(typeof(IOp).Assembly, typeof(IOp)))
            if (Catalogue.Drawer<Func<Key, int, Example>>(type) is { } draw)
                yield return (type.Name, Each((key, size) => draw(key, size) is var it ? new(it.Op, size, [.. it.Inputs.Select(x => x.Shape)], [.. it.Inputs.SelectMany(x => x.Span.ToArray())]) : null!));
        foreach (var type in Catalogue.Types(typeof(IOp).Assembly, typeof(ILayer)))
            if (Catalogue.Drawer<Func<Key, int, LayerExample>>(type) is { } draw)
                yield return (type.Name, Each((key, size) => draw(key, size) is var it ? new(it.Layer, size, [it.Input], []) : null!));
    }

    static One[] Each(Func<Key, int, One> draw) => [.. Enumerable.Range(0, Draws).Select(seed => draw(Key.Of((ulong)seed), 1 + seed % 6))];
}
