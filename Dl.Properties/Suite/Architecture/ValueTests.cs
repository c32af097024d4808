using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using Dl.Core;

namespace Dl.Properties.Suite.Architecture;

/// <summary>What Core and Functional show to the world are values: nothing to dispose, to set, to overwrite or to fill in.</summary>
public sealed class ValueTests
{
    const BindingFlags Everything = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    // Where threads, the open region and its free memory live.
    static readonly string[] Mutable = ["Workers", "Region", "Pool`1"];

    static IEnumerable<Type> Shown => Rooms.Pure.SelectMany(room => room.GetExportedTypes());

    // A run that measures coverage adds counters of its own.
    static IEnumerable<Type> Written => Rooms.Pure.SelectMany(room => room.GetTypes()).Where(type => !IsGenerated(type) && type.Namespace?.StartsWith("Dl.", StringComparison.Ordinal) == true);

    [Fact]
    public void NothingIsToBeDisposed() => Assert.Empty(
        from type in Shown
        where type.IsAssignableTo(typeof(IDisposable)) || type.IsAssignableTo(typeof(IAsyncDisposable))
        select type.Name);

    [Fact]
    public void NoPropertyCanBeSet() => Assert.Empty(
        from type in Shown
        from property in type.GetProperties(Everything)
        where property.SetMethod is { } set && IsVisible(set) && !IsInit(set)
        select $"{type}.{property.Name}");

    [Fact]
    public void NoFieldCanBeWritten() => Assert.Empty(
        from type in Shown
        where !type.IsEnum
        from field in type.GetFields(Everything)
        where (field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly) && !field.IsInitOnly && !field.IsLiteral
        select $"{type}.{field.Name}");

    [Fact]
    public void NoParameterIsFilledIn() => Assert.Empty(
        from type in Shown
        from method in type.GetMethods(Everything)
        where IsVisible(method) && method.Name is not ("Deconstruct" or "TryParse" or "TryFormat")
        from parameter in method.GetParameters()
        where parameter.ParameterType.IsByRef && !parameter.IsIn
        select $"{type}.{method.Name}({parameter.Name})");

    [Fact]
    public void NoStaticFieldChanges() => Assert.Empty(
        from type in Written
        where !Mutable.Contains(Outermost(type).Name)
        from field in type.GetFields(Everything)
        where field.IsStatic && !field.IsLiteral && !IsGenerated(field) && (!field.IsInitOnly || IsCollection(field.FieldType))
        select $"{type}.{field.Name}");

    [Fact]
    public void MemoryBeingWrittenNeverLeavesTheFunctionThatWritesIt()
    {
        // A sweep keeps its growing sums in an array of its own: the one field of this kind.
        var held =
            from type in Rooms.Functional.GetTypes()
            from field in type.GetFields(Everything)
            where Writes(field.FieldType)
            select Outermost(type).Name;
        var shown =
            from type in Rooms.Functional.GetExportedTypes()
            from method in type.GetMembers(Everything).OfType<MethodBase>()
            where IsVisible(method)
            where method.GetParameters().Select(parameter => parameter.ParameterType).Append((method as MethodInfo)?.ReturnType ?? typeof(void)).Any(Writes)
            select $"{type}.{method.Name}";
        Assert.Equal(["Sweep"], held.Distinct());
        Assert.Empty(shown);
    }

    static bool Writes(Type type) =>
        type == typeof(Region) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Accumulator<>))
        || (type.HasElementType && Writes(type.GetElementType()!)) || (type.IsGenericType && type.GetGenericArguments().Any(Writes));

    static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    static bool IsInit(MethodInfo set) => set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    static bool IsCollection(Type type) => type.IsArray || (type.IsAssignableTo(typeof(ICollection)) && !type.FullName!.StartsWith("System.Collections.Immutable.", StringComparison.Ordinal));

    static bool IsGenerated(MemberInfo member) =>
        (member.IsDefined(typeof(CompilerGeneratedAttribute)) && !member.Name.EndsWith("k__BackingField", StringComparison.Ordinal))
        || member.Name.StartsWith("<>", StringComparison.Ordinal) || (member.DeclaringType is { } outer && IsGenerated(outer));

    static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;
}
