using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <summary>What a network is to learn of examples: which targets, by which loss, judged by what.</summary>
public abstract record Aim
{
    Aim() { }

    /// <summary>The examples with the targets that are learnt.</summary>
    /// <exception cref="DlException">They cannot be made of these examples.</exception>
    public abstract DataSet Of(DataSet data);

    /// <summary>How wrong outputs are.</summary>
    /// <param name="data">Examples with their targets, see <see cref="Of"/>.</param>
    public abstract ILoss Loss(DataSet data);

    /// <summary>The number that the network is made for: of classes, of numbers to be predicted, of channels.</summary>
    /// <param name="data">Examples with their targets.</param>
    public abstract int Size(DataSet data);

    /// <summary>What is measured beside loss and accuracy; the first of them after each epoch too.</summary>
    /// <param name="data">Examples with their targets.</param>
    public virtual Many<Metric> Metrics(DataSet data) => [];

    /// <summary>How numbers to be predicted are scaled while they are learnt; null where they are learnt as they are.</summary>
    /// <param name="data">The training examples with their targets.</param>
    public virtual TargetScale? Scale(DataSet data) => Given(data).Values is null ? null : TargetScale.Fit(data);

    /// <summary>What outputs that answer for z become where they are to answer for <c>y = deviation z + mean</c>: output i times factor i, and shift i.</summary>
    /// <param name="deviations">The deviation of each number of a target, above 0.</param>
    /// <param name="means">Its mean.</param>
    public virtual (Many<double> Factors, Many<double> Shifts) Rescaled(Many<double> deviations, Many<double> means) => (deviations, means);

    /// <summary>Examples that need no file, the same in every run.</summary>
    public virtual (DataSet Training, DataSet Validation, DataSet Test) BuiltIn() => (Glyphs.Make(Key.Of(1), 20_000), Glyphs.Make(Key.Of(2), 2_000), Glyphs.Make(Key.Of(3), 5_000));

    /// <summary>What the examples come with: a class by cross entropy, or numbers by mean squared error.</summary>
    public sealed record Targets : Aim
    {
        /// <inheritdoc/>
        public override DataSet Of(DataSet data) => Given(data) is not { Labels: not null, Target.Rank: > 0 } ? data
            : throw new DlException($"{data.Name}: has a class for each pixel, which is learnt with the aim of segmentation: unet-small and unet, see dl models");

        /// <inheritdoc/>
        public override ILoss Loss(DataSet data) => Given(data).Labels is null ? Functional.Loss.MeanSquaredError : Functional.Loss.CrossEntropy;

        /// <inheritdoc/>
        public override int Size(DataSet data) => Given(data).Labels is null ? data.Target.Size : data.Classes.Count;

        /// <inheritdoc/>
        public override Many<Metric> Metrics(DataSet data) => Given(data).Labels is null ? [Metric.R2, Metric.MeanAbsoluteError, Metric.RootMeanSquaredError] : [];

        /// <inheritdoc/>
        public override string ToString() => "targets";
    }

    /// <summary>The inputs themselves, by mean squared error, through a narrow place: <see cref="Autoencoder"/>. With noise on the training images the network learns to take it away.</summary>
    public sealed record Reconstruction : Aim
    {
        /// <inheritdoc/>
        public override DataSet Of(DataSet data) => Given(data).ToItself();

        /// <inheritdoc/>
        public override ILoss Loss(DataSet data) => Functional.Loss.MeanSquaredError;

        /// <inheritdoc/>
        public override int Size(DataSet data) => Given(data).Example.Last;

        /// <inheritdoc/>
        public override Many<Metric> Metrics(DataSet data) => [Metric.MeanAbsoluteError, Metric.RootMeanSquaredError];

        /// <inheritdoc/>
        public override TargetScale? Scale(DataSet data) => null;

        /// <inheritdoc/>
        public override string ToString() => "the inputs themselves";
    }

    /// <summary>A class for each pixel, by cross entropy: <see cref="UNet"/>. Images with a class each give them by their ink, see <see cref="DataSet.ToPixels"/>.</summary>
    public sealed record Segmentation : Aim
    {
        /// <inheritdoc/>
        public override DataSet Of(DataSet data) => Given(data) is { Labels: not null, Target.Rank: 2 } ? data : data.ToPixels();

        /// <inheritdoc/>
        public override ILoss Loss(DataSet data) => Functional.Loss.CrossEntropy;

        /// <inheritdoc/>
        public override int Size(DataSet data) => Given(data).Classes.Count;

        /// <inheritdoc/>
        public override Many<Metric> Metrics(DataSet data) => [Metric.IoU()];

        /// <inheritdoc/>
        public override string ToString() => "the class of each pixel";
    }

    /// <summary>A density of the numbers to be predicted, by its likelihood: <see cref="MixtureNetwork"/>.</summary>
    /// <param name="Mixture">Which densities.</param>
    public sealed record Density(MixtureDensity Mixture) : Aim
    {
        /// <inheritdoc/>
        public override DataSet Of(DataSet data) => Given(data).Values is not null ? data : throw new DlException($"{data.Name}: a density is learnt of numbers, but it has classes");

        /// <inheritdoc/>
        public override ILoss Loss(DataSet data) => Mixture;

        /// <inheritdoc/>
        public override int Size(DataSet data) => Given(data).Target.Size;

        /// <inheritdoc/>
        public override (Many<double> Factors, Many<double> Shifts) Rescaled(Many<double> deviations, Many<double> means) => Mixture.Rescaled(deviations, means);

        /// <inheritdoc/>
        public override (DataSet Training, DataSet Validation, DataSet Test) BuiltIn() => (Synthetic.Inverse(Key.Of(1), 2_000), Synthetic.Inverse(Key.Of(2), 1_000), Synthetic.Inverse(Key.Of(3), 1_000));

        /// <inheritdoc/>
        public override string ToString() => FormattableString.Invariant($"a density, {Mixture.Components} components");
    }

    static DataSet Given(DataSet data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data;
    }
}
