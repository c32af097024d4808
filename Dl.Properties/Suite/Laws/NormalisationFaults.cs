using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Laws;

/// <summary>For each law of normalisation, dropout, composition, fans and batches a fault that it finds.</summary>
static class NormalisationFaults
{
    public static Many<(string Law, LayerExample Example)> Layers { get; } =
    [
        ("rows in learning", new(new Mixed(), [2])),
        ("batch order", new(new Ordered(), [2])),
        ("item gradients", new(new Doubling(), [2])),
        ("batch moments", new(new Posing(new BatchNorm(0.1, 1), new BatchNorm(0.1, 0.5)), [1])),
        ("batch gradient", new(new Posing(new LayerNorm(), new BatchNorm()), [2])),
        ("running statistics", new(new Posing(new BatchNorm(0.9), new BatchNorm()), [1])),
        ("normalised groups", new(new Posing(new LayerNorm(1, 1), new LayerNorm(1, 0.5)), [2])),
        ("norm family", new(new Posing(new LayerNorm(1, 1), new InstanceNorm()), [2, 2])),
        ("kept", new(new Posing(new Dropout(0.25, true), new Dropout(0.25)), [1])),
        ("rate", new(new Posing(new Dropout(0.25), new Dropout(0.5)), [1])),
        ("ensemble", new(new Posing(new Dropout(0.25), new Dropout(0.5)), [1])),
        ("drop connect", new(new Posing(new DropConnect(new Dense(1), 0.25), new DropConnect(new Dense(1))), [1])),
        ("standout", new(new Posing(new Standout(new Identity()), new Standout(new Identity(), 2)), [1])),
        ("composition", new(new Posing(new Branch(Merge.Sum, [new Tanh(), new Tanh()]), new Branch(Merge.Mean, [new Tanh(), new Tanh()])), [1])),
        ("layer fans", new(new Backwards(2, Glorot.Uniform), [1])),
    ];

    /// <summary>One layer in the name of another.</summary>
    sealed record Posing(ILayer Is, ILayer Claims) : ILayer, IClaims<ILayer>
    {
        public string Name => "posing";

        public Initial<T> Init<T>(Key key, Shape example) where T : struct, System.Numerics.IFloatingPointIeee754<T> => Is.Init<T>(key, example);

        public Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) where T : struct, System.Numerics.IFloatingPointIeee754<T> => Is.Apply(call, x);
    }

    // Tells its initialiser the fans the other way round.
    sealed record Backwards(int Units, IInitialiser Weight) : Layer("backwards"), IClaims<ILayer>
    {
        public ILayer Claims => new Dense(Units);

        public override Initial<T> Init<T>(Key key, Shape example) =>
            new(example.WithLast(Units), new DenseParams<T>(Weight.Draw<T>(key, [example.Last, Units], new(Units, example.Last)), Tensor<T>.Zeros([Units])), Empty<T>.It);

        public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) => new Dense(Units).Apply(call, x);
    }

    // Adds the mean of the batch while learning, and keeps no state.
    sealed record Mixed() : Layer("mixed")
    {
        public override Initial<T> Init<T>(Key key, Shape example) => new(example, Empty<T>.It, Empty<T>.It);

        public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) =>
            from mean in Ops.Mean(x, 0)
            from y in Ops.Add(x, mean)
            select new Result<T>(y, call.State);
    }

    // The gradient of its parameters counts twice where there are several examples.
    sealed record Doubling() : Layer("averaging")
    {
        public override Initial<T> Init<T>(Key key, Shape example) => new(example, Leaves<T>.Of(Tensor<T>.Zeros(example)), Empty<T>.It);

        public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) =>
            from kept in Diff.Apply(x.Shape[0] > 1 ? new MutantOp(new TanhOp(), 0, Fault.Double) : new TanhOp(), [call.ParamsAs<Leaves<T>>(this)[0]])
            from y in Ops.Add(x, kept)
            select new Result<T>(y, call.State);
    }

    // The first example counts twice.
    sealed record Ordered() : Layer("ordered")
    {
        public override Initial<T> Init<T>(Key key, Shape example) => new(example, Empty<T>.It, Empty<T>.It);

        public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) =>
            from y in Ops.Multiply(x, Tensor<T>.From([x.Shape[0], 1], [.. Enumerable.Range(0, x.Shape[0]).Select(i => i == 0 ? T.One + T.One : T.One)]))
            select new Result<T>(y, call.State);
    }

    /// <summary>Softmax along the last axis in the name of another.</summary>
    public sealed record LastAxis() : Op("last axis"), IClaims<IOp>
    {
        public IOp Claims => new SoftmaxOp(0);

        public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) => new SoftmaxOp().Rule(inputs);
    }
}
