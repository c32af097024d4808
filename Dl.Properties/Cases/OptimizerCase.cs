namespace Dl.Properties;

/// <summary>An optimizer, where it starts, and the gradients that it is given one after another, whatever it does.</summary>
/// <param name="Optimizer">The optimizer.</param>
/// <param name="Start">The flat vector at the start, of shape (n).</param>
/// <param name="Gradients">The gradients, of shape (steps, n).</param>
/// <param name="Claims">What the whole optimizer claims to be, where its links do not say so one by one.</param>
public sealed record OptimizerCase(Optimizer Optimizer, Tensor<double> Start, Tensor<double> Gradients, Optimizer? Claims = null) : Case
{
    /// <summary>How the optimizer is made from what it claims to be; null where that is not known.</summary>
    public Func<Optimizer, Optimizer>? Remade { get; init; }

    /// <summary>Where the leaves lie; one leaf of no role unless it says otherwise.</summary>
    public Layout Layout { get; init; } = Layout.Of(Start?.Shape.Size ?? 0);

    /// <inheritdoc/>
    public override string Source => $"new OptimizerCase({Properties.Source.Of(Optimizer)}, {Start}, {Gradients}{(Claims is null ? "" : $", {Properties.Source.Of(Claims)}")}){(IsPlain ? "" : $" {{ Layout = {Properties.Source.Of(Layout)} }}")}";

    /// <inheritdoc/>
    public override Measure Measure => Properties.Source.Measure(Claims ?? Optimizer) + Shrink.Of(Start) + Shrink.Of(Gradients)
        + (IsPlain ? default : new Measure(0, Layout.Slots.Count, Layout.Slots.Sum(slot => slot.Shape.Rank + (slot.Role == Role.Other ? 0 : 1))));

    /// <summary>The number of steps.</summary>
    public int Steps => Gradients.Shape[0];

    /// <summary>The number of coordinates.</summary>
    public int Width => Start.Shape.Size;

    /// <summary>What the laws hold the optimizer to: what it claims to be, or else what its links claim, or else itself.</summary>
    public Optimizer Held => Claims ?? new(Optimizer.Links.Map(Claimed.By));

    bool IsPlain => Layout.Equals(Layout.Of(Start.Shape.Size));

