using System.Numerics;
using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Laws;

/// <summary>For each law of layers, losses and optimizers a fault that it finds.</summary>
public class LayerLawsBite
{
    static readonly Many<(string Law, ILayer Layer)> Layers =
    [
        ("gradient", new Faulty(Wrong.Gradient)), ("forward", new Faulty(Wrong.Gradient)), ("shape", new Faulty(Wrong.Shape)), ("state", new Faulty(Wrong.State)),
        ("purity", new Faulty(Wrong.Purity)), ("rows", new Faulty(Wrong.Rows)), ("scalars", new Faulty(Wrong.Scalars)), ("refusal", new Faulty(Wrong.Refusal)),
        ("activation", new Tilted()), ("recompute", new Faulty(Wrong.Purity)),
    ];

    static readonly Many<(string Law, LayerExample Example)> Faults = [.. Layers.Select(fault => (fault.Law, new LayerExample(fault.Layer, [3]))), .. SequenceFaults.All, .. ConvolutionFaults.Layers, .. NormalisationFaults.Layers];

    public static TheoryData<string> LawsOfLayers => new(LayerLaws.All.Where(law => law != FuseLaw.Of).Select(law => law.Name));

    [Theory, MemberData(nameof(LawsOfLayers))]
    public void OfLayersCanFail(string law)
    {
        var example = Faults.Single(fault => fault.Law == law).Example;
        var claim = new Claim<LayerCase>(LayerLaws.Subject("faulty", (_, _) => example), LayerLaws.All.Single(one => one.Name == law));
        Assert.True(Assert.Throws<LawException>(() => LawBook.Hold(claim)).Counterexample.Size <= 4);
    }

    /// <summary>It is a law of <see cref="Net.Fuse"/>, so that no layer breaks it, but another way to fuse.</summary>
    [Fact]
    public void TheLawOfFusingCanFail()
    {
        static ILayer Forgetful(ILayer net) => net is Seq seq ? new Seq([.. seq.Layers.Where(layer => layer is not Activation)]) : net;
        var claim = new Claim<LayerCase>(LayerLaws.Subject("fused", (_, _) => new(Net.Seq(new Dense(2), Activation.Tanh), [2])), FuseLaw.OfWay(Forgetful));
        Assert.True(Assert.Throws<LawException>(() => LawBook.Hold(claim)).Counterexample.Size <= 4);
    }

    [Fact]
    public void TheRightLayerHolds() => LayerLaws.Hold(new Faulty(Wrong.Nothing), [3]);

    [Theory]
    [InlineData("gradient")]
    [InlineData("forward")]
    [InlineData("purity")]
    [InlineData("refusal")]
    public void OfLossesCanFail(string law)
    {
        var claim = new Claim<LossCase>(LossLaws.Subject("faulty", (key, size) => new(law == "refusal" ? new BlindLoss() : new FaultyLoss(law == "purity"), Examples.Any(key, [2, 3]), Examples.Any(key.Child(0), [2, 3]))),
            LossLaws.All.Single(one => one.Name == law));
        Assert.Throws<LawException>(() => LawBook.Hold(claim));
    }

    public enum Wrong
    {
        Nothing,
        Gradient,
        Shape,
        State,
        Purity,
        Rows,
        Scalars,
        Refusal,
    }

    sealed record Faulty(Wrong Wrong) : Layer("faulty")
    {
        static int calls;

        public override Initial<T> Init<T>(Key key, Shape example)
        {
            if (Wrong == Wrong.Refusal && example.Rank != 1) throw new ArgumentException("a vector, please");
            var weight = key.Normal<T>(example, 0, Wrong == Wrong.Scalars && typeof(T) == typeof(float) ? 2 : 1);
            return new(Wrong == Wrong.Shape ? example.WithLast(example.Last + 1) : example, Leaves<T>.Of(weight), Leaves<T>.Of(Tensor<T>.Zeros(example)));
        }

        public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) =>
            from y in Diff.Apply(Wrong == Wrong.Gradient ? new MutantOp(new MultiplyOp(), 0, Fault.Double) : new MultiplyOp(), [x, call.ParamsAs<Leaves<T>>(this)[0]])
            from mean in Wrong == Wrong.Rows ? Ops.Mean(y, 0) : Diff.Return<T, Var<T>>(Tensor<T>.Zeros(Shape.Scalar))
            from mixed in Ops.Add(y, mean)
            from moody in Ops.Scale(mixed, Wrong == Wrong.Purity ? 1 + Interlocked.Increment(ref calls) % 2 : 1)
            from padded in Wrong == Wrong.Shape ? Ops.Scale(moody, 1) : Diff.Return<T, Var<T>>(moody)
            select new Result<T>(padded, Wrong == Wrong.State ? Leaves<T>.Of(Tensor<T>.Zeros(x.Shape.Example)) : call.State);
    }

    /// <summary>A ReLU that is not flat on the left.</summary>
    sealed record Tilted() : Activation("tilted"), IClaims<ILayer>
    {
        public ILayer Claims => new Relu();

        public override Diff<T, Var<T>> Of<T>(Var<T> x) => Ops.LeakyRelu(x);
    }

    sealed record FaultyLoss(bool Moody) : Loss("faulty")
    {
        static int calls;

        public override Diff<T, Var<T>> Of<T>(Var<T> output, Targets<T> targets) =>
            from y in Diff.Apply(new MutantOp(new TanhOp(), 0, Moody ? Fault.Double : Fault.Negate), [output])
            from scaled in Ops.Scale(y, Moody ? Interlocked.Increment(ref calls) : 1)
            from sum in Ops.Sum(scaled)
            select sum;
    }

    /// <summary>It never looks at what it is given.</summary>
    sealed record BlindLoss() : Loss("blind")
    {
        public override Diff<T, Var<T>> Of<T>(Var<T> output, Targets<T> targets) =>
            from error in Ops.Subtract(output, ((Targets<T>.Values)targets).Numbers)
            from square in Ops.Square(error)
            from sum in Ops.Sum(square)
            select sum;
    }
}
