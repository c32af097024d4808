using System.IO;
using System.Security.Cryptography;
using System.Text;
using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Laws;

/// <summary>
/// What a seed and a size draw is the same in every version, so that the line which a failure prints (<c>dl check --replay SEED,SIZE</c>) shows the
/// same case to everybody. <c>draws.txt</c> has a digest of each thing's first draws; one that has no line yet is free to change.
/// </summary>
public class DrawTests
{
    const int Draws = 200;

    [Fact]
    public void ASeedDrawsTheSameInEveryVersion()
    {
        var promised = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "draws.txt")).Select(line => line.Split(' ')).ToDictionary(line => line[0], line => line[1]);
        var drawn = Drawn().ToDictionary(thing => thing.Name, thing => Digest(thing.Draw));
        Assert.Empty(promised.Where(line => drawn.GetValueOrDefault(line.Key) != line.Value)
            .Select(line => $"{line.Key} draws other cases than before, now {drawn.GetValueOrDefault(line.Key) ?? "none"}; if that is meant, say so in the changes and in draws.txt"));
    }

    static string Digest(Func<Key, int, string> draw)
    {
        var text = string.Join('\n', Enumerable.Range(0, Draws).Select(seed => draw(Key.Of((ulong)seed), 1 + seed % 6)));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
    }

    static IEnumerable<(string Name, Func<Key, int, string> Draw)> Drawn() =>
    [
        .. Of<Func<Key, int, Example>>(typeof(IOp), draw => (key, size) => draw(key, size) is var it ? $"{Source.Of(it.Op)} {it.Inputs}" : ""),
        .. Of<Func<Key, int, LayerExample>>(typeof(ILayer), draw => (key, size) => draw(key, size) is var it ? $"{Source.Of(it.Layer)} {it.Input} {it.Ids}" : ""),
        .. Of<Func<Key, int, LossExample>>(typeof(ILoss), draw => (key, size) => draw(key, size) is var it ? $"{Source.Of(it.Loss)} {it.Output.Shape}" : ""),
        .. Of<Func<Key, IInitialiser>>(typeof(IInitialiser), draw => (key, _) => Source.Of(draw(key))),
        .. Of<Func<Key, ISchedule>>(typeof(ISchedule), draw => (key, _) => Source.Of(draw(key))),
        .. Of<Func<Key, ILink>>(typeof(ILink), draw => (key, _) => Source.Of(draw(key))),
    ];

    static IEnumerable<(string, Func<Key, int, string>)> Of<D>(Type kind, Func<D, Func<Key, int, string>> text) where D : Delegate =>
        from type in Catalogue.Types(typeof(IOp).Assembly, kind)
        let draw = Catalogue.Drawer<D>(type)
        where draw is not null
        select (type.Name, text(draw));
}
