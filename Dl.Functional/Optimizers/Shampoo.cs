namespace Dl.Functional;

/// <summary>
/// Shampoo: a matrix of gradients between the roots of its own sums of squares, <c>L = b L + G G'; R = b R + G' G;
/// u = (L + epsilon)^(-1/p) G (R + epsilon)^(-1/p)</c>, p = 4 for two sides and 2 where only one is short enough. A kernel is a matrix whose
/// columns are its outputs, a vector one of one column. Source: Gupta, Koren and Singer, 2018, algorithm 1 (b = 1).
/// </summary>
/// <remarks>The roots are computed from eigenvalues by Jacobi's rotations, in double: a second for a side of some hundreds.</remarks>
/// <param name="Beta">b, what stays of the sums; 1 keeps all.</param>
/// <param name="Epsilon">Joins the eigenvalues.</param>
/// <param name="Longest">A side longer than that has no root.</param>
/// <param name="Every">The steps from one computation of the roots to the next, the first at step 1; between them the last ones are used.</param>
public sealed record Shampoo(double Beta = 1, double Epsilon = 1e-4, int Longest = 512, long Every = 1) : WholeLink("shampoo")
{
    static readonly Many<string> Names = ["left", "right", "left root", "right root"];

    /// <inheritdoc/>
    public override ITree<T> Start<T>(Layout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        return new LeafStates<T>(layout.Slots.Map(slot =>
        {
            var (rows, columns) = Matrices.Of(slot);
            return new LeafState<T>(LeafState.NameOf(slot), Names, [.. Enumerable.Range(0, 4).Select(i => Tensor<T>.Zeros(Side(i % 2 == 0 ? rows : columns)))]);
        }));
    }

    /// <inheritdoc/>
    public override Turned<T> Turn<T>(Flow<T> flow, ITree<T> state)
    {
        ArgumentNullException.ThrowIfNull(flow);
        var was = Own<LeafStates<T>>(state);
        var turned = flow.Layout.Slots.Select((slot, i) => Turn(was.Leaves[i], Matrices.In(slot, flow.Update), (flow.Count - 1) % Every == 0)).ToArray();
        var update = Tensor<T>.Build(flow.Update.Shape, (flow.Layout, turned), static (into, s) =>
        {
            foreach (var (slot, leaf) in s.Layout.Slots.Zip(s.turned)) leaf.Update.Span.CopyTo(into[slot.Start..]);
        });
        return new(update, new LeafStates<T>(turned.Select(leaf => leaf.State).ToMany()));
    }

    (Tensor<T> Update, LeafState<T> State) Turn<T>(LeafState<T> was, Tensor<T> g, bool renews) where T : struct, IFloatingPointIeee754<T>
    {
        var (left, right) = (Roots(g.Shape[0]), Roots(g.Shape[1]));
        var power = left && right ? 0.25 : 0.5;
        var l = left ? Sum(was.Items[0], Matrices.Product(g, false, g, true)) : was.Items[0];
        var r = right ? Sum(was.Items[1], Matrices.Product(g, true, g, false)) : was.Items[1];
        var leftRoot = left && renews ? Eigen.InversePower(l, Epsilon, power) : was.Items[2];
        var rightRoot = right && renews ? Eigen.InversePower(r, Epsilon, power) : was.Items[3];
        var u = left ? Matrices.Product(leftRoot, false, g, false) : g;
        u = right ? Matrices.Product(u, false, rightRoot, false) : u;
        return (u, was with { Items = [l, r, leftRoot, rightRoot] });
    }

    Tensor<T> Sum<T>(Tensor<T> was, Tensor<T> square) where T : struct, IFloatingPointIeee754<T> => Vectors.Sum(T.CreateChecked(Beta), was, T.One, square);

    // A side of one number is a sign and a size: it adds nothing to the other side.
    bool Roots(int side) => side > 1 && side <= Longest;

    Shape Side(int side) => Roots(side) ? [side, side] : [0, 0];

    /// <summary>Points on which libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("epsilon", "1e-4, joins the eigenvalues; the paper begins the sums with it", "-", "-", "-"),
        new("grafting", "none", "-", "-", "-"),
    ];

    /// <summary>An example for the laws.</summary>
    public static ILink Example(Key key) => new Shampoo(key.Bernoulli(0.5, 0) ? 1 : 0.75, 4 + 16 * Rule.Share(key, 1), key.Bernoulli(0.75, 2) ? 512 : 2, 1 + key.Below(3, 3));
}
