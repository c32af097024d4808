namespace Dl.Functional;

/// <summary>How the outputs of several ways, or of two directions, become one.</summary>
public enum Merge
{
    /// <summary>One after the other along the last axis, the channels. PyTorch: <c>torch.cat</c>; Keras: <c>Concatenate</c>.</summary>
    Concat,

    /// <summary>Their sum. Keras: <c>Add</c>.</summary>
    Sum,

    /// <summary>Their mean. Keras: <c>Average</c>.</summary>
    Mean,

    /// <summary>Their product, number by number. Keras: <c>Multiply</c>.</summary>
    Product,
}