    /// <summary>The cases of an optimizer drawn by a function: up to three leaves of any role, gradients that span five orders of magnitude
    /// and are zero now and then.</summary>
    public static OptimizerCase Draw(Func<Key, Optimizer> optimizer, Key key, int size)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        var (layout, steps) = (Leaves(key.Child(4), size), 1 + Examples.Size(key, size, 1));
        var n = layout.Size;
        var gradients = Tensor<double>.Build([steps, n], (Drawn: Examples.Any(key.Child(1), [steps, n]), Key: key.Child(2)), static (into, s) =>
        {
            for (var i = 0; i < into.Length; i++)
                into[i] = s.Key.Below(8, 2 * i) == 0 ? 0 : Math.ScaleB(s.Drawn[i], s.Key.Below(17, 2 * i + 1) - 12);
        });
        return new(optimizer(key.Child(0)), Examples.Any(key.Child(3), [n]), gradients) { Layout = layout };
    }

    /// <summary>The cases of an optimizer that is made from what it claims to be.</summary>
    public static OptimizerCase Draw(Func<Key, Optimizer> claims, Func<Optimizer, Optimizer> remade, Key key, int size)
    {
        ArgumentNullException.ThrowIfNull(remade);
        var drawn = Draw(claims, key, size);
        return drawn with { Optimizer = remade(drawn.Optimizer), Claims = drawn.Optimizer, Remade = remade };
    }

    /// <summary>The one link that the optimizer is held to, if it is one of that kind.</summary>
    public L? Sole<L>() where L : class, ILink => Held.Links is [L link] ? link : null;

    /// <summary>The same optimizer with other settings, those of <paramref name="claims"/>; null where it is not known how to make it.</summary>
    public OptimizerCase? With(Optimizer claims) =>
        Remade is not null ? this with { Optimizer = Remade(claims), Claims = claims }
        : Claims is null && Optimizer.Links.All(link => link is not IClaims<ILink>) ? this with { Optimizer = claims }
        : null;

    /// <summary>The gradient of step <paramref name="i"/>, counted from zero.</summary>
    public Tensor<double> Gradient(int i) => Gradients.View(i * Start.Shape.Size, Start.Shape);

    /// <summary>The gradient of step <paramref name="i"/> at a point other than the one where the step began: a slope of 1/2 each way.</summary>
    public double[] GradientAt(int i, IReadOnlyList<double> from, IReadOnlyList<double> point) =>
        [.. Gradient(i).Span.ToArray().Select((g, j) => g + (point[j] - from[j]) / 2)];

    /// <summary>The state after each step, the start first.</summary>
    public IEnumerable<Updated<double>> Run()
    {
        var at = new Updated<double>(Start, Optimizer.Start<double>(Layout));
        yield return at;
        for (var i = 0; i < Steps; i++) yield return at = Next(at, i);
    }

    /// <summary>The state after step <paramref name="i"/>, counted from zero.</summary>
    public Updated<double> Next(Updated<double> at, int i) => Optimizer.Update(at.State, at.Parameters, Gradient(i), Slope(i, at.Parameters));

    /// <summary>The parameters after the first step at another scalar.</summary>
    public Tensor<T> First<T>() where T : struct, IFloatingPointIeee754<T> =>
        Optimizer.Update(Optimizer.Start<T>(Layout), Start.Convert<T>(), Gradient(0).Convert<T>(), Slope(0, Start.Convert<T>())).Parameters;

    Func<Tensor<T>, Tensor<T>> Slope<T>(int i, Tensor<T> from) where T : struct, IFloatingPointIeee754<T> =>
        point => Tensor<double>.From(Start.Shape, [.. GradientAt(i, from.Convert<double>().Span.ToArray(), point.Convert<double>().Span.ToArray())]).Convert<T>();

    /// <inheritdoc/>
    public override IEnumerable<Case> Smaller()
    {
        var n = Start.Shape.Size;
        if (Steps > 1) yield return this with { Gradients = Gradients.View(0, [Steps - 1, n]).Keep() };
        if (!IsPlain) yield return this with { Layout = Layout.Of(n) };
        for (var i = 0; i < Layout.Slots.Count && Layout.Slots.Count > 1; i++) yield return Without(i);
        foreach (var layout in Plainer()) yield return this with { Layout = layout };
        if (n > 1)
        {
            yield return Columns(0, n / 2);
            yield return Columns(n / 2, n - n / 2);
        }
        if (With(Held) is not null)
            foreach (var held in Properties.Source.Simpler(Held)) yield return With(held)!;
        else if (Claims is null)
            foreach (var optimizer in Properties.Source.Simpler(Optimizer)) yield return this with { Optimizer = optimizer };
        foreach (var start in Shrink.Simpler(Start)) yield return this with { Start = start };
        foreach (var gradients in Shrink.Simpler(Gradients)) yield return this with { Gradients = gradients };
    }

    /// <summary>The same optimizer on some of the coordinates, as one leaf with path and role of the leaf of the first.</summary>
    public OptimizerCase Columns(int first, int count) =>
        Picked(Enumerable.Range(first, count), new([Layout.Slots.Last(slot => slot.Start <= first) with { Shape = [count], Start = 0 }]));

    OptimizerCase Without(int slot)
    {
        var start = 0;
        var slots = Layout.Slots.Where((_, i) => i != slot).Select(kept =>
        {
            var moved = kept with { Start = start };
            start += kept.Shape.Size;
            return moved;
        }).ToMany();
        var gone = Layout.Slots[slot];
        return Picked(Enumerable.Range(0, Start.Shape.Size).Where(i => i < gone.Start || i >= gone.Start + gone.Shape.Size), new(slots));
    }

    OptimizerCase Picked(IEnumerable<int> coordinates, Layout layout)
    {
        var picked = coordinates.ToArray();
        return this with
        {
            Start = Tensor<double>.From([picked.Length], [.. picked.Select(i => Start[i])]),
            Gradients = Tensor<double>.From([Steps, picked.Length], [.. Enumerable.Range(0, Steps).SelectMany(step => picked.Select(i => Gradients[step * Start.Shape.Size + i]))]),
            Layout = layout,
        };
    }

    // One leaf without its role, or without its last axis.
    IEnumerable<Layout> Plainer()
    {
        for (var i = 0; i < Layout.Slots.Count; i++)
        {
            var (at, slot) = (i, Layout.Slots[i]);
            Layout With(Slot plainer) => new(Layout.Slots.Select((old, j) => j == at ? plainer : old).ToMany());
            if (slot.Role != Role.Other) yield return With(slot with { Role = Role.Other });
            if (slot.Shape.Rank > 1) yield return With(slot with { Shape = [.. slot.Shape.Take(slot.Shape.Rank - 2), slot.Shape[slot.Shape.Rank - 2] * slot.Shape.Last] });
        }
    }

    static Layout Leaves(Key key, int size)
    {
        var slots = new List<Slot>();
        var start = 0;
        for (var (i, count) = (0, 1 + key.Below(3, 0)); i < count; i++)
        {
            var own = key.Child(i);
            var most = Math.Min(size, 4);
            Shape shape = own.Below(4, 0) switch
            {
                0 or 1 => [Examples.Size(own, 4 * size, 1)],
                2 => [Examples.Size(own, most, 1), Examples.Size(own, most, 2)],
                _ => [Examples.Size(own, 2, 1), Examples.Size(own, 2, 2), Examples.Size(own, most, 3)],
            };
            slots.Add(new($"{i}.leaf", (Role)own.Below(Enum.GetValues<Role>().Length, 4), shape, start));
            start += shape.Size;
        }
        return new(slots.ToMany());
    }
}
