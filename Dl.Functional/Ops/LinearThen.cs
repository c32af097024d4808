namespace Dl.Functional;

/// <summary>
/// A linear op with a bias and the activation behind it as one op: <c>y = a(linear(...))</c>. Where the slope of a can be told from y (ReLU, leaky ReLU that does
/// not fall, tanh, sigmoid) it takes the memory of one value; otherwise what comes out of the linear op is kept beside it. Law: the bits of its parts. PyTorch: what
/// <c>torch.compile</c> fuses into the epilogue of <c>linear</c> and <c>conv2d</c>.
/// </summary>
/// <param name="Linear">A <see cref="DenseOp"/> or a <see cref="Conv2dOp"/>.</param>
/// <param name="Then">The activation a, one of those that <see cref="Takes"/>.</param>
public sealed record LinearThenOp(IOp Linear, Activation Then) : Op("linear then"), IFused
{
    // More axes than an activation will ask for.
    static readonly Tensor<float> Probe = Tensor<float>.Hollow([.. Enumerable.Repeat(1, 16)]);

    /// <summary>Whether an activation is one op of its input: all of this library are, but for the identity; one that is written as several ops is not.</summary>
    public static bool Takes(Activation then)
    {
        ArgumentNullException.ThrowIfNull(then);
        return Alone<float>(then, Probe) is not null;
    }

    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
    {
        if (Linear is not (DenseOp or Conv2dOp)) throw new DlException($"{Name}: {Linear.Name} is neither a dense op nor a convolution, and its value may be needed as it was");
        return Then switch
        {
            Relu => Bent(inputs, new ReluBend()),
            LeakyRelu { Slope: >= 0 } leaky => Bent(inputs, new LeakyBend(leaky.Slope)),
            Tanh => Bent(inputs, new TanhBend()),
            Sigmoid => Bent(inputs, new SigmoidBend()),
            _ => Beside(inputs),
        };
    }

    /// <inheritdoc/>
    public Diff<T, Var<T>> Parts<T>(Few<Var<T>> inputs) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(Linear, inputs).Bind(Then.Of);

    Ruled<T> Bent<T, B>(Few<Tensor<T>> inputs, B bend) where T : struct, IFloatingPointIeee754<T> where B : struct, IBend
    {
        // Nobody has seen the value of the linear op yet, and its pullback does not need it.
        var linear = Named(inputs);
        var y = Core.Pointwise.Over(new Forth<B>(bend), linear.Value);
        return new(y, g => linear.Pull(Tensor<T>.Build(g.Shape, (g, y, bend), static (into, s) => Core.Pointwise.Map(new Back<B>(s.bend), s.g.Span, s.y.Span, into))));
    }

    Ruled<T> Beside<T>(Few<Tensor<T>> inputs) where T : struct, IFloatingPointIeee754<T>
    {
        var linear = Named(inputs);
        var then = Alone<T>(Then, linear.Value) ?? throw new DlException($"{Name}: {Then.Name} is not one op of its input; leave it a layer of its own");
        var ruled = then.Rule<T>([linear.Value]);
        return new(ruled.Value, g => linear.Pull(ruled.Pull(g)[0].ToTensor()));
    }

    static IOp? Alone<T>(Activation then, Tensor<T> x) where T : struct, IFloatingPointIeee754<T> => then.Of<T>(x) is Application<T> { Count: 1 } alone ? alone.Op : null;

    Ruled<T> Named<T>(Few<Tensor<T>> inputs) where T : struct, IFloatingPointIeee754<T>
    {
        try
        {
            return Linear.Rule(inputs);
        }
        catch (DlException error)
        {
            throw error.In(Name);
        }
    }

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size)
    {
        var linear = key.Bernoulli(0.5, 20) ? DenseOp.Example(key.Child(21), size) : Conv2dOp.Example(key.Child(21), size);
        Activation[] smooth = [Activation.Tanh, Activation.Sigmoid];
        return linear with { Op = new LinearThenOp(linear.Op, smooth[key.Below(2, 22)]) };
    }

    /// <summary>A function of one number, and its slope as a function of its value.</summary>
    interface IBend
    {
        N Value<N>(N z) where N : struct, ILane<N>;

        N Slope<N>(N y) where N : struct, ILane<N>;
    }

    readonly struct Forth<B>(B bend) : IFormula1 where B : struct, IBend
    {
        public N At<N>(N z) where N : struct, ILane<N> => bend.Value(z);
    }

    readonly struct Back<B>(B bend) : IFormula2 where B : struct, IBend
    {
        public N At<N>(N g, N y) where N : struct, ILane<N> => g * bend.Slope(y);
    }

    readonly struct ReluBend : IBend
    {
        public N Value<N>(N z) where N : struct, ILane<N> => N.Max(N.Of(0), z);

        public N Slope<N>(N y) where N : struct, ILane<N> => N.WherePositive(y, N.Of(1), N.Of(0));
    }

    readonly struct LeakyBend(double slope) : IBend
    {
        public N Value<N>(N z) where N : struct, ILane<N> => N.WherePositive(z, z, N.Of(slope) * z);

        public N Slope<N>(N y) where N : struct, ILane<N> => N.WherePositive(y, N.Of(1), N.Of(slope));
    }

    readonly struct TanhBend : IBend
    {
        public N Value<N>(N z) where N : struct, ILane<N> => Lane.Tanh(z);

        public N Slope<N>(N y) where N : struct, ILane<N> => N.Of(1) - y * y;
    }

    readonly struct SigmoidBend : IBend
    {
        public N Value<N>(N z) where N : struct, ILane<N> => Lane.Sigmoid(z);

        public N Slope<N>(N y) where N : struct, ILane<N> => y * (N.Of(1) - y);
    }
}
