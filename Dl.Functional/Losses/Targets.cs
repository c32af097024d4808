namespace Dl.Functional;

/// <summary>What a network should have said.</summary>
public abstract record Targets<T> where T : struct, IFloatingPointIeee754<T>
{
    Targets() { }

    /// <summary>The number of items.</summary>
    public abstract int Count { get; }

    /// <summary>The class of each item.</summary>
    public sealed record Labels(Indices Classes) : Targets<T>
    {
        /// <inheritdoc/>
        public override int Count => Classes.Count;
    }

    /// <summary>Numbers for each item: a regression's, or a distribution over classes.</summary>
    public sealed record Values(Tensor<T> Numbers) : Targets<T>
    {
        /// <inheritdoc/>
        public override int Count => Numbers.Shape.Rank == 0 ? 1 : Numbers.Shape[0];
    }

    /// <summary>Several things about each item, in the order that the loss says: another point and whether it is like this one, a number and its
    /// variance.</summary>
    public sealed record Several(Many<Targets<T>> Parts) : Targets<T>
    {
        /// <inheritdoc/>
        public override int Count => Parts.Count == 0 ? 0 : Parts[0].Count;
    }

    /// <summary>Several things about each item.</summary>
    public static Targets<T> Of(params Targets<T>[] parts) => new Several(Many.Of(parts));

    /// <summary>Classes are targets.</summary>
    public static implicit operator Targets<T>(Indices classes) => new Labels(classes);

    /// <summary>Numbers are targets.</summary>
    public static implicit operator Targets<T>(Tensor<T> numbers) => new Values(numbers);
}
