using System.IO;
using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <summary>A module of PyTorch whose tensors became those of a layer.</summary>
/// <param name="Module">What the names of its tensors begin with: <c>layer1.0.conv1</c>.</param>
/// <param name="Layer">The path of the layer: <c>3:residual/0:seq/0:conv2d</c>.</param>
/// <param name="Conversion">What was done to them: <c>weight OIHW to HWIO</c>.</param>
/// <param name="IsSure">Whether no other module has tensors of these names and shapes; those that have were taken in their order.</param>
public sealed record TorchPair(string Module, string Layer, string Conversion, bool IsSure);

/// <summary>A model with the numbers of a state dict.</summary>
/// <param name="Model">The model.</param>
/// <param name="Pairs">Which module became which layer, in the order of the layers.</param>
public sealed record TorchImport(Model Model, Many<TorchPair> Pairs);

/// <summary>
/// Takes over the state dict of a PyTorch network, saved as safetensors or as an archive of NumPy, into a model of the same layers.
/// </summary>
/// <remarks>
/// <para>PyTorch has channels first and weights (out, in); here channels are last and weights (in, out). Kernels OIHW become HWIO, dense weights are transposed, the
/// two biases of a recurrent step become one, and where features come from a flatten, rows of the dense layer behind it (and what a normalisation between them has
/// for each feature) change their order from (channels, height, width) to (height, width, channels). Law: the model gives for an image the numbers that the
/// network gives for the same image with its channels first.</para>
/// <para>Modules are told by the names and shapes of their tensors. Where several are alike they are taken in the order of the file, which in an archive of NumPy is
/// that of the state dict, and in a safetensors file, which keeps none, that of their names, numbers in them as numbers; the pairs say so, and names that are given
/// decide. Strict: what is missing, too many or of another shape is listed, and nothing is taken over then.</para>
/// </remarks>
/// <example><code>
/// // In Python: numpy.savez("net.npz", **{name: value.numpy() for name, value in net.state_dict().items()})
/// var imported = TorchState.Import(model, "net.npz");
/// </code></example>
public static class TorchState
{
    // Counts batches, and no computation reads it.
    const string Counter = "num_batches_tracked";

    /// <summary>A model with the tensors of a file.</summary>
    /// <param name="model">A model of the same layers; it stays as it was.</param>
    /// <param name="path">The state dict: <c>.safetensors</c> or <c>.npz</c>.</param>
    /// <param name="names">For each module the path of its layer, where names decide: <c>("conv1", "0:conv2d")</c>; null to tell them by their tensors.</param>
    /// <exception cref="DlException">The file is missing, damaged or of another kind, its tensors are not those of the network, or PyTorch has no module for a layer.</exception>
    public static TorchImport Import(Model model, string path, Many<(string Module, string Layer)>? names = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(path);
        var tensors = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".pt" or ".pth" or ".bin" or ".ckpt" => throw new DlException($"{path}: holds Python objects, which only Python reads; there: numpy.savez(\"net.npz\", **{{name: value.numpy() for name, value in torch.load(\"{Path.GetFileName(path)}\").items()}})"),
            ".npz" => Npz.Read<float>(path).Select(array => (SafeTensor)SafeTensor.Of(array.Name, array.Array)).ToMany(),
            _ => SafeTensors.Read(path).Tensors.OrderBy(tensor => tensor.Name, NaturalOrder.It).ToMany(),
        };
        try
        {
            return Import(model, tensors, names);
        }
        catch (DlException error)
        {
            throw error.In(path);
        }
    }

    /// <summary>A model with the given tensors.</summary>
    /// <inheritdoc cref="Import(Model, string, Many{ValueTuple{string, string}})"/>
    /// <param name="model">A model of the same layers.</param>
    /// <param name="tensors">The tensors, modules in the order of their layers where they are alike.</param>
    /// <param name="names">For each module the path of its layer; null to tell them by their tensors.</param>
    public static TorchImport Import(Model model, Many<SafeTensor> tensors, Many<(string Module, string Layer)>? names = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(tensors);
        var slots = TorchSlots.Of(model);
        var modules = TorchModule.Of(tensors.Where(tensor => !tensor.Name.EndsWith(Counter, StringComparison.Ordinal)));
        var pairs = names is null ? TorchMatching.ByTensors(slots, modules) : TorchMatching.ByNames(slots, modules, names);
        var values = pairs.SelectMany(pair => pair.Slot.Convert(name => pair.Module[name].As<float>())).ToDictionary(one => one.Leaf, one => one.Value);
        return new(
            model with
            {
                Params = Tree.Map<float, ITree<float>>(model.Params, leaf => values[$"params.{leaf.Path}"]),
                State = Tree.Map<float, ITree<float>>(model.State, leaf => values[$"state.{leaf.Path}"]),
            },
            pairs.Select(pair => new TorchPair(pair.Module.Name, pair.Slot.Path, pair.Slot.Conversion, pair.IsSure)).ToMany());
    }
}

/// <summary>Texts by their letters, with numbers in them as numbers: <c>conv2</c> before <c>conv10</c>.</summary>
sealed class NaturalOrder : IComparer<string>
{
    public static NaturalOrder It { get; } = new();

    public int Compare(string? x, string? y)
    {
        var (a, b) = (Parts(x ?? ""), Parts(y ?? ""));
        for (var i = 0; i < Math.Min(a.Count, b.Count); i++)
        {
            var order = char.IsAsciiDigit(a[i][0]) && char.IsAsciiDigit(b[i][0]) ? BigInteger.Parse(a[i], System.Globalization.CultureInfo.InvariantCulture).CompareTo(BigInteger.Parse(b[i], System.Globalization.CultureInfo.InvariantCulture)) : 0;
            if (order == 0) order = string.CompareOrdinal(a[i], b[i]);
            if (order != 0) return order;
        }
        return a.Count.CompareTo(b.Count);
    }

    static List<string> Parts(string text)
    {
        var parts = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            var end = at + 1;
            while (end < text.Length && char.IsAsciiDigit(text[end]) == char.IsAsciiDigit(text[at])) end++;
            parts.Add(text[at..end]);
            at = end;
        }
        return parts;
    }
}
