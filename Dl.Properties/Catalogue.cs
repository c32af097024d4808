using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Dl.Properties;

/// <summary>
/// All things that laws speak of, found by being written: every public concrete op, layer, loss, initialiser, schedule and link of an assembly with
/// a static <c>Example</c>.
/// </summary>
public static class Catalogue
{
    /// <summary>Every claim about Dl itself.</summary>
    [RequiresUnreferencedCode("finds types by reflection")]
    public static Many<Claim> Dl() => [.. Of(typeof(IOp).Assembly), .. Chains.All.SelectMany(chain => LawBook.On(chain, OptimizerLaws.All)), .. FansLaw.All, .. ReweightedLaw.All, .. CoreLaws.All];

    /// <summary>Every convention that Dl declares, beside those of PyTorch, Keras and Optax.</summary>
    [RequiresUnreferencedCode("finds types by reflection")]
    public static Many<Declared> Conventions() => ConventionTable.Of(typeof(IOp).Assembly);

    /// <summary>Every claim about the things of an assembly.</summary>
    [RequiresUnreferencedCode("finds types by reflection")]
    public static IEnumerable<Claim> Of(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return
        [
            .. Found<Func<Key, int, Example>>(assembly, typeof(IOp), (name, draw) => LawBook.On(OpLaws.Subject(name, draw), OpLaws.All)),
            .. Found<Func<Key, int, LayerExample>>(assembly, typeof(ILayer), (name, draw) => LawBook.On(LayerLaws.Subject(name, draw), LayerLaws.All)),
            .. Found<Func<Key, int, LossExample>>(assembly, typeof(ILoss), (name, draw) => LawBook.On(LossLaws.Subject(name, draw), LossLaws.All)),
            .. Found<Func<Key, IInitialiser>>(assembly, typeof(IInitialiser), (name, draw) => LawBook.On(InitialiserLaws.Subject(name, draw), InitialiserLaws.All)),
            .. Found<Func<Key, ISchedule>>(assembly, typeof(ISchedule), (name, draw) => LawBook.On(ScheduleLaws.Subject(name, draw), ScheduleLaws.All)),
            .. Found<Func<Key, ILink>>(assembly, typeof(ILink), (name, draw) => LawBook.On(OptimizerLaws.Subject(name, key => new([draw(key)])), OptimizerLaws.All)),
        ];
    }

    [RequiresUnreferencedCode("finds types by reflection")]
    static IEnumerable<Claim> Found<D>(Assembly assembly, Type kind, Func<string, D, IEnumerable<Claim>> claims) where D : Delegate =>
        Types(assembly, kind).SelectMany(type => Drawer<D>(type) is { } draw ? claims(type.Name, draw) : []);

    /// <summary>The things of a kind in an assembly, by name.</summary>
    [RequiresUnreferencedCode("finds types by reflection")]
    public static IEnumerable<Type> Types(Assembly assembly, Type kind)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return assembly.GetTypes().Where(type => type is { IsAbstract: false, IsInterface: false, IsVisible: true } && kind.IsAssignableFrom(type)).OrderBy(type => type.Name, StringComparer.Ordinal);
    }

    /// <summary>The static <c>Example</c> of a type as a delegate, or null where there is none of that form.</summary>
    public static D? Drawer<D>([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods)] Type type) where D : Delegate
    {
        ArgumentNullException.ThrowIfNull(type);
        var parameters = typeof(D).GetMethod("Invoke")!.GetParameters().Select(p => p.ParameterType).ToArray();
        return type.GetMethod("Example", BindingFlags.Public | BindingFlags.Static, parameters)?.CreateDelegate<D>();
    }
}
