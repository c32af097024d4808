using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Optimizers;

/// <summary>An update so large that its new vectors are written past the caches.</summary>
public sealed class LargeUpdateTests
{
    // Not a whole number of vectors, blocks or lines.
    const int Size = (1 << 20) + 4101;

    /// <summary>A coordinate-wise update has the bits of the update of any part of the vector alone, on one thread and on two.</summary>
    [Fact]
    public void HasTheBitsOfItsParts()
    {
        var (x, g) = (Key.Of(1).Normal<float>([Size]), Key.Of(2).Normal<float>([Size]));
        foreach (var optimizer in new[] { Optimizer.Adam(), Optimizer.Momentum(0.1), Optimizer.AdamW() })
        {
            var first = Workers.With(2, () => Twice(optimizer, x, g));
            Same(first, Workers.With(1, () => Twice(optimizer, x, g)), 0, Size);
            foreach (var (start, size) in new[] { (0, 1), (1023, 5000), (Size / 2 - 77, 200_000), (Size - 4099, 4099) })
                Same(first, Twice(optimizer, x.View(start, [size]), g.View(start, [size])), start, size);
        }
    }

    static Updated<float> Twice(Optimizer optimizer, Tensor<float> x, Tensor<float> g)
    {
        var once = optimizer.Update(optimizer.Start<float>(x.Shape.Size), x, g);
        return optimizer.Update(once.State, once.Parameters, g);
    }

    static void Same(Updated<float> whole, Updated<float> part, int start, int size)
    {
        Assert.True(whole.Parameters.View(start, [size]).SameBits(part.Parameters));
        foreach (var (left, right) in whole.State.Links.Zip(part.State.Links))
            if (left is LinkState<float> { Names.Count: > 0 } slots)
                for (var slot = 0; slot < slots.Names.Count; slot++)
                    Assert.True(slots[slot].View(start, [size]).SameBits(((LinkState<float>)right)[slot]));
    }
}
