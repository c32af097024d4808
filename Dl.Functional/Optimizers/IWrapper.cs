namespace Dl.Functional;

/// <summary>A link around optimizers of its own: groups of leaves, averages, accumulation.</summary>
public interface IWrapper : IWholeLink
{
    /// <summary>The optimizers inside.</summary>
    Many<Optimizer> Inner { get; }

    /// <summary>The same link around others.</summary>
    ILink With(Many<Optimizer> inner);

    /// <summary>The step that the inside counts, from 1, when the outside counts <paramref name="count"/>.</summary>
    long Within(long count) => count;

    /// <summary>What distinguishes optimizer <paramref name="i"/> among those inside; empty where there is one.</summary>
    string NameOf(int i) => "";
}

/// <summary>A link that keeps parameters for inference beside those that are trained: averages of iterates.</summary>
public interface IAverages : ILink
{
    /// <summary>The flat vector to infer with.</summary>
    /// <param name="at">What a step reached.</param>
    /// <param name="state">The link's memory after it.</param>
    Tensor<T> Average<T>(Reached<T> at, ITree<T> state) where T : struct, IFloatingPointIeee754<T>;
}

/// <summary>What a step reached.</summary>
/// <param name="Parameters">The parameters after it.</param>
/// <param name="Layout">Where their leaves lie.</param>
/// <param name="Count">Its number, counted from 1.</param>
public sealed record Reached<T>(Tensor<T> Parameters, Layout Layout, long Count) where T : struct, IFloatingPointIeee754<T>;
