namespace Dl.Functional;

/// <summary>The factors that dropouts multiply by: constants to the tape, so that the cotangent meets the same ones.</summary>
static class Noise
{
    /// <summary>Zero with the given probability, else one number; number i is kept if draw i is at least the rate.</summary>
    public static Tensor<T> Kept<T>(Key key, Shape shape, double rate, double kept) where T : struct, IFloatingPointIeee754<T> =>
        Tensor<T>.Build(shape, (key, rate, kept: T.CreateChecked(kept)), static (into, s) =>
        {
            for (var i = 0; i < into.Length; i++) into[i] = s.key.Uniform(i) >= s.rate ? s.kept : T.Zero;
        });

    /// <summary>What inverted dropout multiplies by what is kept.</summary>
    public static double Inverse(double rate) => 1 / (1 - rate);

    /// <summary>A rate for examples: multiples of 1/16, now and then 0.</summary>
    public static double Rate(Key key) => Math.Max(0, key.Below(18, 0) - 2) / 16.0;
}
