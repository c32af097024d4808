using Dl.Core;

namespace Dl.CSharp;

/// <summary>A tensor with a name, as a safetensors file holds it. It is a <see cref="SafeTensor{T}"/> of float or double.</summary>
/// <param name="Name">The name, unique in its file: <c>2:dense.weight</c>.</param>
public abstract record SafeTensor(string Name)
{
    /// <summary>The shape.</summary>
    public abstract Shape Shape { get; }

    /// <summary>The numbers in the scalar type that the caller works in, rounded where it is narrower.</summary>
    /// <exception cref="DlException">The tensor is neither of float nor of double.</exception>
    public Tensor<T> As<T>() where T : struct, IFloatingPointIeee754<T> => this switch
    {
        SafeTensor<float> single => single.Value.Convert<T>(),
        SafeTensor<double> wide => wide.Value.Convert<T>(),
        _ => throw SafeTensors.Unfit(Name),
    };

    /// <summary>A named tensor, its type inferred.</summary>
    public static SafeTensor<T> Of<T>(string name, Tensor<T> value) where T : struct, IFloatingPointIeee754<T> => new(name, value);
}

/// <summary>A tensor with a name, in the scalar type of the file (or the one it widened to while it was read).</summary>
/// <param name="Name">The name, unique in its file.</param>
/// <param name="Value">The tensor.</param>
public sealed record SafeTensor<T>(string Name, Tensor<T> Value) : SafeTensor(Name) where T : struct, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override Shape Shape => Value.Shape;
}

/// <summary>What a safetensors file holds.</summary>
/// <param name="Metadata">Texts by key, in the ordinal order of their keys.</param>
/// <param name="Tensors">The tensors, in the order of their data.</param>
public sealed record SafeTensorFile(Many<(string Key, string Value)> Metadata, Many<SafeTensor> Tensors)
{
    /// <summary>The tensor of that name.</summary>
    /// <exception cref="DlException">There is none; the message lists some that are there.</exception>
    public SafeTensor this[string name] => Tensors.FirstOrDefault(tensor => tensor.Name == name) ?? throw new DlException(
        $"there is no tensor {SafeTensors.Quote(name)} among the {Tensors.Count}"
        + $"{(Tensors.Count > 0 ? $": {string.Join(", ", Tensors.Take(8).Select(tensor => tensor.Name))}{(Tensors.Count > 8 ? ", ..." : "")}" : "")}");

    /// <summary>The metadata of that key; null if there is none.</summary>
    public string? Note(string key) => Metadata.Where(pair => pair.Key == key).Select(pair => pair.Value).FirstOrDefault();
}
