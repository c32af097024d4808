using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

namespace Dl.Properties.Suite.Practice;

/// <summary>A number that is not finite: where it arose is named, the step is not taken, and what was good stays.</summary>
public sealed class NonFiniteTests
{
    static readonly DataSet Moons = Synthetic.TwoMoons(Key.Of(1), 200);

    // The logarithm of a number that training drives below 0; and a root whose slope at 0 is infinite while its value is finite.
    sealed record LogLayer() : Layer("logarithm")
    {
        public override Initial<T> Init<T>(Key key, Shape example) => new(example, Empty<T>.It, Empty<T>.It);

        public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) => Ops.Log(x).Map(y => new Result<T>(y, call.State));
    }

    sealed record RootLayer() : Layer("root of zero")
    {
        public override Initial<T> Init<T>(Key key, Shape example) => new(example, Empty<T>.It, Empty<T>.It);

        public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) =>
            from zero in Ops.Multiply(x, Tensor<T>.Zeros(x.Shape)) from y in Ops.Sqrt(zero) select new Result<T>(y, call.State);
    }

    [Fact]
    public void TheLayerAndTheOpOfTheFirstValueAreNamed()
    {
        var net = Net.Seq(new Dense(3), new Residual(Net.Seq(new LogLayer())), new Dense(2));
        Assert.Equal(new(Origin.Value, "seq/1:residual/0:seq/0:logarithm", "log", double.NaN), Looked(net, Moons));
    }

    [Fact]
    public void TheLayerAndTheOpOfTheFirstSlopeAreNamed() =>
        Assert.Equal(new(Origin.Slope, "seq/1:root of zero", "sqrt", double.PositiveInfinity), Looked(Net.Seq(new Dense(3), new RootLayer(), new Dense(2)), Moons) is { } found ? found with { Value = Math.Abs(found.Value) } : null);

    [Fact]
    public void WhatWasGivenIsNamed()
    {
        var net = Net.Seq(new Dense(2));
        Assert.Null(Looked(net, Moons));
        Assert.Equal(new(Origin.Inputs, "", "", double.NegativeInfinity), Looked(net, Spoilt(7, float.NegativeInfinity)));
        var learner = Tree.Map<float, Learner<float>>(Start(net), leaf => leaf.Path == "params.0.bias" ? Tensor<float>.From([2], [0, float.PositiveInfinity]) : leaf.Value);
        Assert.Equal(new(Origin.Parameters, "0.bias", "", double.PositiveInfinity), Probe.Of(Step(net), learner, Batch(Moons)).NonFinite);
    }

    [Fact]
    public void AGuardedStepThatIsNotFiniteIsNotTaken()
    {
        var (net, bad) = (Net.Seq(new Dense(4), new BatchNorm(), new Dense(2)), Batch(Spoilt(3, float.NaN)));
        var guarded = Step(net) with { Guarded = true };
        var good = Enumerable.Range(0, 3).Select(i => Batch(Moons.Slice(40 * i, 40))).ToArray();
        var plain = good.Aggregate(Start(net), Step(net).Invoke);
        var refused = Train.Fold([good[0], bad, bad, good[1], bad, good[2]], Start(net), guarded);
        Assert.Equal(plain.Vector, refused.Vector);
        ModelTests.AssertSameBits(plain.State, refused.State);
        ModelTests.AssertSameBits(plain.Optimizer, refused.Optimizer);
        Assert.Equal(3, refused.Steps);
        Assert.True(double.IsNaN(guarded.Invoke(plain, bad).Loss));
        Assert.Equal(plain.Vector, guarded.Invoke(plain, bad).Vector);
        Assert.True(double.IsNaN(Step(net).Invoke(plain, bad).Vector[0]));
    }

    [Fact]
    public void FitStopsBeforeTheStepAndSaysWhere()
    {
        // The example that is not a number is met in the batch that it falls into; what was learnt before is what a run over those batches learns.
        var model = Model.Of(2).Dense(8, Activation.Relu).Dense(2).Init(Key.Of(2));
        var (data, settings) = (Spoilt(100, float.NaN), new FitSettings { BatchSize = 20, Epochs = 3, Optimizer = Optimizer.Adam(0.01), Key = Key.Of(2) });
        var order = settings.Key.Child(2).Child(1).Permutation(200);
        var at = Enumerable.Range(0, 200).First(i => order[i] == 100) / 20;
        var result = model.Fit(data, settings);
        Assert.Equal((Outcome.NonFinite, (long)at, 0, 0), (result.Outcome, result.Steps, result.BestEpoch, result.Skipped));
        Assert.Equal($"the loss 'cross entropy' is not a number at step {at + 1} (epoch 1, batch {at + 1}) with the learning rate 0.01: the inputs of the batch hold NaN; clean the data", result.Fault!.ToString());
        var plain = new Batching(20).Of(data, settings.Key.Child(2).Child(1)).Take(at).Select(Batch)
            .Aggregate(Train.Start<float>(model.Net, settings.Optimizer, [2], settings.Key), (learner, batch) => settings.StepOf(model, 1).Invoke(learner, batch));
        ModelTests.AssertSameBits(at == 0 ? model.Params : plain.Params, result.Last.Params);
    }

    [Fact]
    public void StepsArePassedOverButNotMoreThanSaid()
    {
        var model = Model.Of(2).Dense(8, Activation.Relu).Dense(2).Init(Key.Of(2));
        var (data, settings) = (Spoilt(100, float.NaN), new FitSettings { BatchSize = 20, Epochs = 3, OnNonFinite = OnNonFinite.SkipStep(3) });
        var faults = new List<Fault>();
        var result = model.Fit(data, settings, new Each(at => faults.AddRange(at.Fault is { } fault ? [fault] : [])));
        Assert.Equal((Outcome.Completed, 3, 27L, 3), (result.Outcome, result.Skipped, result.Steps, faults.Count));
        Assert.All(result.History, row => Assert.True(double.IsFinite(row.TrainLoss)));
        Assert.Null(result.Fault);
        var less = model.Fit(data, settings with { OnNonFinite = OnNonFinite.SkipStep(2) });
        Assert.Equal((Outcome.NonFinite, 2, 3), (less.Outcome, less.Skipped, less.Fault!.Epoch));
        Assert.Contains("at least 0, not -1", Assert.Throws<DlException>(() => OnNonFinite.SkipStep(-1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnUpdateThatOverflowsGivesBackTheParametersBeforeItsEpoch()
    {
        var wild = new FitSettings { Optimizer = Optimizer.Sgd(1e38), Loss = Loss.MeanSquaredError, BatchSize = 50, Epochs = 5 };
        var data = DataSet.Regression(Moons.Inputs, Tensor<float>.Ones([200, 1]), "ones");
        var line = Model.Of(2).Dense(1).Init(Key.Of(1));
        var result = line.Fit(data, wild);
        Assert.Equal((Outcome.NonFinite, 1), (result.Outcome, result.Fault!.Epoch));
        Assert.All(Tree.Leaves(result.Last.Params), leaf => Assert.True(leaf.Value.Value.Span.IndexOfAnyExceptInRange(float.MinValue, float.MaxValue) < 0));
        var cured = line.Fit(data, wild with { Optimizer = new Optimizer([new ClipNorm(1)]).Then(Optimizer.Sgd(0.1)) });
        Assert.Equal((Outcome.Completed, true), (cured.Outcome, cured.History[^1].TrainLoss < cured.History[0].TrainLoss));
    }

    [Fact]
    public void AProbeHasTheGradientOfTheStepAndCountsDeadAndSaturatedUnits()
    {
        var net = Net.Seq(new Dense(4, Activation.Relu), new Dense(3, Activation.Sigmoid), new Dense(2));
        var learner = Tree.Map<float, Learner<float>>(Start(net), leaf => leaf.Path switch
        {
            "params.0.bias" => Tensor<float>.From([4], [-100, 100, 100, 100]), // one of four is dead on every example
            "params.1.bias" => Tensor<float>.From([3], [-1000, -1000, 1000]),
            _ => leaf.Value,
        });
        var probe = Probe.Of(Step(net), learner, Batch(Moons));
        Assert.Equal(["seq/0:dense", "seq/1:dense"], probe.Units.Select(unit => unit.Layer));
        Assert.Equal((0.25, 0.0, "relu"), (probe.Units[0].Dead, probe.Units[0].Saturated, probe.Units[0].Op));
        Assert.Equal((1.0, 1.0), (probe.Units[1].Dead, probe.Units[1].Saturated));
        Assert.Equal(200 * 4, probe.Units[0].Values.Counts.Sum());
        var gradient = Gradient.Of(learner.Params, tree =>
            from result in net.Apply(new Call<float>(tree, learner.State, learner.Key.Child(0), Mode.Train), Moons.Inputs)
            from loss in Loss.CrossEntropy.Of<float>(result.Output, Moons.Labels!)
            select loss);
        Assert.Equal(Tree.Leaves(gradient.Gradient).Select(leaf => (leaf.Path, Norm(leaf.Value.Value))), probe.Leaves.Select(leaf => (leaf.Path, Math.Round(leaf.Gradient, 5))));
        Assert.Equal(gradient.Value.ToScalar(), probe.Loss, 6);
        Assert.Equal(["seq/0:dense", "seq/0:dense", "seq/1:dense"], probe.Leaves.Take(3).Select(leaf => leaf.Layer));

        static double Norm(Tensor<float> x) => Math.Round(Math.Sqrt(x.Span.ToArray().Sum(number => (double)number * number)), 5);
    }

    static NonFinite? Looked(ILayer net, DataSet data) => Probe.Of(Step(net), Start(net), Batch(data)).NonFinite;

    static Step<float> Step(ILayer net) => Train.Step<float>(net, Loss.CrossEntropy, Optimizer.Adam(0.01));

    static Learner<float> Start(ILayer net) => Train.Start<float>(net, Optimizer.Adam(0.01), [2], Key.Of(3));

    static Batch<float> Batch(DataSet data) => new(data.Inputs, data.Labels!);

    static DataSet Spoilt(int example, float with) => Moons.WithInputs(Tensor<float>.Build(Moons.Inputs.Shape, (Moons.Inputs, example, with), static (into, s) =>
    {
        s.Inputs.Span.CopyTo(into);
        into[2 * s.example] = s.with;
    }));

    sealed class Each(Action<TrainingProgress> look) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => look(value);
    }
}
