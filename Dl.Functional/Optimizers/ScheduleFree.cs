namespace Dl.Functional;

/// <summary>
/// Schedule-free learning: gradients are taken at y, between a sequence z that the inner optimizer moves and its average x, which is what
/// one infers with: <c>z = z - u(y); x = x + c (z - x); y = (1 - beta) z + beta x</c>, where c is the weight of this step among all so far,
/// and a weight is a power of the largest rate so far. The parameters trained are y; <see cref="Step{T}.Average"/> gives x. The inner
/// optimizer needs no momentum. Source: Defazio et al., 2024, equations 1-3. Keras: <c>ScheduleFreeAdamW</c>; Optax: <c>schedule_free</c>.
/// </summary>
/// <param name="Optimizer">The inner optimizer, with its rate.</param>
/// <param name="Beta">The share of the average in the point where gradients are taken.</param>
/// <param name="Power">The power of the rate in a weight; 0 weighs all steps alike.</param>
public sealed record ScheduleFree(Optimizer Optimizer, double Beta = 0.9, double Power = 2) : WholeLink("schedule-free"), IWrapper, IAverages
{
    static readonly Many<string> Names = ["z", "x"];

    /// <inheritdoc/>
    public Many<Optimizer> Inner => [Optimizer];

    /// <inheritdoc/>
    public ILink With(Many<Optimizer> inner) => this with { Optimizer = inner[0] };

    /// <inheritdoc/>
    public override ITree<T> Start<T>(Layout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        return new ScheduleFreeState<T>(new(LinkState<T>.Zeros(Names, layout.Size), [Optimizer.Start<T>(layout)]), Tensor<T>.Zeros([2]));
    }

    /// <inheritdoc/>
    public override Turned<T> Turn<T>(Flow<T> flow, ITree<T> state)
    {
        ArgumentNullException.ThrowIfNull(flow);
        var own = Own<ScheduleFreeState<T>>(state);
        var rate = T.CreateChecked(Optimizer.Rates(flow.Count)[0].Value);
        var largest = T.Max(own.Weights[0], rate);
        var weight = T.Pow(largest, T.CreateChecked(Power));
        var sum = own.Weights[1] + weight;
        var share = sum > T.Zero ? double.CreateTruncating(weight / sum) : 0;
        var (update, inner) = Optimizer.Turn(flow, own.Wrapped.Inner[0]);
        var (z, x) = flow.Count == 1 ? (flow.Parameters, flow.Parameters) : (own.Wrapped.Own[0], own.Wrapped.Own[1]);
        var nextZ = Vectors.Difference(z, update);
        var nextX = Vectors.Towards(x, nextZ, share);
        var next = Vectors.Towards(nextZ, nextX, Beta);
        return new(Vectors.Difference(flow.Parameters, next), new ScheduleFreeState<T>(
            new(Vectors.Slots(Names, nextZ, nextX), [inner]), Tensor<T>.Build([2], (largest, sum), static (into, s) => (into[0], into[1]) = s)));
    }

    /// <inheritdoc/>
    public Tensor<T> Average<T>(Reached<T> at, ITree<T> state) where T : struct, IFloatingPointIeee754<T> => Own<ScheduleFreeState<T>>(state).Wrapped.Own[1];

    /// <summary>Points on which libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("beta", "0.9", "-", "same", "same"),
        new("weight of a step", "the square of the largest rate so far", "-", "-", "same"),
        new("weight decay", "at y, where gradients are taken", "-", "same", "same"),
    ];

    /// <summary>An example for the laws.</summary>
    public static ILink Example(Key key) => new ScheduleFree(new Rate(new LinearSchedule(0.25, Math.Round(key.Uniform(0) * 64 + 1) / 64, 3)), Rule.Share(key, 1), key.Below(3, 2));
}

/// <summary>The memory of <see cref="ScheduleFree"/>.</summary>
/// <param name="Wrapped">z, x, and that of the inner optimizer.</param>
/// <param name="Weights">The largest rate so far, and the sum of the weights.</param>
public sealed record ScheduleFreeState<T>(WrapperState<T> Wrapped, Tensor<T> Weights) : ITree<T> where T : struct, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public ITree<T> Walk(Walk<T> walk)
    {
        ArgumentNullException.ThrowIfNull(walk);
        return new ScheduleFreeState<T>(walk.Branch("wrapped", Wrapped), Memory.Walk(walk, "weights", Weights));
    }
}
