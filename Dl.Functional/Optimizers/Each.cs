namespace Dl.Functional;

/// <summary>Some leaves and the optimizer that moves them.</summary>
/// <param name="Where">The leaves.</param>
/// <param name="Optimizer">Their optimizer.</param>
public sealed record Group(Where Where, Optimizer Optimizer);

/// <summary>
/// An optimizer for each group of leaves. A leaf belongs to the first group that takes it; one that no group takes is frozen: its
/// bits stay, nothing is remembered about it, and it counts in no norm inside. Each group is a vector of its own. PyTorch: parameter
/// groups; Optax: <c>partition</c>.
/// </summary>
/// <param name="Groups">The groups, in order.</param>
public sealed record Each(Many<Group> Groups) : WholeLink("each"), IWrapper, IAverages
{
    /// <inheritdoc/>
    public Many<Optimizer> Inner => Groups.Map(group => group.Optimizer);

    /// <inheritdoc/>
    public ILink With(Many<Optimizer> inner) => new Each(Groups.Zip(inner, (group, optimizer) => group with { Optimizer = optimizer }).ToMany());

    /// <inheritdoc/>
    public string NameOf(int i) => Groups.Count > 1 ? Groups[i].Where.ToString()! : "";

    /// <inheritdoc/>
    public override ITree<T> Start<T>(Layout layout)
    {
        var parts = Parts(layout);
        return new WrapperState<T>(LinkState<T>.Zeros([], 0), Groups.Select((group, i) => group.Optimizer.Start<T>(parts[i].Layout)).ToMany());
    }

    /// <inheritdoc/>
    public override Turned<T> Turn<T>(Flow<T> flow, ITree<T> state)
    {
        ArgumentNullException.ThrowIfNull(flow);
        var (own, parts) = (Known(state), Parts(flow.Layout));
        var turned = parts.Select((part, i) => Groups[i].Optimizer.Turn(Within(flow, part), own.Inner[i])).ToArray();
        var update = parts.Length == 1 && parts[0].IsWhole ? turned[0].Update : Tensor<T>.Build(flow.Update.Shape, (parts, turned), static (into, s) =>
        {
            into.Clear();
            for (var i = 0; i < s.parts.Length; i++) s.parts[i].Write(s.turned[i].Update, into);
        });
        return new(update, own with { Inner = turned.Select(one => one.State).ToMany() });
    }

    /// <inheritdoc/>
    public Tensor<T> Average<T>(Reached<T> at, ITree<T> state) where T : struct, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(at);
        var (own, parts) = (Known(state), Parts(at.Layout));
        return parts.Select((part, i) => (part, i)).Aggregate(at.Parameters, (whole, one) =>
            one.part.In(whole, Groups[one.i].Optimizer.Average(own.Inner[one.i], one.part.Of(at.Parameters))));
    }

    /// <summary>An example for the laws.</summary>
    public static ILink Example(Key key) => new Each(
    [
        new(Where.Matrices, new Momentum(0.5).Then(new Rate(Math.Round(key.Uniform(0) * 64 + 1) / 64))),
        new(Where.Roles(Role.Bias, Role.Other), new Rate(0.25)),
    ]);

    // Each leaf goes to the first group that takes it.
    Sublayout[] Parts(Layout layout) =>
        [.. Groups.Select((group, i) => layout.Part(slot => group.Where.Takes(slot) && !Groups.Take(i).Any(earlier => earlier.Where.Takes(slot))))];

    WrapperState<T> Known<T>(ITree<T> state) where T : struct, IFloatingPointIeee754<T> =>
        Own<WrapperState<T>>(state) is var own && own.Inner.Count == Groups.Count ? own : Own<WrapperState<T>>(Empty<T>.It);

    static Flow<T> Within<T>(Flow<T> flow, Sublayout part) where T : struct, IFloatingPointIeee754<T> => new(part.Of(flow.Update), part.Of(flow.Parameters), part.Layout, flow.Count)
    {
        Gradient = flow.Gradient is null ? null : point => part.Of(flow.GradientAt(part.In(flow.Parameters, point))),
    };
}
