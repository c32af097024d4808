namespace Dl.Functional;

/// <summary>What lies beyond the edge of an image, see <see cref="Images.Pad{T}(Var{T}, Padding, PaddingMode)"/>. PyTorch: <c>padding_mode</c>; NumPy: <c>pad(mode)</c>.</summary>
public enum PaddingMode
{
    /// <summary>Zeros.</summary>
    Zeros,

    /// <summary>The image in a mirror on its last row, which is not repeated: c b | a b c | b a.</summary>
    Reflect,

    /// <summary>The last row again and again: a a | a b c | c c. NumPy: <c>edge</c>.</summary>
    Replicate,

    /// <summary>The image again from its other side: b c | a b c | a b. NumPy: <c>wrap</c>.</summary>
    Circular,
}
