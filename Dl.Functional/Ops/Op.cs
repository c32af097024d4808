namespace Dl.Functional;

/// <summary>
/// An op: a record that describes, with a rule that computes for any scalar. F# records implement this interface; C# records
/// derive from <see cref="Op"/>.
/// </summary>
public interface IOp
{
    /// <summary>The name in errors, tapes and tables.</summary>
    string Name { get; }

    /// <summary>Checks the inputs, computes the value and tells how a cotangent is pulled back. Must be pure.</summary>
    /// <param name="inputs">The tensors, in the op's order.</param>
    /// <exception cref="DlException">The inputs do not fit; the message says what came and what would be right.</exception>
    Ruled<T> Rule<T>(Few<Tensor<T>> inputs) where T : struct, IFloatingPointIeee754<T>;
}

/// <summary>The base of ops written in C#.</summary>
/// <param name="Name">The name in errors, tapes and tables.</param>
public abstract record Op(string Name) : IOp
{
    /// <inheritdoc/>
    public abstract Ruled<T> Rule<T>(Few<Tensor<T>> inputs) where T : struct, IFloatingPointIeee754<T>;
}

/// <summary>The one instance of an op without settings.</summary>
static class Sole<O> where O : IOp, new()
{
    public static O It { get; } = new();
}

/// <summary>An op that computes in one pass what other ops compute together. Law: value and gradient equal those of its parts.</summary>
public interface IFused : IOp
{
    /// <summary>The same computation by the ops that this one stands for.</summary>
    Diff<T, Var<T>> Parts<T>(Few<Var<T>> inputs) where T : struct, IFloatingPointIeee754<T>;
}

/// <summary>The cotangents of an op's inputs, given that of its value: one recipe for each input.</summary>
public delegate Few<Delta<T>> Pull<T>(Tensor<T> cotangent) where T : struct, IFloatingPointIeee754<T>;

/// <summary>What a rule gives: the value, the pullback and, if need be, tensors off the tape.</summary>
/// <param name="Value">The value.</param>
/// <param name="Pull">The pullback.</param>
/// <param name="Aside">Tensors for the caller that are not differentiated: batch statistics, positions, masks.</param>
public readonly record struct Ruled<T>(Tensor<T> Value, Pull<T> Pull, Few<Tensor<T>> Aside = default) where T : struct, IFloatingPointIeee754<T>;

/// <summary>The value of an op and what it hands out off the tape.</summary>
public readonly record struct With<T>(Var<T> Output, Few<Tensor<T>> Aside) where T : struct, IFloatingPointIeee754<T>;

/// <summary>An op with inputs that it fits, drawn in double precision away from kinks: what the laws run on. Prints itself as C#.</summary>
/// <param name="Op">The op.</param>
/// <param name="Inputs">Its inputs.</param>
public sealed record Example(IOp Op, Few<Tensor<double>> Inputs)
{
    /// <summary>C# that makes this example again.</summary>
    public override string ToString() => $"new Example({Op}, {Inputs})";
}
