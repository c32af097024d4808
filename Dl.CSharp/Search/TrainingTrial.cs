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
/// What a point does not say is as the recipe of its <c>model</c> has it (<see cref="ModelPreset.Recipe"/>), or without a model 10 epochs of Adam at a constant rate in batches of 64.
/// What a point may say: <c>batch</c>, <c>epochs</c>, <c>rate</c>, <c>final_rate</c>, <c>optimizer</c>, <c>decay</c> (decoupled, of weights alone), <c>activation</c>,
/// <c>input</c> (as <see cref="Scalings"/> reads it), <c>initialiser</c>, <c>layers</c>, <c>units</c>, <c>dropout</c>, <c>patience</c> (0 for none), <c>min_delta</c>, <c>augment</c> (none, or steps as
/// <see cref="Augments"/> reads them), <c>normalisation</c> (none, batch, layer, rms), <c>epsilon</c>, <c>statistics_rate</c>, <c>loss</c>, <c>smoothing</c>; or <c>model</c>, a network by name in
/// place of layers, units and what is in them. <see cref="Twelve"/> says which of them stand for which of the twelve hyperparameters that an introductory lecture lists.
/// </remarks>
/// <param name="Training">The examples to learn from.</param>
/// <param name="Validation">The examples to choose by.</param>
public sealed record TrainingTrial(DataSet Training, DataSet Validation)
{
    /// <summary>How inputs are prepared where a point does not say it.</summary>
    public Preprocessing Preprocessing { get; init; } = Preprocessing.None;

    /// <summary>What is done to training images where a point does not say it; null for what the recipe of its model does, and <see cref="Augment.None"/> for nothing.</summary>
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
                    Fits(new Read(new([(dimension.Name, value)])).Augment(null));
                }
                catch (DlException error)
                {
                    throw new DlException($"$.space.{dimension.Name}: {error.Message}");
                }
    }

    /// <summary>Checks <see cref="Augment"/> against the examples.</summary>
    /// <exception cref="DlException">It does not fit.</exception>
    public void CheckAugment() => Fits(Augment);

    void Fits(Augment? augment)
    {
        if (augment?.After(Training.Example) is { } after && after != Validation.Example)
            throw new DlException($"{augment} makes {after} of examples that are {Training.Example}, but those to choose by are {Validation.Example}");
    }

    /// <summary>The model of a point before its first step, and how it is trained.</summary>
    /// <param name="point">How.</param>
    /// <param name="seed">Everything random depends on it.</param>
    /// <exception cref="DlException">A value is out of range.</exception>
    public (Model Model, FitSettings Settings) At(SearchPoint point, ulong seed)
    {
        var (read, key) = (new Read(point), Key.Of(seed));
        var outputs = Training.Labels is null ? Training.Values!.Shape.Example.Size : Training.Classes.Count;
        var settings = read.Settings(key, Training.Labels is not null) with { Validation = Validation, Augment = read.Augment(Augment) };
        var model = read.Network(settings.Augment?.After(Training.Example) ?? Training.Example, outputs).Init(key) with
        {
            Classes = Training.Classes, Preprocessing = read.Prepared is var (scaling, per) ? Preprocessing.Fit(Training, scaling, per) : Preprocessing,
        };
        return (model, IsBalanced && settings.Loss is CrossEntropy loss ? settings with { Loss = loss with { Weights = Training.BalancedWeights } } : settings);
    }

    /// <summary>Trains and measures.</summary>
    /// <param name="point">How.</param>
    /// <param name="seed">Everything random depends on it.</param>
    /// <param name="cancellationToken">Ends training.</param>
    /// <exception cref="DlException">A value is out of range, or the loss is no longer finite.</exception>
    public TrialScore Run(SearchPoint point, ulong seed, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var (model, settings) = At(point, seed);
        var result = model.Fit(Training, settings, cancellationToken: cancellationToken);
        var seconds = clock.Elapsed.TotalSeconds;
        if (result.BestEpoch == 0) return TrialScore.Failed(result.Fault is { } fault ? fault.ToString() : "no epoch was done");
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
        public (Scaling, Per)? Prepared => Point["input"] is null ? null : Scalings.Parse(Word("input", "none"));

        // How what the point does not say is done.
        Recipe Usual => Point["model"] is null ? new(FinalRate: 1) : Presets.Named(Word("model", "")).Recipe;

        public Augment? Augment(Augment? usual) => (Point["augment"] is null ? usual ?? Usual.Augment : Augments.Parse(Word("augment", "none"))) is var steps && steps == Functional.Augment.None ? null : steps;

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
            var (usual, epochs, patience) = (Usual, Whole("epochs", Usual.Epochs, 1), Whole("patience", 0, 0));
            var rule = Word("optimizer", usual.Optimizer);
            return (usual with
            {
                Epochs = epochs,
                Batch = Whole("batch", usual.Batch, 1),
                Optimizer = rule,
                Rate = Point["rate"] is null ? usual.RateOf(rule) : Number("rate", 0, double.Epsilon, double.MaxValue),
                FinalRate = Number("final_rate", usual.FinalRate, 0, 1),
                WarmUp = Math.Min(usual.WarmUp, epochs - 1),
                Decay = Number("decay", usual.Decay, 0, double.MaxValue),
            }).Settings with
            {
                Patience = patience == 0 ? null : patience,
                MinDelta = Number("min_delta", 0, 0, double.MaxValue),
                Loss = Loss(isClassified),
                Prefetch = 0,
                Key = key,
            };
        }

        ILoss Loss(bool isClassified)
        {
            var smoothing = Number("smoothing", isClassified ? Usual.Smoothing : 0, 0, 0.999);
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
