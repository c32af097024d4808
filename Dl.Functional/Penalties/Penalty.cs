namespace Dl.Functional;

/// <summary>What parameters cost: a pure function of them, added to the loss by <see cref="Step{T}.Penalties"/>. F# records implement this interface; C# records derive
/// from <see cref="Penalty"/>.</summary>
public interface IPenalty
{
    /// <summary>The name in tables and errors.</summary>
    string Name { get; }

    /// <summary>The cost of a tree of parameters.</summary>
    Diff<T, Var<T>> Of<T>(ITree<T> parameters) where T : struct, IFloatingPointIeee754<T>;
}

/// <summary>The base of penalties on each weight by itself. Summed over all leaves that are taken; by default matrices and kernels, never biases.</summary>
/// <param name="Name">The name in tables and errors.</param>
/// <param name="Rate">The factor.</param>
/// <param name="Where">The leaves that are penalised.</param>
public abstract record Penalty(string Name, double Rate, Where Where) : IPenalty
{
    /// <summary><c>rate / 2 sum w^2</c>: its gradient, rate w, is that of coupled weight decay (<see cref="Functional.L2"/>).</summary>
    public static Ridge L2(double rate, Where where) => new(rate, where);

    /// <summary>The same, on matrices and kernels.</summary>
    public static Ridge L2(double rate) => new(rate, Where.Matrices);

    /// <summary><c>rate sum |w|</c>: small weights become 0.</summary>
    public static Lasso L1(double rate, Where where) => new(rate, where);

    /// <summary>The same, on matrices and kernels.</summary>
    public static Lasso L1(double rate) => new(rate, Where.Matrices);

    /// <inheritdoc/>
    public Diff<T, Var<T>> Of<T>(ITree<T> parameters) where T : struct, IFloatingPointIeee754<T> =>
        Diff.Fold(Taken(parameters, Where), new Var<T>(Tensor<T>.Scalar(T.Zero)), (sum, leaf) => Leaf(leaf).Bind(cost => Ops.Add(sum, cost)))
            .Bind(sum => Ops.Scale(sum, Rate));

    /// <summary>The cost of one leaf, before the rate.</summary>
    protected abstract Diff<T, Var<T>> Leaf<T>(Var<T> leaf) where T : struct, IFloatingPointIeee754<T>;

    /// <summary>The leaves that are taken.</summary>
    internal static IEnumerable<Var<T>> Taken<T>(ITree<T> parameters, Where where) where T : struct, IFloatingPointIeee754<T>
    {
        var start = 0;
        foreach (var leaf in Tree.Leaves(parameters))
        {
            if (where.Takes(new(leaf.Path, leaf.Role, leaf.Value.Shape, start))) yield return leaf.Value;
            start += leaf.Value.Shape.Size;
        }
    }
}

/// <summary>
/// <c>rate / 2 sum w^2</c>; gradient rate w. For plain gradient descent this is weight decay by rate times the learning rate, for Adam and its like it is not: there use
/// <see cref="Decay"/>. Source: Hoerl and Kennard, 1970. PyTorch: <c>weight_decay</c> of <c>SGD</c>; Keras: <c>regularizers.L2</c> (not halved).
/// </summary>
/// <param name="Rate">The factor.</param>
/// <param name="Where">The leaves that are penalised.</param>
public sealed record Ridge(double Rate, Where Where) : Penalty("l2", Rate, Where)
{
    /// <summary>Where libraries differ.</summary>
    public static Many<Convention> Conventions { get; } = [new("half", "rate / 2 sum w^2", "same (its gradient)", "rate sum w^2", "-"), new("number of items", "not divided by", "same", "same", "-")];

    /// <inheritdoc/>
    protected override Diff<T, Var<T>> Leaf<T>(Var<T> leaf) => Ops.Square(leaf).Bind(squares => Ops.Sum(squares)).Bind(sum => Ops.Scale(sum, 0.5));
}

/// <summary><c>rate sum |w|</c>; gradient rate sgn w, 0 at 0. Source: Tibshirani, 1996. PyTorch: -; Keras: <c>regularizers.L1</c>.</summary>
/// <param name="Rate">The factor.</param>
/// <param name="Where">The leaves that are penalised.</param>
public sealed record Lasso(double Rate, Where Where) : Penalty("l1", Rate, Where)
{
    /// <inheritdoc/>
    protected override Diff<T, Var<T>> Leaf<T>(Var<T> leaf) => Ops.Abs(leaf).Bind(sizes => Ops.Sum(sizes));
}

/// <summary>
/// <c>rate (share sum |w| + (1 - share) / 2 sum w^2)</c>: lasso and ridge together. Source: Zou and Hastie, 2005. PyTorch: -; Keras: <c>regularizers.L1L2</c>.
/// </summary>
/// <param name="Rate">The factor.</param>
/// <param name="Share">How much of it is lasso, from 0 to 1.</param>
/// <param name="Where">The leaves that are penalised.</param>
public sealed record ElasticNet(double Rate, double Share, Where Where) : Penalty("elastic net", Rate, Where)
{
    /// <inheritdoc/>
    protected override Diff<T, Var<T>> Leaf<T>(Var<T> leaf) =>
        from lasso in Ops.Abs(leaf).Bind(sizes => Ops.Sum(sizes)).Bind(sum => Ops.Scale(sum, Setting.Share(Name, "the share of the lasso", Share)))
        from ridge in Ops.Square(leaf).Bind(squares => Ops.Sum(squares)).Bind(sum => Ops.Scale(sum, (1 - Share) / 2))
        from both in Ops.Add(lasso, ridge)
        select both;
}

/// <summary>How complex parameters are, as the textbooks count it: each a number of a tree, without a gradient. For trained penalties see <see cref="Penalty"/>.</summary>
public static class Complexity
{
    /// <summary>The l0 complexity: how many weights are not 0.</summary>
    public static long Count<T>(ITree<T> parameters, Where where) where T : struct, IFloatingPointIeee754<T> => Sum(parameters, where, w => w == T.Zero ? 0L : 1L);

    /// <summary>The l1 or lasso complexity, <c>sum |w|</c>.</summary>
    public static double Lasso<T>(ITree<T> parameters, Where where) where T : struct, IFloatingPointIeee754<T> => Sum(parameters, where, w => double.CreateChecked(T.Abs(w)));

    /// <summary>The l2 or ridge complexity, <c>sum w^2</c>.</summary>
    public static double Ridge<T>(ITree<T> parameters, Where where) where T : struct, IFloatingPointIeee754<T> => Sum(parameters, where, w => double.CreateChecked(w) is var x ? x * x : 0);

    static N Sum<T, N>(ITree<T> parameters, Where where, Func<T, N> cost) where T : struct, IFloatingPointIeee754<T> where N : struct, INumber<N>
    {
        var sum = N.Zero;
        foreach (var leaf in Penalty.Taken(parameters, where))
            foreach (var weight in leaf.Value.Span) sum += cost(weight);
        return sum;
    }
}
