using System.Threading;
using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Core;

public sealed class SweepMemoryTests
{
    const int Ops = 64, Size = 1 << 14;

    readonly Tensor<float> x = Key.Of(1).Normal<float>([Size]);

    /// <summary>The last sweep of a tape needs hardly more memory than the values on it: what it has passed is used again.</summary>
    [Fact]
    public void ALastSweepGivesMemoryBackAsItGoes()
    {
        Assert.InRange(Arrays(last: true), Ops, Ops + 5);
        Assert.InRange(Arrays(last: false), 2 * Ops, 2 * Ops + 4);
    }

    /// <summary>However early memory goes back, the gradient has the bits that it has without.</summary>
    [Fact]
    public void GivingBackChangesNothing() => Assert.True(Swept(last: true).SameBits(Swept(last: false)));

    /// <summary>A warm step allocates nothing large, and a thousand of them need no collection of the old generation.</summary>
    [Fact]
    public void AWarmStepAllocatesLittle()
    {
        var step = Train.Step<float>(Net.Seq(new Dense(128, Activation.Relu), new Dense(10)), Loss.CrossEntropy, Optimizer.Sgd(0.01));
        var start = Train.Start<float>(step.Net, step.Optimizer, Shape.Of(784), Key.Of(1));
        var batch = new Batch<float>(Key.Of(2).Uniform<float>([32, 784]), Indices.Of([.. Enumerable.Range(0, 32).Select(i => Key.Of(3).Below(10, i))]));
        var (count, bytes) = (0, 0L);
        Workers.With(1, () => Train.Fold(Enumerable.Repeat(batch, 110), start, step, _ =>
        {
            if (++count == 10) bytes = GC.GetAllocatedBytesForCurrentThread();
            return true;
        }));
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - bytes) / 100, 0, 16 << 10);
    }

    // How many arrays of this size a fresh thread, whose pool is empty, takes for a chain of ops and its sweep.
    long Arrays(bool last)
    {
        var bytes = 0L;
        var thread = new Thread(() =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Swept(last);
            bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        });
        thread.Start();
        thread.Join();
        return bytes / (Size * sizeof(float));
    }

    Tensor<float> Swept(bool last)
    {
        using var region = Region.Open();
        var start = Tape<float>.Empty.Watch(x, 0);
        var end = Diff.Repeat(Ops, new Var<float>(x, start), x => Functional.Ops.Tanh(x)).Run(start);
        var gradient = Sweep.Back(end.Tape, end.Value, Tensor<float>.Ones([Size]), Size, last);
        region.Keep(gradient);
        return gradient;
    }
}
