namespace Dl.Functional;

/// <summary>What layers ask of their examples alike; an error begins with the layer's name.</summary>
static class Demand
{
    /// <summary>Examples (..., features) with at least one number; how many features.</summary>
    public static int Features(string layer, Shape example, string what = "features") =>
        example.Rank == 0 ? throw new DlException($"{layer}: examples have {what} on their last axis, but these are single numbers; give the shape [1]")
        : Numbers(layer, example).Last;

    /// <summary>Examples (time, features) with at least one number.</summary>
    public static Shape Sequence(string layer, Shape example, string cure = "") =>
        example.Rank == 2 ? Numbers(layer, example) : throw new DlException($"{layer}: examples are (time, features), not {example}{cure}");

    /// <summary>Examples with at least one number.</summary>
    public static Shape Numbers(string layer, Shape example) =>
        example.Size > 0 ? example : throw new DlException($"{layer}: there is nothing in examples {example}; all axes are at least 1");

    /// <summary>A setting that counts something, which there is at least one of.</summary>
    public static int One(string layer, string what, int count) => count >= 1 ? count : throw new DlException($"{layer}: there is at least one {what}, not {count}");
}
