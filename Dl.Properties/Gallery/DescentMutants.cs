namespace Dl.Properties;

/// <summary>What may be wrong in gradient descent and momentum.</summary>
enum DescentFault
{
    HalfRate,
    TwiceRate,
    NegativeLost,
    SignOnly,
    Dampened,
    NeverDecays,
}

/// <summary>Wrong gradient descents and momenta: what no paper would print and every loop may do.</summary>
static class DescentMutants
{
    /// <summary>The faults.</summary>
    public static Many<OptimizerFault> Faults { get; } =
    [
        Rate("D01", "a gradient averaged twice", "half the rate", DescentFault.HalfRate),
        Rate("D02", "a gradient of a batch given as two halves and summed", "twice the rate", DescentFault.TwiceRate),
        Rate("D03", "a gradient kept in an unsigned type", "negative gradients lost", DescentFault.NegativeLost),
        Rate("D04", "signSGD in place of SGD", "the sign of the gradient alone", DescentFault.SignOnly),
        Momentum("D05", "an average where a sum was declared", "the gradient dampened by 1 - decay", DescentFault.Dampened),
        Momentum("D06", "a velocity that is only added to", "the velocity never decays", DescentFault.NeverDecays),
    ];

    /// <summary>All of them as mutants.</summary>
    public static Many<Mutant> All => Faults.Map(fault => fault.Mutant);

    static OptimizerFault Rate(string name, string source, string wrong, DescentFault fault) =>
        new(name, source, wrong, key => new([Functional.Rate.Example(key)]), OptimizerFault.Replace<Rate>(rate => new WrongRate(rate, fault)))
        {
            Usual = new(rate => Optimizer.Sgd(rate), 1e-3, 1e-3),
        };

    static OptimizerFault Momentum(string name, string source, string wrong, DescentFault fault) =>
        new(name, source, wrong, key => new([(Momentum)Functional.Momentum.Example(key) with { Dampening = 0 }]), OptimizerFault.Replace<Momentum>(momentum => new WrongMomentum(momentum, fault)))
        {
            Usual = new(rate => Optimizer.Momentum(rate), 1e-3, 1e-3),
        };
}

/// <summary>A rate with a fault.</summary>
sealed record WrongRate(Rate Right, DescentFault Fault) : BlockLink("wrong rate"), IClaims<ILink>
{
    /// <inheritdoc/>
    public ILink Claims => Right;

    /// <inheritdoc/>
    public override void On<N>(Block<N> block)
    {
        var rate = N.Of(Right.InForce(block.Count) * (Fault == DescentFault.HalfRate ? 0.5 : Fault == DescentFault.TwiceRate ? 2 : 1));
        for (var i = 0; i < block.Length; i++)
            block.Update[i] = rate * (Fault switch
            {
                DescentFault.NegativeLost => N.Max(N.Of(0), block.Update[i]),
                DescentFault.SignOnly => N.WherePositive(block.Update[i], N.Of(1), N.WherePositive(-block.Update[i], N.Of(-1), N.Of(0))),
                _ => block.Update[i],
            });
    }
}

/// <summary>A momentum with a fault.</summary>
sealed record WrongMomentum(Momentum Right, DescentFault Fault) : BlockLink("wrong momentum"), IClaims<ILink>
{
    /// <inheritdoc/>
    public ILink Claims => Right;

    /// <inheritdoc/>
    public override Many<string> Slots => ["velocity"];

    /// <inheritdoc/>
    public override void On<N>(Block<N> block)
    {
        var (keep, weight) = (N.Of(Fault == DescentFault.NeverDecays ? 1 : Right.Decay), N.Of(Fault == DescentFault.Dampened ? 1 - Right.Decay : 1));
        for (var i = 0; i < block.Length; i++)
            block.Update[i] = block.Now(0)[i] = keep * block.Was(0)[i] + weight * block.Update[i];
    }
}
