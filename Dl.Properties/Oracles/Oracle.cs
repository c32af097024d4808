using System.Reflection;

namespace Dl.Properties;

/// <summary>Finds the oracle of a link, which is there by being written.</summary>
public static class Oracle
{
    static readonly ImmutableDictionary<Type, object> Known = typeof(Oracle).Assembly.GetTypes()
        .SelectMany(type => type.GetInterfaces().Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IOracle<>)).Select(i => (Link: i.GenericTypeArguments[0], Oracle: type)))
        .Where(pair => !pair.Oracle.IsAbstract)
        .ToImmutableDictionary(pair => pair.Link, pair => Activator.CreateInstance(pair.Oracle)!);

    /// <summary>Whether there is an oracle for the link.</summary>
    public static bool Knows(ILink link)
    {
        ArgumentNullException.ThrowIfNull(link);
        return Known.ContainsKey(link.GetType());
    }

    /// <summary>The updates of a link for one coordinate.</summary>
    public static IEnumerable<double> Updates(ILink link, double x, IEnumerable<double> gradients)
    {
        ArgumentNullException.ThrowIfNull(link);
        var method = typeof(IOracle<>).MakeGenericType(link.GetType()).GetMethod(nameof(IOracle<ILink>.Updates))!;
        return (IEnumerable<double>)method.Invoke(Known[link.GetType()], [link, x, gradients])!;
    }
}
