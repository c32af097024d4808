using System.Text.Json;

namespace Dl.Properties;

/// <summary>What a trace that is not what it claims may be instead.</summary>
static class Suspects
{
    static readonly double[] Epsilons = [1e-3, 1e-5, 1e-6, 1e-7, 1e-8, 1e-10, 1e-12, 0];

    static readonly double[] Factors = [0.1, 0.5, 2, 10];

    // What other rules read, where the trace does not say.
    static readonly JsonElement Usual = JsonDocument.Parse("""
        {"learning_rate": 0.001, "momentum": 0.9, "dampening": 0, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "rho": 0.9, "centered": false, "epsilon_placement": "outside",
         "initial_accumulator": 0, "momentum_decay": 0.004, "eta_minus": 0.5, "eta_plus": 1.2, "step_min": 1e-6, "step_max": 50}
        """).RootElement;

    /// <summary>All suspects with how they would move, known bugs first, then settings, then other rules.</summary>
    public static IEnumerable<(Suspicion Suspicion, Optimizer Optimizer)> Of(OptimizerTrace trace, Optimizer declared) =>
        Bugs(declared).Concat(Settings(declared)).Concat(Rules(trace));

    static IEnumerable<(Suspicion, Optimizer)> Bugs(Optimizer declared) => OptimizerGallery.Faults.GroupBy(fault => fault.Wrong).SelectMany(same =>
        same.Select(fault => fault.Spoil(declared)).OfType<Optimizer>().Take(1).Select(wrong =>
            (new Suspicion(SuspicionKind.Bug, same.Key, $"gallery {string.Join(", ", same.Where(fault => fault.Spoil(declared) is not null).Select(fault => fault.Name))}"), wrong)));

    // Each choice and each epsilon of each link, one at a time and two at a time; then the rate.
    static IEnumerable<(Suspicion, Optimizer)> Settings(Optimizer declared)
    {
        var one = Changed(declared).ToArray();
        var two = one.SelectMany(first => Changed(first.Optimizer).Where(second => !second.Optimizer.Equals(declared)).Select(second => ($"{first.What}, {second.What}", second.Optimizer)));
        var rates = Factors.Select(factor => (FormattableString.Invariant($"the learning rate times {factor}"), declared.Scaled(factor)));
        return one.Concat(rates).Concat(two).Select(change => (new Suspicion(SuspicionKind.Setting, change.Item1), change.Item2));
    }

    static IEnumerable<(string What, Optimizer Optimizer)> Changed(Optimizer optimizer)
    {
        for (var i = 0; i < optimizer.Links.Count; i++)
            foreach (var (what, link) in Changed(optimizer.Links[i]))
                yield return (what, new(optimizer.Links.Select((old, j) => i == j ? link : old).ToMany()));
    }

    static IEnumerable<(string, ILink)> Changed(ILink link)
    {
        foreach (var (parameter, value) in Source.Settings(link))
        {
            object[] others = value switch
            {
                Enum choice => [.. Enum.GetValues(choice.GetType()).Cast<object>()],
                bool => [true, false],
                double when parameter.Name == "Epsilon" => [.. Epsilons],
                _ => [],
            };
            foreach (var other in others.Where(other => !other.Equals(value)))
                yield return (FormattableString.Invariant($"{link.Name} with {Words(parameter.Name!)} = {other}"), (ILink)Source.With(link, parameter.Name!, other));
        }
    }

    static IEnumerable<(Suspicion, Optimizer)> Rules(OptimizerTrace trace)
    {
        foreach (var row in OptimizerRow.All.Where(row => row.Name != trace.Optimizer))
        {
            Optimizer other;
            try
            {
                other = row.Build(trace.Hyperparameters.Or(Usual));
            }
            catch (DlException)
            {
                continue;
            }
            yield return (new(SuspicionKind.Rule, $"it is {row.Name}"), other);
        }
    }

    static string Words(string name) => string.Concat(name.Select((c, i) => char.IsUpper(c) && i > 0 ? $" {char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));
}
