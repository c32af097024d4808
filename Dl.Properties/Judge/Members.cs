using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Dl.Properties;

/// <summary>Things that an assembly holds as values: its public static members, and its types that a constructor without
/// arguments makes.</summary>
[RequiresUnreferencedCode("finds types by reflection")]
static class Members
{
    const BindingFlags Public = BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<Claim> Of(Assembly assembly)
    {
        var values = assembly.GetTypes().Where(type => type.IsVisible && !type.ContainsGenericParameters).OrderBy(type => type.FullName, StringComparer.Ordinal)
            .SelectMany(type => Held(type).Append(Made(type)).OfType<Value>())
            .ToArray();
        return values.SelectMany(value => On(value.Name, value.Get()));
    }

    sealed record Value(string Name, Func<object?> Get);

    static IEnumerable<Value?> Held(Type type) =>
    [
        .. type.GetFields(Public).Where(field => IsThing(field.FieldType)).Select(field => new Value(Named(type, field), () => Guarded(type, field, () => field.GetValue(null)))),
        .. type.GetProperties(Public).Where(one => IsThing(one.PropertyType) && one.GetMethod is { IsPublic: true } && one.GetIndexParameters().Length == 0)
            .Select(one => new Value(Named(type, one), () => Guarded(type, one, () => one.GetValue(null)))),
        .. type.GetMethods(Public).Where(method => IsThing(method.ReturnType) && !method.IsSpecialName && !method.IsGenericMethodDefinition && method.GetParameters().Length == 0)
            .Select(method => new Value(Named(type, method), () => Guarded(type, method, () => method.Invoke(null, null)))),
    ];

    // A type with an Example is in the catalogue already.
    static Value? Made(Type type)
    {
        if (type.IsAbstract || !IsThing(type) || type.GetMethods(Public).Any(method => method.Name == "Example")) return null;
        if (typeof(IOp).IsAssignableFrom(type)) throw new DlException($"{type.FullName} has no public static Example(Key, int) that returns an Example: without one nobody knows what to feed it");
        var constructor = type.GetConstructors().FirstOrDefault(one => one.GetParameters().All(parameter => parameter.HasDefaultValue));
        return constructor is null ? null : new(type.Name, () => Guarded(type, constructor, () => constructor.Invoke([.. constructor.GetParameters().Select(parameter => parameter.DefaultValue)])));
    }

    static bool IsThing(Type type) => Kinds.Any(kind => kind.IsAssignableFrom(type));

    static readonly Type[] Kinds = [typeof(IOp), typeof(ILayer), typeof(ILoss), typeof(IInitialiser), typeof(ILink), typeof(Optimizer), typeof(ISchedule)];

    static IEnumerable<Claim> On(string name, object? thing) => thing switch
    {
        Optimizer optimizer => LawBook.On(OptimizerLaws.Subject(name, _ => optimizer), OptimizerLaws.All),
        ILink link => LawBook.On(OptimizerLaws.Subject(name, _ => new([link])), OptimizerLaws.All),
        ILayer layer => LawBook.On(LayerLaws.Subject(name, Trial.Of(name, layer)), LayerLaws.All),
        ILoss loss => LawBook.On(LossLaws.Subject(name, Trial.Of(name, loss)), LossLaws.All),
        ISchedule schedule => LawBook.On(ScheduleLaws.Subject(name, _ => schedule), ScheduleLaws.All),
        IInitialiser initialiser => LawBook.On(InitialiserLaws.Subject(name, _ => initialiser), InitialiserLaws.All),
        null => throw new DlException($"{name} is null"),
        _ => throw new DlException($"{name} is an op without inputs: give its type a public static Example(Key, int) that returns an Example"),
    };

    static string Named(Type type, MemberInfo member) => $"{type.Name}.{member.Name}";

    static object? Guarded(Type type, MemberInfo member, Func<object?> get)
    {
        try
        {
            return get();
        }
        catch (Exception error) when (error is TargetInvocationException or TypeInitializationException)
        {
            var cause = error;
            while (cause is TargetInvocationException or TypeInitializationException && cause.InnerException is { } inner) cause = inner;
            var what = member is ConstructorInfo ? $"the constructor of {type.FullName}" : $"{type.FullName}.{member.Name}";
            throw new DlException($"{what} threw {cause.GetType().Name}: {cause.Message.ReplaceLineEndings(" ")}");
        }
    }
}
