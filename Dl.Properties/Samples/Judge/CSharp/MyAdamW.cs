using Dl.Core;
using Dl.Functional;
using Dl.Properties;
using Xunit;

public sealed record MyDecay(double Rate = 0.01) : BlockLink("my decay"), IShrinks
{
    public override void On<N>(Block<N> block)
    {
        for (var i = 0; i < block.Length; i++) block.Update[i] += N.Of(Rate) * block.Parameters[i];
    }
}

public sealed class MyAdamW
{
    [Fact]
    public void Wrong() => OptimizerLaws.Hold(new MyDecay().Then(new Adam()).Then(new Rate(0.001)), claims: Optimizer.AdamW(0.001, 0.01));

    [Fact]
    public void Right() => OptimizerLaws.Hold(new Adam().Then(new MyDecay()).Then(new Rate(0.001)), claims: Optimizer.AdamW(0.001, 0.01));
}
