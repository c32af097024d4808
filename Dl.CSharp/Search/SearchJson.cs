using System.Text.Json;
using System.Text.Json.Nodes;
using Dl.Core;

namespace Dl.CSharp;

/// <summary>
/// Search plans as JSON. What is wrong is refused with its place: <c>$.space.rate.from</c>.
/// </summary>
/// <example><code>
/// {
///   "method": "random", "trials": 30, "seeds": 2,
///   "space": {
///     "rate": { "from": 1e-4, "to": 0.1, "log": true, "points": 4 },
///     "layers": { "from": 1, "to": 3, "whole": true },
///     "activation": ["relu", "tanh"],
///     "epochs": 5
///   }
/// }
/// </code></example>
public static class SearchJson
{
    const int MostBytes = 1 << 20;

    /// <summary>The plan that a file describes.</summary>
    /// <exception cref="DlException">The file is missing, or is no such description; the message names file and place.</exception>
    public static SearchPlan Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            if (!System.IO.File.Exists(path)) throw new DlException("there is no such file");
            if (new System.IO.FileInfo(path).Length > MostBytes) throw Wrong.That($"a search space has at most {MostBytes} bytes");
            return Parse(System.IO.File.ReadAllText(path));
        }
        catch (DlException error)
        {
            throw error.In(path);
        }
        catch (Exception error) when (error is System.IO.IOException or UnauthorizedAccessException)
        {
            throw new DlException(error.Message.ReplaceLineEndings(" ")).In(path);
        }
    }

    /// <summary>The plan that a text describes.</summary>
    /// <exception cref="DlException">It is no such description; the message names the place.</exception>
    public static SearchPlan Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var root = new Place("$", JsonText.Parse(text, "search space"));
        var space = root.Need("space").Members().Select(member => Dimension(member.Name, member.Place)).ToMany();
        if (space.Count == 0) throw root.Need("space").Wrong("names no hyperparameter");
        var method = root.Try("method") is { } given ? given.OneOf<SearchMethod>() : SearchMethod.Random;
        root.Only("method", "space", "trials", "seeds", "seed", "base");
        if (method != SearchMethod.Random && root.Try("trials") is { } trials) throw trials.Wrong("only a random search has a number of trials");
        if (method != SearchMethod.Ablation && root.Try("base") is { } stray) throw stray.Wrong("only an ablation has a base");
        return new(space, method)
        {
            Trials = root.Try("trials") is { } many ? (int)many.Whole(1, 100_000) : 20,
            Seeds = root.Try("seeds") is { } seeds ? Seeds(seeds) : [1],
            Seed = root.Try("seed") is { } seed ? (ulong)seed.Whole(0, long.MaxValue) : 1,
            Base = method == SearchMethod.Ablation ? Base(root.Need("base"), space) : null,
        };
    }

    static Many<ulong> Seeds(Place place)
    {
        if (place.Node is not JsonArray) return [.. Enumerable.Range(1, (int)place.Whole(1, 1000)).Select(seed => (ulong)seed)];
        var seeds = place.Items().Select(item => (ulong)item.Whole(0, long.MaxValue)).ToMany();
        return seeds.Count > 0 && seeds.Distinct().Count() == seeds.Count ? seeds : throw place.Wrong("lists seeds that differ, at least one");
    }

    static Dimension Dimension(string name, Place place)
    {
        if (place.Node is JsonArray)
        {
            var values = place.Items().Select(item => item.Value()).ToMany();
            return values.Count > 0 && values.Distinct().Count() == values.Count ? new Choice(name, values) : throw place.Wrong("lists values that differ, at least one");
        }
        if (place.Node is not JsonObject) return new Choice(name, [place.Value()]);
        place.Only("from", "to", "log", "whole", "points");
        var (from, to, log, whole) = (place.Need("from").Number(), place.Need("to").Number(), place.Try("log")?.Flag() ?? false, place.Try("whole")?.Flag() ?? false);
        if (!(from < to)) throw place.Need("to").Wrong($"lies above \"from\", which is {SearchValue.Of(from)}");
        if (!double.IsFinite(to - from)) throw place.Need("to").Wrong($"lies too far above \"from\", which is {SearchValue.Of(from)}");
        if (log && from <= 0) throw place.Need("from").Wrong("lies above 0 on a logarithmic scale");
        if (whole && (from != Math.Round(from) || to != Math.Round(to))) throw place.Need(from != Math.Round(from) ? "from" : "to").Wrong("is a whole number where \"whole\" is true");
        return new Interval(name, from, to, log, whole, place.Try("points") is { } points ? (int)points.Whole(1, 1000) : 3);
    }

    static SearchPoint Base(Place place, Many<Dimension> space)
    {
        place.Only([.. space.Select(dimension => dimension.Name)]);
        return new(space.Map(dimension =>
        {
            if (place.Try(dimension.Name) is not { } given)
                return dimension is Choice { Values.Count: 1 } only ? (dimension.Name, only.Values[0]) : throw place.Wrong($"has no \"{dimension.Name}\"");
            var value = given.Value();
            return dimension.Has(value) || dimension is Choice ? (dimension.Name, value) : throw given.Wrong($"lies outside of the values of \"{dimension.Name}\"");
        }));
    }

    /// <summary>A value of JSON that knows where it stands.</summary>
    internal readonly record struct Place(string Path, JsonNode? Node)
    {
        public DlException Wrong(string what) => new($"{Path} {what}{(Node is JsonObject or JsonArray ? "" : $"; here it is {Node?.ToJsonString() ?? "null"}")}");

        public Place Need(string name) => Try(name) ?? throw new DlException($"{Path} has no \"{name}\"");

        public Place? Try(string name) => Object.TryGetPropertyValue(name, out var node) ? new($"{Path}.{name}", node) : null;

        public IEnumerable<(string Name, Place Place)> Members()
        {
            var path = Path;
            return Object.Select(member => (member.Key, new Place($"{path}.{member.Key}", member.Value)));
        }

        public IEnumerable<Place> Items()
        {
            var path = Path;
            return ((JsonArray)Node!).Select((item, i) => new Place(FormattableString.Invariant($"{path}[{i}]"), item));
        }

        public void Only(params string[] known)
        {
            foreach (var (name, place) in Members())
                if (!known.Contains(name)) throw new DlException($"{place.Path} is not known here; known are {string.Join(", ", known)}");
        }

        public double Number() => Node is JsonValue value && value.TryGetValue<double>(out var number) && double.IsFinite(number) ? number : throw Wrong("is a number");

        public long Whole(long least, long most) => Node is JsonValue value && value.TryGetValue<long>(out var whole) && whole >= least && whole <= most
            ? whole
            : throw Wrong(FormattableString.Invariant($"is a whole number from {least} {(most == long.MaxValue ? "on" : FormattableString.Invariant($"to {most}"))}"));

        public bool Flag() => Node is JsonValue value && value.TryGetValue<bool>(out var flag) ? flag : throw Wrong("is true or false");

        public SearchValue Value() => Node is JsonValue value && value.TryGetValue<string>(out var word) ? word
            : Node is JsonValue { } number && number.TryGetValue<double>(out var real) && double.IsFinite(real) ? real
            : throw Wrong("is a number or a word");

        public E OneOf<E>() where E : struct, Enum
        {
            var names = Enum.GetNames<E>().Select(name => name.ToLowerInvariant()).ToArray();
            return Node is JsonValue value && value.TryGetValue<string>(out var word) && Array.IndexOf(names, word) is >= 0 and var i ? Enum.GetValues<E>()[i] : throw Wrong($"is one of {string.Join(", ", names)}");
        }

        JsonObject Object => Node as JsonObject ?? throw Wrong("is an object");
    }
}
