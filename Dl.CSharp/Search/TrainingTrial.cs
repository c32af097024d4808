using System.Diagnostics;
using System.Threading;
using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <summary>
/// A training run as a trial of a search: a point says how the network is built and trained, the score is the loss on examples that are held out for choosing.
/// A test set is never looked at.
/// </summary>
/// <remarks>
/// What a point may say, each optional: <c>batch</c>, <c>epochs</c>, <c>rate</c>, <c>final_rate</c>, <c>optimizer</c>, <c>decay</c> (decoupled, of weights alone), <c>activation</c>,
/// <c>input</c> (none, unit, centre, standardise), <c>initialiser</c>, <c>layers</c>, <c>units</c>, <c>dropout</c>, <c>patience</c> (0 for none), <c>min_delta</c>, <c>augment</c> (none, or steps as
/// <see cref="Augments"/> reads them), <c>normalisation</c> (none, batch, layer, rms), <c>epsilon</c>, <c>statistics_rate</c>, <c>loss</c>, <c>smoothing</c>; or <c>model</c>, a network by name in
/// place of layers, units and what is in them. <see cref="Twelve"/> says which of them stand for which of the twelve hyperparameters that an introductory lecture lists.
/// </remarks>
/// <param name="Training">The examples to learn from.</param>
/// <param name="Validation">The examples to choose by.</param>
public sealed record TrainingTrial(DataSet Training, DataSet Validation)
{
    /// <summary>How inputs are prepared where a point does not say it.</summary>
    public Preprocessing Preprocessing { get; init; } = Preprocessing.None;

    /// <summary>What is done to training images where a point does not say it; null for nothing.</summary>
    public Augment? Augment { get; init; }

    /// <summary>Whether classes count alike however many examples they have.</summary>
    public bool IsBalanced { get; init; }

    /// <summary>The twelve hyperparameters of an introductory lecture's lists, each with the names that search it.</summary>
    public static Many<(string Hyperparameter, Many<string> Names)> Twelve { get; } =
    [
        ("batch size", ["batch"]), ("number of epochs", ["epochs"]), ("learning rate", ["rate", "final_rate", "optimizer"]), ("weight decay", ["decay"]),
        ("activation function", ["activation"]), ("input normalisation", ["input"]), ("weight initialisation", ["initialiser"]),
        ("capacity", ["layers", "units", "dropout", "model"]), ("early stopping", ["patience", "min_delta"]), ("augmentation", ["augment"]),
        ("normalisation layers", ["normalisation", "epsilon", "statistics_rate"]), ("loss", ["loss", "smoothing"]),
    ];

    static readonly string[] OfNetworks = ["layers", "units", "activation", "initialiser", "normalisation", "epsilon", "statistics_rate", "dropout"];

    static readonly string[] OfTraining = ["model", "batch", "epochs", "rate", "final_rate", "optimizer", "decay", "input", "patience", "min_delta", "augment", "loss", "smoothing"];

    /// <summary>The names of all hyperparameters.</summary>
    public static Many<string> Names => [.. OfTraining, .. OfNetworks];

    /// <summary>Checks a plan before its first trial: every value of every hyperparameter is one that a run can take.</summary>
    /// <exception cref="DlException">A name or a value is not known; the message names the place in the space.</exception>
    public static void Check(SearchPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        foreach (var dimension in plan.Space)
        {
            if (!Names.Contains(dimension.Name)) throw new DlException($"$.space.{dimension.Name} is no hyperparameter; known are {string.Join(", ", Names)}");
            if (OfNetworks.Contains(dimension.Name) && plan.Space.Any(other => other.Name == "model")) throw new DlException($"$.space.{dimension.Name} builds a network, but $.space.model names one; leave one of them out");
            foreach (var value in dimension is Interval range ? [range.From, range.To, range.At(0.37)] : dimension.Grid)
                try
                {
                    var one = new Read(new([(dimension.Name, value)]));
                    if (dimension.Name == "model") _ = Presets.Named(value.Word ?? throw Wrong.That($"model is a word, not {value.Number}")) is { IsClassifier: false } other
                        ? throw new DlException($"'{other.Name}' learns {other.Aim}, and a search compares networks that learn what the examples come with") : 0;
                    else _ = (one.Network([2, 2, 1], 2), one.Settings(Key.Of(1), isClassified: true), one.Prepared, one.Augment(null));
                }
                catch (DlException error)
                {
                    throw new DlException($"$.space.{dimension.Name}: {error.Message}");
                }
        }
    }

