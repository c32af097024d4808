namespace Dl.Functional;

/// <summary>Multiplies the update by the learning rate in force: <c>u = rate(t) u</c>, the first step at t = 0. Alone it is gradient
/// descent. PyTorch: <c>lr</c> and a scheduler; Optax: <c>scale_by_learning_rate</c>.</summary>
/// <param name="Schedule">The learning rate as a function of the step.</param>
public sealed record Rate(ISchedule Schedule) : BlockLink("rate"), IScalingRule
{
    /// <summary>A constant learning rate.</summary>
    public Rate(double value) : this(new ConstantSchedule(value)) { }

    /// <summary>The rate in force in a step, counted from 1.</summary>
    public double InForce(long count) => Schedule.At(count - 1);

    /// <inheritdoc/>
    public double Factor(long count) => InForce(count);

    /// <inheritdoc/>
    public override void On<N>(Block<N> block)
    {
        var rate = N.Of(Schedule.At(block.Count - 1));
        var update = block.Update;
        for (var i = 0; i < update.Length; i++) update[i] = rate * update[i];
    }

    /// <summary>An example for the laws.</summary>
    public static ILink Example(Key key) => new Rate(Math.Round(key.Uniform(0) * 64 + 1) / 64);
}
