using System.Reflection;
using System.Runtime.ExceptionServices;
using Dl.Functional;
using Xunit.Sdk;

namespace Dl.Properties.Mutation;

/// <summary>What a mutant is asked: every law of every op, layer and loss at 20 cases, a question for each thing, and the suite's small tests of ops and layers.</summary>
static class Questions
{
    // The first case that breaks a law is enough: none is shrunk.
    static readonly CheckSettings Settings = new(Cases: 20, Shrinks: 0);

    /// <summary>Name and question; the question throws where a mutant is found out.</summary>
    public static IReadOnlyList<(string Name, Action Ask)> All { get; } = [.. Laws(), .. Tests()];

    static IEnumerable<(string, Action)> Laws()
    {
        var things = new[] { typeof(IOp), typeof(ILayer), typeof(ILoss) }.SelectMany(kind => Catalogue.Types(typeof(IOp).Assembly, kind)).Select(type => type.Name).ToHashSet();
        return Catalogue.Of(typeof(IOp).Assembly).Where(claim => things.Contains(claim.Thing)).GroupBy(claim => claim.Thing).Select(thing => ($"laws of {thing.Key}", (Action)(() =>
        {
            foreach (var claim in thing) LawBook.Hold(claim, Settings);
        })));
    }

    static IEnumerable<(string, Action)> Tests() =>
        from method in typeof(Questions).Assembly.GetTypes().SelectMany(type => type.GetMethods())
        where method.GetCustomAttribute<FactAttribute>() is not null
        select ($"{method.DeclaringType!.Name}.{method.Name}", (Action)(() =>
        {
            var rows = method.GetCustomAttributes<DataAttribute>().SelectMany(data => data.GetData(method)).DefaultIfEmpty([]);
            foreach (var row in rows) Invoke(method, row);
        }));

    static void Invoke(MethodInfo method, object[] row)
    {
        try
        {
            method.Invoke(method.IsStatic ? null : Activator.CreateInstance(method.DeclaringType!), method.ResolveMethodArguments(row));
        }
        catch (TargetInvocationException error)
        {
            ExceptionDispatchInfo.Throw(error.InnerException!);
        }
    }
}
