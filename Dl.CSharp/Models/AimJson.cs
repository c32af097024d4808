using Dl.Functional;

namespace Dl.CSharp;

/// <summary>What a network learnt, as its file has it.</summary>
internal static class AimJson
{
    public static Kinds<Aim> Aims { get; } = new("aim",
        Kind<Aim>.Of("targets", new Aim.Targets()),
        Kind<Aim>.Of("reconstruction", new Aim.Reconstruction()),
        Kind<Aim>.Of("segmentation", new Aim.Segmentation()),
        Kind<Aim>.Of<Aim.Density>("density",
            density => new() { ["components"] = density.Mixture.Components, ["covariance"] = density.Mixture.Covariance.ToString() },
            fields => new(new(fields.Whole("components"), fields.Choice<Covariance>("covariance")))));
}
