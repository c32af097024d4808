namespace Dl.Properties;

/// <summary>An optimizer at float takes the step that it takes at double, up to rounding: 256 u of the largest magnitude a
/// step, u = 2^-24.</summary>
public static class NarrowLaw
{
    /// <summary>The law.</summary>
    public static Law<OptimizerCase> Of { get; } = new("float", "a first step at float is the step at double up to rounding", asked =>
    {
        var (wide, narrow) = (asked.First<double>(), asked.First<float>());
        return Verdict.Close(narrow.Convert<double>(), wide, 256.0 / (1 << 24), () => "the parameters after one step");
    });
}
