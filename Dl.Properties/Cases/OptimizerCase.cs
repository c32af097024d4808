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

    /// <inheritdoc/>
    public override string Source => $"new OptimizerCase({Properties.Source.Of(Optimizer)}, {Start}, {Gradients}{(Claims is null ? "" : $", {Properties.Source.Of(Claims)}")})";

    /// <inheritdoc/>
    public override Measure Measure => Properties.Source.Measure(Claims ?? Optimizer) + Shrink.Of(Start) + Shrink.Of(Gradients);

    /// <summary>The number of steps.</summary>
    public int Steps => Gradients.Shape[0];

    /// <summary>The number of coordinates.</summary>
    public int Width => Start.Shape.Size;

    /// <summary>What the laws hold the optimizer to: what it claims to be, or else what its links claim, or else itself.</summary>
    public Optimizer Held => Claims ?? new(Optimizer.Links.Map(Claimed.By));

    /// <summary>The cases of an optimizer drawn by a function; gradients span five orders of magnitude and are zero now and then.</summary>
    public static OptimizerCase Draw(Func<Key, Optimizer> optimizer, Key key, int size)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        var (n, steps) = (Examples.Size(key, 4 * size, 0), 1 + Examples.Size(key, size, 1));
        var gradients = Tensor<double>.Build([steps, n], (Drawn: Examples.Any(key.Child(1), [steps, n]), Key: key.Child(2)), static (into, s) =>
        {
            for (var i = 0; i < into.Length; i++)
                into[i] = s.Key.Below(8, 2 * i) == 0 ? 0 : Math.ScaleB(s.Drawn[i], s.Key.Below(17, 2 * i + 1) - 12);
        });
        return new(optimizer(key.Child(0)), Examples.Any(key.Child(3), [n]), gradients);
    }

    /// <summary>The cases of an optimizer that is made from what it claims to be.</summary>
    public static OptimizerCase Draw(Func<Key, Optimizer> claims, Func<Optimizer, Optimizer> remade, Key key, int size)
    {
        ArgumentNullException.ThrowIfNull(remade);
        var drawn = Draw(claims, key, size);
        return drawn with { Optimizer = remade(drawn.Optimizer), Claims = drawn.Optimizer, Remade = remade };
    }

    /// <summary>The gradient of step <paramref name="i"/>, counted from zero.</summary>
    public Tensor<double> Gradient(int i) => Gradients.View(i * Width, Start.Shape);

    /// <summary>The state after each step, the start first.</summary>
    public IEnumerable<Updated<double>> Run()
    {
        var at = new Updated<double>(Start, Optimizer.Start<double>(Width));
        yield return at;
        for (var i = 0; i < Steps; i++) yield return at = Optimizer.Update(at.State, at.Parameters, Gradient(i));
    }

    /// <summary>The one link that the optimizer is held to, if it is one of that kind.</summary>
    public L? Sole<L>() where L : class, ILink => Held.Links is [L link] ? link : null;

    /// <summary>The same optimizer with other settings, those of <paramref name="claims"/>; null where it is not known how to make it.</summary>
    public OptimizerCase? With(Optimizer claims) =>
        Remade is not null ? this with { Optimizer = Remade(claims), Claims = claims }
        : Claims is null && Optimizer.Links.All(link => link is not IClaims<ILink>) ? this with { Optimizer = claims }
        : null;

    /// <inheritdoc/>
    public override IEnumerable<Case> Smaller()
    {
        if (Steps > 1) yield return this with { Gradients = Gradients.View(0, [Steps - 1, Width]).Keep() };
        if (Width > 1)
        {
            yield return Columns(0, Width / 2);
            yield return Columns(Width / 2, Width - Width / 2);
        }
        if (With(Held) is not null)
            foreach (var held in Simpler(Held)) yield return With(held)!;
        else if (Claims is null)
            foreach (var optimizer in Simpler(Optimizer)) yield return this with { Optimizer = optimizer };
        foreach (var start in Shrink.Simpler(Start)) yield return this with { Start = start };
        foreach (var gradients in Shrink.Simpler(Gradients)) yield return this with { Gradients = gradients };
    }

    /// <summary>The same optimizer on some of the coordinates.</summary>
    public OptimizerCase Columns(int first, int count) => this with
    {
        Start = Start.View(first, [count]).Keep(),
        Gradients = Tensor<double>.From([Steps, count], [.. Enumerable.Range(0, Steps).SelectMany(step => Enumerable.Range(first, count).Select(i => Gradients[step * Width + i]))]),
    };

    static IEnumerable<Optimizer> Simpler(Optimizer optimizer)
    {
        for (var i = 0; i < optimizer.Links.Count; i++)
            foreach (var link in Properties.Source.Simpler(optimizer.Links[i]))
                yield return new(optimizer.Links.Select((old, j) => i == j ? link : old).ToMany());
    }
}
