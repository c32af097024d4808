using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Core;

/// <summary>What ops and steps allocate beside their arithmetic. The numbers are the same on each run and machine of 64 bits.</summary>
[Collection(nameof(Alone))]
public sealed class OverheadTests
{
    const int Ops = 48;

    readonly Leaves<float> leaves = Leaves<float>.Of(Key.Of(1).Normal<float>([16]), Key.Of(2).Normal<float>([16]));
    readonly Tensor<float> ones = Tensor<float>.Ones([16]);

    /// <summary>An op on 16 numbers, recorded and swept, allocates at most 400 bytes, its share of the query that it stands in among them.</summary>
    [Fact]
    public void AnOpAllocatesLittle()
    {
        Assert.InRange(BytesOf(p => Diff.Repeat(Ops, p[0], static x => Functional.Ops.Relu(x))), 0, 400 * Ops);
        Assert.InRange(BytesOf(p => Diff.Repeat(Ops, p[0], x => Functional.Ops.Add(x, p[1]))), 0, 400 * Ops);
        Assert.InRange(BytesOf(p => Diff.Repeat(Ops / 3, p[0], x =>
            from a in Functional.Ops.Relu(x)
            from b in Functional.Ops.Add(a, p[1])
            from c in Functional.Ops.Scale(b, 0.99)
            select c)), 0, 400 * Ops);
    }

    /// <summary>A warm step of a net of 16 dense layers with batch norm and ReLU.</summary>
    [Fact]
    public void AWarmStepOfADeepNetAllocatesLittle()
    {
        var net = new Seq([.. Enumerable.Range(0, 16).SelectMany(_ => new ILayer[] { new Dense(32), new BatchNorm(), Activation.Relu }), new Dense(2)]);
        var step = Train.Step<float>(net, Loss.CrossEntropy, Optimizer.Sgd(0.01));
        var start = Train.Start<float>(step.Net, step.Optimizer, [2], Key.Of(1));
        var batch = new Batch<float>(Key.Of(2).Normal<float>([64, 2]), Indices.Of([.. Enumerable.Range(0, 64).Select(i => Key.Of(3).Below(2, i))]));
        var (count, bytes) = (0, 0L);
        Workers.With(1, () => Train.Fold(Enumerable.Repeat(batch, 30), start, step, _ =>
        {
            if (++count == 10) bytes = GC.GetAllocatedBytesForCurrentThread();
            return true;
        }));
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - bytes) / 20, 0, 64 << 10);
    }

    /// <summary>A step through the fold gives back what it took: 1,000 warm ones of an MLP 784-128-10, whose layers and parameters are large objects, take at most 16 KB each and
    /// cause no collection of the oldest generation.</summary>
    [Fact]
    public void AThousandWarmStepsCauseNoFullCollection()
    {
        var step = Train.Step<float>(Mlp.Of([128], 10), Loss.CrossEntropy, Optimizer.Sgd(0.01));
        var start = Train.Start<float>(step.Net, step.Optimizer, [784], Key.Of(1));
        var batch = new Batch<float>(Key.Of(2).Normal<float>([128, 784]), Indices.Of([.. Enumerable.Range(0, 128).Select(i => Key.Of(3).Below(10, i))]));
        var (count, collections, bytes) = (0, 0, 0L);
        Train.Fold(Enumerable.Repeat(batch, 1100), start, step, _ =>
        {
            if (++count == 100)
            {
                GC.Collect();
                (collections, bytes) = (GC.CollectionCount(2), GC.GetTotalAllocatedBytes(precise: true));
            }
            return true;
        });
        Assert.InRange((GC.GetTotalAllocatedBytes(precise: true) - bytes) / 1000, 0, 16 << 10);
        Assert.Equal(0, GC.CollectionCount(2) - collections);
    }

    /// <summary>Results of pure steps, 0.4 MB each, come round even where larger vectors, 1 GB of them, have taught the collector to let their heap grow: 2,000 steps take 800 MB,
    /// and in the second half of them there is a moment with 64 MB more than at first. (A collector that works beside the steps, on a machine that has other work, may come late and not at each moment.)</summary>
    [Fact]
    public void PureStepsDoNotLetTheHeapGrow()
    {
        var large = Enumerable.Range(0, 32).Select(_ => GC.AllocateUninitializedArray<float>(1 << 23)).ToArray();
        var step = Train.Step<float>(Mlp.Of([128], 10), Loss.CrossEntropy, Optimizer.Sgd(0.01));
        var learner = Train.Start<float>(step.Net, step.Optimizer, [784], Key.Of(1));
        var batch = new Batch<float>(Key.Of(2).Normal<float>([8, 784]), Indices.Of(0, 1, 2, 3, 4, 5, 6, 7));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var least = long.MaxValue;
        for (var i = 0; i < 2000; i++)
        {
            learner = step.Invoke(learner, batch);
            if (i >= 1000) least = Math.Min(least, GC.GetTotalMemory(forceFullCollection: false) - before);
        }
        Assert.True(least <= 64 << 20, $"{least} bytes more");
        GC.KeepAlive(large);
    }

    // Without what a run costs whatever its length: of a run of no op.
    long BytesOf(Func<Leaves<float>, Diff<float, Var<float>>> f)
    {
        return Warm(f) - Warm(p => Diff.Repeat(0, p[0], static x => Functional.Ops.Relu(x)));

        long Warm(Func<Leaves<float>, Diff<float, Var<float>>> f)
        {
            var bytes = 0L;
            for (var i = 0; i < 5; i++)
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                Gradient.Pull(leaves, f, _ => ones);
                bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            }
            return bytes;
        }
    }
}

/// <summary>Tests beside which no other runs: they measure the whole process.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
