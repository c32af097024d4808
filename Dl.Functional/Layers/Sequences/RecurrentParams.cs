namespace Dl.Functional;

/// <summary>What takes features and output to the gates of a recurrent step, side by side: input (features, gates x units),
/// recurrent (units, gates x units), and one bias for each gate.</summary>
public sealed record RecurrentParams<T>(Var<T> Input, Var<T> Recurrent, Var<T> Bias) : ITree<T> where T : struct, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public ITree<T> Walk(Walk<T> walk)
    {
        ArgumentNullException.ThrowIfNull(walk);
        return new RecurrentParams<T>(walk.Leaf("input", Role.Matrix, Input), walk.Leaf("recurrent", Role.Matrix, Recurrent), walk.Leaf("bias", Role.Bias, Bias));
    }
}

static class Gates
{
    /// <summary>A matrix for each gate, drawn for itself, side by side.</summary>
    public static Tensor<T> Draw<T>(IInitialiser initialiser, Key key, int rows, int units, int gates) where T : struct, IFloatingPointIeee754<T>
    {
        var drawn = Enumerable.Range(0, gates).Select(gate => initialiser.Draw<T>(key.Child(gate), [rows, units], new(rows, units))).ToArray();
        return Tensor<T>.Build([rows, gates * units], drawn, static (into, drawn) =>
        {
            var units = drawn[0].Shape.Last;
            for (var row = 0; row < drawn[0].Shape[0]; row++)
                for (var gate = 0; gate < drawn.Length; gate++)
                    drawn[gate].Span.Slice(row * units, units).CopyTo(into[((row * drawn.Length + gate) * units)..]);
        });
    }

    /// <summary>What reaches the gates of a step: what the features contribute and <c>h W</c>.</summary>
    public static Diff<T, Var<T>> Reached<T>(Var<T> projected, Var<T> h, Var<T> weight) where T : struct, IFloatingPointIeee754<T> =>
        Ops.MatMul(h, weight).Bind(product => Ops.Add(projected, product));
}
