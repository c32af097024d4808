using System.Numerics;
using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Laws;

/// <summary>For each law of convolution and pooling a fault that it finds.</summary>
static class ConvolutionFaults
{
    public static Many<(string Law, IOp Op, Func<Key, int, Few<Tensor<double>>> Inputs)> All { get; } =
    [
        // The odd place of padding same at the start.
        ("convolution", new Claiming(new Conv2dOp(1, Padding.Of(1, 0, 1, 0), 1), new Conv2dOp(1, Padding.Same, 1)), Small),
        ("transposed", new Claiming(new MutantOp(new Conv2dOp(), 0, Fault.Double), new Conv2dOp()), Small),
        ("shift", new Claiming(new Saturated(), new Conv2dOp()), Small),
        ("pooling", new Claiming(new MaxPool2dOp((1, 2), 1, Padding.None, 1), new AveragePool2dOp((1, 2), 1, Padding.None, 1)), (key, _) => [Examples.Distinct(key, [1, 1, 2, 1])]),
    ];

    /// <summary>The same for layers.</summary>
    public static Many<(string Law, LayerExample Example)> Layers { get; } = [("window", new(new OtherEnd(new Conv1d(1, 2, padding: Padding.Of(0, 0, 1, 0))), [2, 1]))];

    // Pads the list at the other end.
    sealed record OtherEnd(Conv1d Right) : Layer("other end"), IClaims<ILayer>
    {
        public ILayer Claims => Right;

        public override Initial<T> Init<T>(Key key, Shape example) => Right.Init<T>(key, example);

        public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) => (Right with { Padding = new(0, 0, Right.Padding.Right, Right.Padding.Left) }).Apply(call, x);
    }

    static Few<Tensor<double>> Small(Key key, int size) => [Examples.AwayFromZero(key, [1, 2, 2, 1]), Examples.AwayFromZero(key.Child(0), [2, 2, 1, 1])];

    sealed record Claiming(IOp Inner, IOp Claims) : IOp, IClaims<IOp>
    {
        public string Name => Inner.Name;

        public Ruled<T> Rule<T>(Few<Tensor<T>> inputs) where T : struct, IFloatingPointIeee754<T> => Inner.Rule(inputs);
    }

    // A convolution divided by the number of pixels of the image: neither it nor anything near it moves with the image.
    sealed record Saturated() : Op("saturated convolution")
    {
        public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
        {
            var (inner, factor) = (new Conv2dOp().Rule(inputs), T.One / T.CreateChecked(inputs[0].Shape.Size));
            var squashed = new TanhOp().Rule<T>([new ScaleOp(double.CreateChecked(factor)).Rule<T>([inner.Value]).Value]);
            return new(squashed.Value, g => inner.Pull(new ScaleOp(double.CreateChecked(factor)).Rule<T>([squashed.Pull(g)[0].ToTensor()]).Value));
        }
    }
}
