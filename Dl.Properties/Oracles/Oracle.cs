using System.Reflection;

namespace Dl.Properties;

/// <summary>Finds the oracle of a link, which is there by being written. A link that claims to be another has the other's.</summary>
public static class Oracle
{
    static readonly ImmutableDictionary<Type, object> Coordinates = Known(typeof(IOracle<>)), Vectors = Known(typeof(IVectorOracle<>));

    /// <summary>Whether there is an oracle for the link, and for those inside it.</summary>
    public static bool Knows(ILink link)
    {
        ArgumentNullException.ThrowIfNull(link);
        var claimed = Claimed.By(link);
        return (Coordinates.ContainsKey(claimed.GetType()) || Vectors.ContainsKey(claimed.GetType()))
            && (claimed is not IWrapper wrapper || wrapper.Inner.All(inner => inner.Links.All(Knows)));
    }

    /// <summary>The loop of a chain, before its first step: what is subtracted from the parameters.</summary>
    /// <param name="optimizer">The chain; every link of it has an oracle.</param>
    /// <param name="layout">Where the leaves lie.</param>
    public static Func<Moment, double[]> Begin(Optimizer optimizer, Layout layout)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        var loops = optimizer.Links.Map(link => Begin(Claimed.By(link), layout));
        return moment => loops.Aggregate(moment, (at, loop) => at with { Update = loop(at) }).Update;
    }

    static Func<Moment, double[]> Begin(ILink link, Layout layout)
    {
        if (Vectors.TryGetValue(link.GetType(), out var vector))
            return (Func<Moment, double[]>)Invoke(typeof(IVectorOracle<>), vector, link, layout);
        var oracle = Coordinates[link.GetType()];
        var where = link is IBlockLink block ? block.Where : Where.All;
        var loops = layout.Slots.SelectMany(slot => Enumerable.Range(0, slot.Shape.Size).Select(_ => where.Takes(slot) ? (Func<double, double, double>)Invoke(typeof(IOracle<>), oracle, link) : (_, update) => update)).ToArray();
        return moment => [.. loops.Select((loop, i) => loop(moment.X[i], moment.Update[i]))];
    }

    static object Invoke(Type kind, object oracle, ILink link, params object[] more) =>
        kind.MakeGenericType(link.GetType()).GetMethod("Begin")!.Invoke(oracle, [link, .. more])!;

    static ImmutableDictionary<Type, object> Known(Type kind) => typeof(Oracle).Assembly.GetTypes()
        .SelectMany(type => type.GetInterfaces().Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == kind).Select(i => (Link: i.GenericTypeArguments[0], Oracle: type)))
        .Where(pair => !pair.Oracle.IsAbstract)
        .ToImmutableDictionary(pair => pair.Link, pair => Activator.CreateInstance(pair.Oracle)!);
}
