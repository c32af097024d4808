using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

namespace Dl.Properties.Suite.Practice;

/// <summary>Training runs that are broken on purpose, and healthy ones: what a doctor is tried on.</summary>
/// <param name="Name">What was done.</param>
/// <param name="Shows">The names under which it counts as found; none for a healthy run.</param>
/// <param name="Run">The run of a seed.</param>
sealed record Planted(string Name, Many<Sickness> Shows, Func<ulong, Health> Run)
{
    const int Training = 6000, Validation = 1000;
    const double Rate = 0.002;

    public static Many<Planted> Sick { get; } =
    [
        // The held-out labels are right: nothing learnt carries over to them.
        Of("labels shuffled", [Sickness.NoTrend], patient => patient with { Data = Shuffled(patient.Data, patient.Key.Child(20)) }),
        Of("rate x 100", [Sickness.Divergence, Sickness.Spike], patient => patient with { Optimizer = Optimizer.Adam(100 * Rate) }),
        Of("rate / 10,000", [Sickness.Underfit], patient => patient with { Optimizer = Optimizer.Adam(Rate / 10_000) }),
        Of("one batch of data x 1,000", [Sickness.Spike], patient => patient with { Data = With(patient.Data, Times(patient.Data.Inputs, 1000, 64), patient.Data.Labels!) }),
        Of("a net of 2 units", [Sickness.Underfit], patient => patient with { Net = Model.Of(28, 28, 1).Flatten().Dense(2, Activation.Relu).Dense(10) }),
        Of("200 items, a large net", [Sickness.Overfit], patient => patient with { Data = patient.Data.Take(200), Net = Model.Of(28, 28, 1).Flatten().Dense(512, Activation.Relu).Dense(512, Activation.Relu).Dense(10), Epochs = 25 }),
        Of("95:5 imbalance", [Sickness.Imbalance], patient => patient with { Data = Uneven(patient.Data), Held = Uneven(patient.Held), Net = Model.Of(28, 28, 1).Flatten().Dense(64, Activation.Relu).Dense(2) }),
        Of("all biases -10, ReLU", [Sickness.DeadUnits], patient => patient with { Change = (leaf, _) => leaf.Role == Role.Bias ? Times(leaf.Value.Value, 0, 0, -10) : leaf.Value }),
        Of("sigmoid, 20 deep, N(0, 1)", [Sickness.VanishingGradients, Sickness.SaturatedUnits], patient => patient with
        {
            Net = Enumerable.Range(0, 20).Aggregate(Model.Of(28, 28, 1).Flatten(), (net, _) => net.Then(new Dense(32, Activation.Sigmoid, new Normal(1)))).Dense(10), Epochs = 3,
        }),
        Of("weights x 10", [Sickness.BadStart, Sickness.ExplodingGradients], patient => patient with { Change = (leaf, _) => leaf.Role == Role.Matrix ? Times(leaf.Value.Value, 10) : leaf.Value }),
        Of("last layer x 30", [Sickness.BadStart], patient => patient with { Change = (leaf, isLast) => isLast && leaf.Role == Role.Matrix ? Times(leaf.Value.Value, 30) : leaf.Value }),
    ];

    public static Many<Planted> Healthy { get; } =
    [
        .. from run in new[]
           {
               ("mlp", "adam"), ("mlp-plain", "adam"), ("mlp-residual", "adam"), ("mlp", "momentum"), ("mlp-plain", "momentum"),
               ("mlp-residual", "nesterov"), ("mlp", "rmsprop"), ("mlp-plain", "adamw"), ("mlp-residual", "nadam"), ("mlp-plain", "adagrad"),
           }
           select Of($"{run.Item1}, {run.Item2}", [], patient => patient with { Net = Presets.Model(run.Item1, [28, 28, 1], 10), Optimizer = Presets.Optimizer(run.Item2) }),
    ];

    static Planted Of(string name, Many<Sickness> shows, Func<Patient, Patient> plant) => new(name, shows, seed => plant(Patient.Healthy(seed)).Train());

    static DataSet With(DataSet data, Tensor<float> inputs, Indices labels) => DataSet.Classified(inputs, labels, data.Classes, data.Name);

    static DataSet Shuffled(DataSet data, Key key) => With(data, data.Inputs, data.Shuffle(key).Labels!);

    // 95 of the first class for 5 of the second.
    static DataSet Uneven(DataSet data)
    {
        var of = Enumerable.Range(0, data.Count).ToLookup(i => data.Labels![i]);
        var frequent = of[0].ToArray();
        int[] kept = [.. frequent.Concat(of[1].Take(frequent.Length * 5 / 95)).Order()];
        return DataSet.Classified(data.At(Indices.Of(kept)).Inputs, Indices.Of([.. kept.Select(i => data.Labels![i])]), [data.Classes[0], data.Classes[1]], data.Name);
    }

    // The first so many rows, all where none are counted, times a number, plus another.
    static Tensor<float> Times(Tensor<float> x, float factor, int rows = 0, float plus = 0) => Tensor<float>.Build(x.Shape, (x, factor, plus, rows), static (into, s) =>
    {
        var end = s.rows == 0 ? into.Length : s.rows * s.x.Shape.Example.Size;
        for (var i = 0; i < into.Length; i++) into[i] = i < end ? s.factor * s.x[i] + s.plus : s.x[i];
    });

    /// <summary>What is trained, and how.</summary>
    sealed record Patient(Key Key, DataSet Data, DataSet Held, CSharp.Architecture Net, Optimizer Optimizer)
    {
        public int Epochs { get; init; } = 8;

        /// <summary>What becomes of a parameter before the first step, and whether it is one of the last layer's.</summary>
        public Func<Leaf<float>, bool, Var<float>> Change { get; init; } = (leaf, _) => leaf.Value;

        public static Patient Healthy(ulong seed) => new(
            Key.Of(seed), Glyphs.Make(Key.Of(seed).Child(10), Training), Glyphs.Make(Key.Of(seed).Child(11), Validation), Presets.Model("mlp-plain", [28, 28, 1], 10), Optimizer.Adam(Rate));

        public Health Train()
        {
            var model = Net.Init(Key);
            var last = Tree.Leaves(model.Params)[^1].Path.Split('.')[0];
            model = model with { Params = Tree.Map<float, ITree<float>>(model.Params, leaf => Change(leaf, leaf.Path.StartsWith($"{last}.", StringComparison.Ordinal))), Classes = Data.Classes };
            var settings = new FitSettings { Optimizer = Optimizer, Epochs = Epochs, Validation = Held, Key = Key };
            var recorder = new HealthRecorder(model, Data, settings);
            model.Fit(Data, settings, look: recorder.Look);
            return recorder.Health;
        }
    }
}
