using System.IO;
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

namespace Dl.Bench.Tabular;

/// <summary>A set of rows with a baseline for it.</summary>
/// <param name="Name">The set and the method.</param>
/// <param name="Data">All examples.</param>
/// <param name="Fold">For each example the split, 0 to 4, in which it is tested.</param>
/// <param name="Settings">What scikit-learn is told: the method, its regularisation, its network.</param>
/// <param name="Score">Accuracy or R^2 on examples that were not learnt from, with a seed.</param>
/// <param name="Seeds">With how many seeds it is run; 1 where nothing is random.</param>
public sealed record Baseline(string Name, DataSet Data, int[] Fold, object Settings, Func<DataSet, DataSet, ulong, double> Score, int Seeds = 1)
{
    /// <summary>The number of splits.</summary>
    public const int Splits = 5;

    /// <summary>Whether classes are told, and accuracy measured.</summary>
    public bool IsClassified => Data.Labels is not null;

    /// <summary>The score of each split, the mean of its seeds.</summary>
    public double[] Scores() =>
    [
        .. Enumerable.Range(0, Splits).Select(split => Enumerable.Range(1, Seeds).Average(seed => Score(Of(i => Fold[i] != split), Of(i => Fold[i] == split), (ulong)seed))),
    ];

    DataSet Of(Func<int, bool> takes) => Data.At(Indices.Of([.. Enumerable.Range(0, Data.Count).Where(takes)]));
}

/// <summary>Logistic regression, ridge regression and a small network on real tables, as scikit-learn regularises them.</summary>
public static class Baselines
{
    const int Hidden = 32, Batch = 32, Seeds = 5;
    const double Rate = 0.01, Alpha = 1;

    /// <summary>All baselines.</summary>
    /// <param name="folder">The folder of the tables.</param>
    /// <param name="steps">How many steps of descent the convex ones take.</param>
    /// <param name="epochs">How often the network sees every example.</param>
    public static IEnumerable<Baseline> All(string folder, int steps = 1000, int epochs = 100)
    {
        foreach (var (name, file) in new[] { ("breast cancer", "breast_cancer.csv"), ("iris", "iris.csv"), ("wine", "wine_data.csv") })
        {
            var data = Csv.Read(Path.Combine(folder, file)).Classified();
            yield return new($"{name}, logistic regression", data, Folds(data), new { method = "logistic", c = 1.0 }, (train, test, seed) => Logistic(train, test, 1, steps, seed));
        }
        var diabetes = Joined(Csv.Read(Path.Combine(folder, "diabetes_data_raw.csv.gz")), Csv.Read(Path.Combine(folder, "diabetes_target.csv.gz")));
        yield return new("diabetes, ridge regression", diabetes, Folds(diabetes), new { method = "ridge", alpha = Alpha }, (train, test, seed) => Regressed(train, test, net => net, 2 * Alpha / train.Count, train.Count, steps, 0.05, 0, seed));
        yield return new($"diabetes, network of {Hidden} units", diabetes, Folds(diabetes), new { method = "network", alpha = Alpha, hidden = Hidden, batch = Batch, rate = Rate, epochs, seeds = Seeds },
            (train, test, seed) => Regressed(train, test, net => net.Then(new Dense(Hidden, Activation.Relu, Glorot.Uniform)), 2 * Alpha / Batch, Batch, epochs, Rate, 1, seed), Seeds);
    }

    /// <summary>
    /// mean cross entropy + |w|^2 / (2 C N): scikit-learn's objective over C N. For two classes it has one weight vector d; here there are two, whose best sum of squares is
    /// |d|^2 / 2, so that they are penalised twice as much.
    /// </summary>
    static double Logistic(DataSet train, DataSet test, double c, int steps, ulong seed)
    {
        var classes = train.Classes.Count;
        var model = Standardised(Model.Of(train.Example[0]).Dense(classes).Init(Key.Of(seed)), train);
        return Descended(model, train, new()
        {
            Penalties = [Penalty.L2((classes == 2 ? 2 : 1) / (c * train.Count))], Optimizer = Optimizer.Adam(0.1), Epochs = steps, BatchSize = train.Count,
            RateByEpoch = Schedule.Linear(1, 0, steps), Key = Key.Of(seed),
        }).Evaluate(test).Accuracy!.Value;
    }

    // Mean squared error + rate / 2 |w|^2, of a target whose mean and deviation in training are 0 and 1: R^2 is that of the target itself.
    static double Regressed(DataSet train, DataSet test, Func<Architecture, Architecture> hidden, double penalty, int batch, int epochs, double rate, double finalShare, ulong seed)
    {
        var target = Preprocessing.Fit(DataSet.Regression(train.Values!, train.Values!, "target"));
        var learnt = DataSet.Regression(train.Inputs, target.Apply(train.Values!), train.Name);
        var model = Standardised(hidden(Model.Of(train.Example[0])).Dense(1).Init(Key.Of(seed)), train);
        var trained = Descended(model, learnt, new()
        {
            Loss = Loss.MeanSquaredError, Penalties = [Penalty.L2(penalty)], Optimizer = Optimizer.Adam(rate), Epochs = epochs, BatchSize = batch,
            RateByEpoch = finalShare == 1 ? 1 : Schedule.Linear(1, finalShare, epochs), Key = Key.Of(seed),
        });
        return Metrics.R2(trained.Predict(test.Inputs), target.Apply(test.Values!));
    }

    static Model Descended(Model model, DataSet train, FitSettings settings) => model.Fit(train, settings).Last;

    static Model Standardised(Model model, DataSet train) => model with { Preprocessing = Preprocessing.Fit(train), Classes = train.Classes };

    // Each class is dealt evenly; rows of a regression are dealt at random.
    static int[] Folds(DataSet data)
    {
        var folds = new int[data.Count];
        var order = Key.Of(11).Permutation(data.Count).Span.ToArray().OrderBy(i => data.Labels?[i] ?? 0).ToArray();
        for (var i = 0; i < order.Length; i++) folds[order[i]] = i % Baseline.Splits;
        return folds;
    }

    static DataSet Joined(Table inputs, Table targets) => DataSet.Regression(inputs.Values, targets.Values, "diabetes");
}
