using System.Text.RegularExpressions;
using Dl.Core;

namespace Dl.CSharp;

/// <summary>A module of PyTorch: the tensors whose names begin alike.</summary>
/// <param name="Name">What they begin with.</param>
/// <param name="Tensors">The tensors, by the rest of their name.</param>
sealed partial record TorchModule(string Name, IReadOnlyDictionary<string, SafeTensor> Tensors)
{
    public SafeTensor this[string leaf] => Tensors[leaf];

    /// <summary>Names and shapes of its tensors; equal for modules that cannot be told apart.</summary>
    public string Signature => TorchSlot.Signed(Tensors.Select(tensor => (tensor.Key, tensor.Value.Shape)));

    /// <summary>The modules of a state dict, in the order of their first tensors.</summary>
    public static Many<TorchModule> Of(IEnumerable<SafeTensor> tensors)
    {
        var modules = new Dictionary<string, Dictionary<string, SafeTensor>>();
        foreach (var tensor in tensors)
        {
            var (module, leaf) = Parted(tensor.Name);
            if (!modules.TryGetValue(module, out var known)) modules[module] = known = [];
            known[leaf] = tensor;
        }
        // The way out of an attention is a module of its own inside it.
        foreach (var name in modules.Keys.Where(name => modules[name].ContainsKey("in_proj_weight")).ToArray())
            if (modules.Remove(name.Length == 0 ? "out_proj" : $"{name}.out_proj", out var outward))
                foreach (var (leaf, tensor) in outward) modules[name][$"out_proj.{leaf}"] = tensor;
        return [.. modules.Select(module => new TorchModule(module.Key, module.Value))];
    }

    // A tensor that no module would name like that is a module of its own: a learned token, learned positions.
    static (string Module, string Leaf) Parted(string name)
    {
        var dot = name.LastIndexOf('.');
        var (module, leaf) = dot < 0 ? ("", name) : (name[..dot], name[(dot + 1)..]);
        return !Leaf().IsMatch(leaf) ? (name, "")
            : Stacked().Match(leaf) is { Success: true } match && match.Groups["layer"].Value != "0"
                ? ($"{module}.l{match.Groups["layer"].Value}", $"{match.Groups["what"].Value}_l0{match.Groups["back"].Value}")
                : (module, leaf);
    }

    [GeneratedRegex("^(weight|bias|running_mean|running_var|in_proj_weight|in_proj_bias|(weight|bias)_(ih|hh)_l[0-9]+(_reverse)?)$")]
    private static partial Regex Leaf();

    // Several recurrent layers are one module there.
    [GeneratedRegex("^(?<what>(weight|bias)_(ih|hh))_l(?<layer>[0-9]+)(?<back>_reverse)?$")]
    private static partial Regex Stacked();
}

/// <summary>Which module becomes which layer.</summary>
static class TorchMatching
{
    public sealed record Pair(TorchSlot Slot, TorchModule Module, bool IsSure);

    /// <summary>By names and shapes of tensors; in order where several are alike.</summary>
    public static Many<Pair> ByTensors(Many<TorchSlot> slots, Many<TorchModule> modules)
    {
        var waiting = modules.GroupBy(module => module.Signature).ToDictionary(group => group.Key, group => new Queue<TorchModule>(group));
        var alike = waiting.ToDictionary(group => group.Key, group => group.Value.Count);
        var (pairs, lonely) = (new List<Pair>(), new List<TorchSlot>());
        foreach (var slot in slots)
            if (waiting.TryGetValue(slot.Signature, out var queue) && queue.TryDequeue(out var module)) pairs.Add(new(slot, module, alike[slot.Signature] == 1));
            else lonely.Add(slot);
        var left = modules.Where(module => waiting[module.Signature].Contains(module)).ToList();
        return lonely.Count == 0 && left.Count == 0 ? pairs.ToMany() : throw Wrong.That(Complaint(lonely, left));
    }

    /// <summary>By given names.</summary>
    public static Many<Pair> ByNames(Many<TorchSlot> slots, Many<TorchModule> modules, Many<(string Module, string Layer)> names)
    {
        var known = modules.ToDictionary(module => module.Name);
        var places = slots.ToDictionary(slot => slot.Path);
        foreach (var (module, layer) in names)
        {
            if (!known.ContainsKey(module)) throw new DlException($"there is no module '{module}'; there are {string.Join(", ", modules.Select(one => one.Name))}");
            if (!places.ContainsKey(layer)) throw new DlException($"there is no layer with parameters '{layer}'; there are {string.Join(", ", slots.Select(one => one.Path))}");
        }
        foreach (var twice in names.GroupBy(name => name.Module).Concat(names.GroupBy(name => name.Layer)).Where(group => group.Count() > 1)) throw new DlException($"'{twice.Key}' is named twice");
        var pairs = names.Select(name => new Pair(places[name.Layer], known[name.Module], true)).ToArray();
        var (lonely, left) = (slots.Where(slot => pairs.All(pair => pair.Slot != slot)).ToList(), modules.Where(module => pairs.All(pair => pair.Module != module)).ToList());
        foreach (var pair in pairs.Where(pair => pair.Slot.Signature != pair.Module.Signature))
        {
            lonely.Add(pair.Slot);
            left.Add(pair.Module);
        }
        return lonely.Count == 0 && left.Count == 0 ? [.. slots.Select(slot => pairs.Single(pair => pair.Slot == slot))] : throw Wrong.That(Complaint(lonely, left));
    }

    // What has the right names is of another shape; the rest is missing or too many.
    static FormattableString Complaint(List<TorchSlot> slots, List<TorchModule> modules)
    {
        var misshapen = new List<string>();
        foreach (var slot in slots.ToArray())
            if (modules.FirstOrDefault(module => module.Signature != slot.Signature && module.Tensors.Keys.ToHashSet().SetEquals(slot.Leaves.Select(leaf => leaf.Name))) is { } module)
            {
                misshapen.AddRange(slot.Leaves.Where(leaf => module[leaf.Name].Shape != leaf.Shape).Select(leaf => $"{module[leaf.Name].Name} for {slot.Path} ({module[leaf.Name].Shape} instead of {leaf.Shape})"));
                slots.Remove(slot);
                modules.Remove(module);
            }
        var missing = slots.SelectMany(slot => slot.Leaves.Select(leaf => $"{(leaf.Name.Length > 0 ? leaf.Name : "a tensor")} {leaf.Shape} for {slot.Path}"));
        var tooMany = modules.SelectMany(module => module.Tensors.Values.Select(tensor => $"{tensor.Name} {tensor.Shape}"));
        return $"its tensors are not those of the network: {string.Join("; ", Listed("missing", missing).Concat(Listed("too many", tooMany)).Concat(Listed("of another shape", misshapen)))}";

        static IEnumerable<string> Listed(string what, IEnumerable<string> names) => names.Any() ? [$"{what}: {string.Join(", ", names)}"] : [];
    }
}
