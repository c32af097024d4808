namespace Dl.Properties;

/// <summary>An optimizer, where it starts, and the gradients that it is given one after another, whatever it does.</summary>
/// <param name="Optimizer">The optimizer.</param>
/// <param name="Start">The flat vector at the start, of shape (n).</param>
/// <param name="Gradients">The gradients, of shape (steps, n).</param>
public sealed record OptimizerCase(Optimizer Optimizer, Tensor<double> Start, Tensor<double> Gradients) : Case
{
    /// <inheritdoc/>
    public override string Source => $"new OptimizerCase({Properties.Source.Of(Optimizer)}, {Start}, {Gradients})";

    /// <inheritdoc/>
    public override Measure Measure => Properties.Source.Measure(Optimizer) + Shrink.Of(Start) + Shrink.Of(Gradients);

    /// <summary>The number of steps.</summary>
    public int Steps => Gradients.Shape[0];

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

    /// <summary>The gradient of step <paramref name="i"/>, counted from zero.</summary>
    public Tensor<double> Gradient(int i) => Gradients.View(i * Start.Shape.Size, Start.Shape);

    /// <summary>The state after each step, the start first.</summary>
    public IEnumerable<Updated<double>> Run()
    {
        var at = new Updated<double>(Start, Optimizer.Start<double>(Start.Shape.Size));
        yield return at;
        for (var i = 0; i < Steps; i++) yield return at = Optimizer.Update(at.State, at.Parameters, Gradient(i));
    }

    /// <inheritdoc/>
    public override IEnumerable<Case> Smaller()
    {
        var n = Start.Shape.Size;
        if (Steps > 1) yield return this with { Gradients = Gradients.View(0, [Steps - 1, n]).Keep() };
        if (n > 1)
        {
            yield return Columns(0, n / 2);
            yield return Columns(n / 2, n - n / 2);
        }
        foreach (var optimizer in Simpler(Optimizer)) yield return this with { Optimizer = optimizer };
        foreach (var start in Shrink.Simpler(Start)) yield return this with { Start = start };
        foreach (var gradients in Shrink.Simpler(Gradients)) yield return this with { Gradients = gradients };
    }

    /// <summary>The same optimizer on some of the coordinates.</summary>
    public OptimizerCase Columns(int first, int count) => this with
    {
        Start = Start.View(first, [count]).Keep(),
        Gradients = Tensor<double>.From([Steps, count], [.. Enumerable.Range(0, Steps).SelectMany(step => Enumerable.Range(first, count).Select(i => Gradients[step * Start.Shape.Size + i]))]),
    };

    static IEnumerable<Optimizer> Simpler(Optimizer optimizer)
    {
        for (var i = 0; i < optimizer.Links.Count; i++)
            foreach (var link in Properties.Source.Simpler(optimizer.Links[i]))
                yield return new(optimizer.Links.Select((old, j) => i == j ? link : old).ToMany());
    }
}
