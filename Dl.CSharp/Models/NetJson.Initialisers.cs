using Dl.Functional;

namespace Dl.CSharp;

/// <content>Initialisers.</content>
public static partial class NetJson
{
    static Kind<IInitialiser>[] InitialiserRows =>
    [
        Kind<IInitialiser>.Of<He>("he",
            he => new() { ["distribution"] = $"{he.Distribution}", ["slope"] = he.Slope, ["mode"] = $"{he.Mode}" },
            f => new He(f.Choice<Distribution>("distribution"), f.Number("slope"), f.Choice<FanMode>("mode"))),
        Kind<IInitialiser>.Of<Glorot>("glorot",
            glorot => new() { ["distribution"] = $"{glorot.Distribution}", ["gain"] = glorot.Gain },
            f => new Glorot(f.Choice<Distribution>("distribution"), f.Number("gain"))),
        Kind<IInitialiser>.Of<LeCun>("lecun", lecun => new() { ["distribution"] = $"{lecun.Distribution}" }, f => new LeCun(f.Choice<Distribution>("distribution"))),
        Kind<IInitialiser>.Of<Orthogonal>("orthogonal", orthogonal => new() { ["gain"] = orthogonal.Gain }, f => new Orthogonal(f.Number("gain"))),
        Kind<IInitialiser>.Of<Normal>("normal", normal => new() { ["deviation"] = normal.Deviation }, f => new Normal(f.Number("deviation"))),
        Kind<IInitialiser>.Of<TruncatedNormal>("truncated normal",
            normal => new() { ["deviation"] = normal.Deviation, ["cut"] = normal.Cut }, f => new TruncatedNormal(f.Number("deviation"), f.Number("cut"))),
        Kind<IInitialiser>.Of<Uniform>("uniform", uniform => new() { ["low"] = uniform.Low, ["high"] = uniform.High }, f => new Uniform(f.Number("low"), f.Number("high"))),
        Kind<IInitialiser>.Of<Constant>("constant", constant => new() { ["value"] = constant.Value }, f => new Constant(f.Number("value"))),
    ];
}