    /// <summary>Checks a plan against the examples: what is done to images can be done to these.</summary>
    /// <exception cref="DlException">An augmentation does not fit; the message names the place in the space.</exception>
    public void CheckData(SearchPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        foreach (var dimension in plan.Space.Where(dimension => dimension.Name == "augment"))
            foreach (var value in dimension.Grid)
                try
                {
                    if (new Read(new([(dimension.Name, value)])).Augment(null)?.After(Training.Example) is { } after && after != Validation.Example)
                        throw new DlException($"\"{value}\" makes {after} of examples that are {Training.Example}, but those to choose by are {Validation.Example}");
                }
                catch (DlException error)
                {
                    throw new DlException($"$.space.{dimension.Name}: {error.Message}");
                }
    }

    /// <summary>Trains and measures.</summary>
    /// <param name="point">How.</param>
    /// <param name="seed">Everything random depends on it.</param>
    /// <param name="cancellationToken">Ends training.</param>
    /// <exception cref="DlException">A value is out of range, or the loss is no longer finite.</exception>
    public TrialScore Run(SearchPoint point, ulong seed, CancellationToken cancellationToken)
    {
        var read = new Read(point);
        var (key, clock) = (Key.Of(seed), Stopwatch.StartNew());
        var outputs = Training.Labels is null ? Training.Values!.Shape.Example.Size : Training.Classes.Count;
        var augment = read.Augment(Augment);
        var model = read.Network(augment?.After(Training.Example) ?? Training.Example, outputs).Init(key) with
        {
            Classes = Training.Classes, Preprocessing = read.Prepared is { } scaling ? Preprocessing.Fit(Training, scaling, Training.Example.Rank > 1 ? Per.Channel : Per.Feature) : Preprocessing,
        };
        var plain = read.Settings(key, Training.Labels is not null) with { Validation = Validation, Augment = augment };
        var settings = IsBalanced && plain.Loss is CrossEntropy loss ? plain with { Loss = loss with { Weights = Training.BalancedWeights } } : plain;
        var result = model.Fit(Training, settings, cancellationToken: cancellationToken);
        var seconds = clock.Elapsed.TotalSeconds;
        var best = result.Best.Evaluate(Validation);
        return !double.IsFinite(best.Loss) ? TrialScore.Failed("the validation loss is not finite") : new(best.Loss,
        [
            .. best.Accuracy is { } accuracy ? [("validation_accuracy", accuracy)] : Array.Empty<(string, double)>(),
            ("train_loss", result.History[^1].TrainLoss), ("best_epoch", result.BestEpoch), ("epochs_done", result.History.Count),
            ("parameters", model.ParameterCount), ("multiply_adds", Footprint.Of(model.Net, model.Example).MultiplyAdds ?? double.NaN),
            ("seconds", Math.Round(seconds, 3)), ("samples_per_second", Math.Round(result.Steps * (double)Math.Min(settings.BatchSize, Training.Count) / result.Elapsed.TotalSeconds, 1)),
        ]);
    }

    /// <summary>A point, read.</summary>
    sealed record Read(SearchPoint Point)
    {
        // Null where the point does not say it.
        public Scaling? Prepared => Point["input"] is null ? null : Word("input", "none") switch
        {
            "none" => Scaling.None,
            "unit" => Scaling.Unit,
            "centre" => Scaling.Centre,
            "standardise" => Scaling.Standardise,
            var other => throw Unknown("input", other, ["none", "unit", "centre", "standardise"]),
        };

        public Augment? Augment(Augment? usual) => Point["augment"] is null ? usual : Word("augment", "none") is var steps and not "none" ? Augments.Parse(steps) : null;

