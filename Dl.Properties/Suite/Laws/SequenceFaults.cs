using System.Numerics;
using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Laws;

/// <summary>For each law of sequences a layer that claims what it is not.</summary>
static class SequenceFaults
{
    public static Many<(string Law, LayerExample Example)> All { get; } =
    [
        ("scatter", new(new Posing(new Embedding(3, 1), new Embedding(3, 1, Padding: 1)), [2], 3)),
        ("stepped", new(new Posing(new Rnn(1), new Rnn(1, Activation.Sigmoid)), [2, 1])),
        ("recurrence", new(new Posing(new Gru(1), new Gru(1, Glorot.Uniform, Glorot.Uniform, ResetAfter: true), 2), [2, 1])),
        ("directions", new(new Posing(new Bidirectional(new Rnn(1)), new Bidirectional(new Rnn(1), Merge.Sum), 0.5), [2, 1])),
        ("padding", new(new Endless(new Rnn(1)), [2, 1])),
        ("lengths", new(new Backed(new Rnn(1)), [2, 1])),
        ("gates", new(new Swapped(), [2, 1])),
        ("attention", new(new Posing(new MultiHeadAttention(1), new MultiHeadAttention(2)), [2, 2])),
        ("order", new(new Posing(new MultiHeadAttention(1, causal: true), new MultiHeadAttention(1)), [2, 1])),
    ];

    /// <summary>The same for ops.</summary>
    public static Many<(string Law, IOp Op, Func<Key, int, Few<Tensor<double>>> Inputs)> Ops { get; } =
    [
        ("mask", new OpenMask(), (key, _) => [Examples.Any(key, [1, 1, 2])]),
    ];

    /// <summary>A mask that hides nothing.</summary>
    sealed record OpenMask() : Op("open mask"), IClaims<IOp>
    {
        public IOp Claims => new MaskedSoftmaxOp(Causal: true);

        public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) => new MaskedSoftmaxOp().Rule(inputs);
    }

    /// <summary>A layer, scaled, that poses as another with the same parameters.</summary>
    sealed record Posing(ILayer Claims, ILayer Is, double Scale = 1) : Layer("posing"), IClaims<ILayer>
    {
        public override Initial<T> Init<T>(Key key, Shape example) => Is.Init<T>(key, example);

        public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) =>
            from result in Is.Apply(call, x)
            from y in Functional.Ops.Scale(result.Output, Scale)
            select result with { Output = y };
    }

    /// <summary>A recurrence that does not look at lengths.</summary>
    sealed record Endless(Rnn Right) : Layer("endless"), ISequenceLayer
    {
        public override Initial<T> Init<T>(Key key, Shape example) => Right.Init<T>(key, example);

        public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) => Right.Apply(call, x);

        public Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x, Indices lengths) where T : struct, IFloatingPointIeee754<T> => Right.Apply(call, x);
    }

    /// <summary>A recurrence that takes each sequence for one time shorter than it is.</summary>
    sealed record Backed(Rnn Right) : Layer("backed"), ISequenceLayer
    {
        public override Initial<T> Init<T>(Key key, Shape example) => Right.Init<T>(key, example);

        public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) => Right.Apply(call, x);

        public Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x, Indices lengths) where T : struct, IFloatingPointIeee754<T> =>
            Right.Apply(call, x, Indices.Of([.. lengths.Span.ToArray().Select(length => length - 1)]));
    }

    /// <summary>A long short-term memory that takes the input gate for the forget gate.</summary>
    sealed record Swapped() : Layer("swapped"), IClaims<ILayer>
    {
        static readonly Lstm Right = new(1);

        public ILayer Claims => Right;

        public override Initial<T> Init<T>(Key key, Shape example) => Right.Init<T>(key, example);

        public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) => Right.Apply(call with
        {
            Params = Tree.Map<T, ITree<T>>(call.Params, leaf => Functional.Ops.Take<T>(leaf.Value.Value, Indices.Of(1, 0, 2, 3), -1).Value()),
        }, x);
    }
}