        public Architecture Network(Shape example, int outputs)
        {
            if (Point["model"] is not null) return Presets.Model(Word("model", ""), example, outputs);
            var (units, dropout, then) = (Whole("units", 64, 1), Number("dropout", 0, 0, 0.99), Activation());
            var network = new Architecture(example, []).Flatten();
            for (var layer = Whole("layers", 1, 0); layer > 0; layer--)
            {
                network = network.Then(new Dense(units, Functional.Activation.None, Initialiser(then)));
                if (Normalisation() is { } norm) network = network.Then(norm);
                network = network.Then(then);
                if (dropout > 0) network = network.Dropout(dropout);
            }
            return network.Dense(outputs);
        }

        public FitSettings Settings(Key key, bool isClassified)
        {
            var (epochs, patience) = (Whole("epochs", 10, 1), Whole("patience", 0, 0));
            return new()
            {
                Epochs = epochs,
                BatchSize = Whole("batch", 64, 1),
                Optimizer = Presets.Optimizer(Word("optimizer", "adam"), Point["rate"] is null ? null : Number("rate", 0, double.Epsilon, double.MaxValue), Number("decay", 0, 0, double.MaxValue)),
                RateByEpoch = Schedule.Linear(1, Number("final_rate", 1, 0, 1), Math.Max(1, epochs - 1)),
                Patience = patience == 0 ? null : patience,
                MinDelta = Number("min_delta", 0, 0, double.MaxValue),
                Loss = Loss(isClassified),
                Key = key,
            };
        }

        ILoss Loss(bool isClassified)
        {
            var smoothing = Number("smoothing", 0, 0, 0.999);
            return Word("loss", isClassified ? "cross entropy" : "mean squared error") switch
            {
                "cross entropy" => new CrossEntropy([], [], smoothing),
                "mean squared error" => Functional.Loss.MeanSquaredError,
                "mean absolute error" => Functional.Loss.MeanAbsoluteError,
                "huber" => Functional.Loss.Huber(),
                var other => throw Unknown("loss", other, ["cross entropy", "mean squared error", "mean absolute error", "huber"]),
            };
        }

        Activation Activation() => NetJson.ActivationOf(Word("activation", "relu"));

        IInitialiser Initialiser(Activation then) => Word("initialiser", then is Relu ? "he" : "glorot") switch
        {
            "he" => He.Normal,
            "glorot" => Glorot.Uniform,
            "lecun" => LeCun.Normal,
            "orthogonal" => new Orthogonal(),
            "normal" => new Normal(0.01),
            "unit normal" => new Normal(1),
            "zero" => new Constant(0),
            var other => throw Unknown("initialiser", other, ["he", "glorot", "lecun", "orthogonal", "normal", "unit normal", "zero"]),
        };

        ILayer? Normalisation()
        {
            var (epsilon, rate) = (Number("epsilon", 1e-5, 0, 1), Number("statistics_rate", 0.1, 0, 1));
            return Word("normalisation", "none") switch
            {
                "none" => null,
                "batch" => new BatchNorm(rate, epsilon),
                "layer" => new LayerNorm(Epsilon: epsilon),
                "rms" => new RmsNorm(Epsilon: epsilon),
                var other => throw Unknown("normalisation", other, ["none", "batch", "layer", "rms"]),
            };
        }

        string Word(string name, string usual) => Point[name] is not { } value ? usual : value.Word ?? throw Wrong.That($"{name} is a word, not {value.Number}");

        double Number(string name, double usual, double least, double most) => Point[name] is not { } value ? usual
            : value.Word is null && value.Number >= least && value.Number <= most ? value.Number
            : throw Wrong.That($"{name} is a number {(most == double.MaxValue ? least == 0 ? "from 0 on" : "above 0" : FormattableStringOf(least, most))}, not {value.ToString()}");

        int Whole(string name, int usual, int least) => Number(name, usual, least, int.MaxValue) is var number && number == Math.Round(number) ? (int)number : throw Wrong.That($"{name} is a whole number, not {number}");

        static string FormattableStringOf(double least, double most) => FormattableString.Invariant($"from {least} to {most}");

        static DlException Unknown(string name, string value, string[] known) => new($"there is no {name} '{value}'; known are {string.Join(", ", known)}");
    }
}
