namespace Dl.Functional;

/// <summary>
/// Adafactor: the squares of a matrix remembered by the means of its rows and columns, <c>s = g^2 + epsilon1; R = b R + (1 - b) rowmeans(s);
/// C = b C + (1 - b) columnmeans(s); V = R C / mean(R); u = g / sqrt(V); u = u / max(1, rms(u) / clip); u = max(epsilon2, rms(x)) u</c> with
/// <c>b = 1 - t^-decay</c>. Leaves with fewer than two axes keep all squares; of more than two the last two are factored. The learning rate of the
/// paper, <c>min(0.01, 1 / sqrt(t))</c>, stands behind it: <see cref="Optimizer.Adafactor"/>. Source: Shazeer and Stern, 2018, algorithms 4 to 6.
/// PyTorch: <c>Adafactor</c>; Keras: <c>Adafactor</c>; Optax: <c>adafactor</c>.
/// </summary>
/// <param name="Decay">How fast b goes to 1.</param>
/// <param name="Clip">The largest root mean square of an update.</param>
/// <param name="Epsilon1">Joins the squares.</param>
/// <param name="Epsilon2">The least size that a leaf counts for.</param>
/// <param name="Beta1">What stays of the mean of the updates; 0 keeps none.</param>
/// <param name="ScalesByLeaf">Whether an update is relative to the size of its leaf.</param>
public sealed record Adafactor(double Decay = 0.8, double Clip = 1, double Epsilon1 = 1e-30, double Epsilon2 = 1e-3, double Beta1 = 0, bool ScalesByLeaf = true) : WholeLink("adafactor")
{
    /// <inheritdoc/>
    public override ITree<T> Start<T>(Layout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        return new LeafStates<T>(layout.Slots.Map(slot =>
        {
            var (blocks, rows, columns) = Factors(slot.Shape);
            Many<Tensor<T>> squares = slot.Shape.Rank < 2 ? [Tensor<T>.Zeros(slot.Shape)] : [Tensor<T>.Zeros([blocks, rows]), Tensor<T>.Zeros([blocks, columns])];
            Many<string> names = slot.Shape.Rank < 2 ? ["squares"] : ["rows", "columns"];
            return new LeafState<T>(LeafState.NameOf(slot), Beta1 == 0 ? names : names.Concat(["m"]), Beta1 == 0 ? squares : squares.Concat([Tensor<T>.Zeros(slot.Shape)]));
        }));
    }

    /// <inheritdoc/>
    public override Turned<T> Turn<T>(Flow<T> flow, ITree<T> state)
    {
        ArgumentNullException.ThrowIfNull(flow);
        var was = Own<LeafStates<T>>(state);
        var keep = 1 - Math.Pow(flow.Count, -Decay);
        var turned = flow.Layout.Slots.Select((slot, i) => Turn(was.Leaves[i], flow.Update.View(slot.Start, slot.Shape), flow.Parameters.View(slot.Start, slot.Shape), keep)).ToArray();
        var update = Tensor<T>.Build(flow.Update.Shape, (flow.Layout, turned), static (into, s) =>
        {
            foreach (var (slot, leaf) in s.Layout.Slots.Zip(s.turned)) leaf.Update.Span.CopyTo(into[slot.Start..]);
        });
        return new(update, new LeafStates<T>(turned.Select(leaf => leaf.State).ToMany()));
    }

    (Tensor<T> Update, LeafState<T> State) Turn<T>(LeafState<T> was, Tensor<T> g, Tensor<T> x, double keep) where T : struct, IFloatingPointIeee754<T>
    {
        var factored = g.Shape.Rank >= 2;
        var means = factored ? Means(was, g, keep) : [Squares(was.Items[0], g, keep)];
        var u = factored ? Quotient(g, means[0], means[1]) : Tensor<T>.Build(g.Shape, (g, means[0]), static (into, s) =>
        {
            for (var i = 0; i < into.Length; i++) into[i] = s.g[i] / T.Sqrt(s.Item2[i]);
        });
        var size = 1 / Math.Max(1, Rms(u) / Clip) * (ScalesByLeaf ? Math.Max(Epsilon2, Rms(x)) : 1);
        u = Vectors.Sum(T.CreateTruncating(size), u, T.Zero, u);
        if (Beta1 == 0) return (u, was with { Items = means });
        var m = Vectors.Sum(T.CreateChecked(Beta1), was.Items[^1], T.CreateChecked(1 - Beta1), u);
        return (m, was with { Items = means.Concat([m]) });
    }

    Tensor<T> Squares<T>(Tensor<T> was, Tensor<T> g, double keep) where T : struct, IFloatingPointIeee754<T> =>
        Tensor<T>.Build(g.Shape, (was, g, Keep: T.CreateChecked(keep), Take: T.CreateChecked(1 - keep), Epsilon: T.CreateTruncating(Epsilon1)), static (into, s) =>
        {
            for (var i = 0; i < into.Length; i++) into[i] = s.Keep * s.was[i] + s.Take * (s.g[i] * s.g[i] + s.Epsilon);
        });

    Many<Tensor<T>> Means<T>(LeafState<T> was, Tensor<T> g, double keep) where T : struct, IFloatingPointIeee754<T>
    {
        var (blocks, rows, columns) = Factors(g.Shape);
        Tensor<T> mean(Tensor<T> old, bool alongRows) => Tensor<T>.Build(old.Shape, (old, g, rows, columns, alongRows, keep, Epsilon1), static (into, s) =>
        {
            var (keep, take, epsilon) = (T.CreateChecked(s.keep), T.CreateChecked(1 - s.keep), T.CreateTruncating(s.Epsilon1));
            var (lines, terms) = s.alongRows ? (s.rows, s.columns) : (s.columns, s.rows);
            var (line, term) = s.alongRows ? (s.columns, 1) : (1, s.columns);
            ReadOnlySpan<T> g = s.g.Span, old = s.old.Span;
            for (var i = 0; i < into.Length; i++)
            {
                var from = i / lines * s.rows * s.columns + i % lines * line;
                var sum = T.Zero;
                for (var j = 0; j < terms; j++) sum += g[from + j * term] * g[from + j * term] + epsilon;
                into[i] = keep * old[i] + take * sum / T.CreateChecked(terms);
            }
        });
        return [mean(was.Items[0], true), mean(was.Items[1], false)];
    }

    static Tensor<T> Quotient<T>(Tensor<T> g, Tensor<T> rows, Tensor<T> columns) where T : struct, IFloatingPointIeee754<T> =>
        Tensor<T>.Build(g.Shape, (g, rows, columns), static (into, s) =>
        {
            var (high, wide) = (s.rows.Shape[1], s.columns.Shape[1]);
            ReadOnlySpan<T> g = s.g.Span, rows = s.rows.Span, columns = s.columns.Span;
            for (var block = 0; block < s.rows.Shape[0]; block++)
            {
                var mean = T.Zero;
                for (var i = 0; i < high; i++) mean += rows[block * high + i];
                mean /= T.CreateChecked(high);
                for (var i = 0; i < high; i++)
                    for (var j = 0; j < wide; j++)
                    {
                        var at = (block * high + i) * wide + j;
                        into[at] = g[at] / (T.Sqrt(rows[block * high + i] / mean) * T.Sqrt(columns[block * wide + j]));
                    }
            }
        });

    static double Rms<T>(Tensor<T> x) where T : struct, IFloatingPointIeee754<T> => Magnitude.Of(x).Value / Math.Sqrt(Math.Max(1, x.Shape.Size));

    static (int Blocks, int Rows, int Columns) Factors(Shape shape) =>
        shape.Rank < 2 ? (1, 1, shape.Size) : (shape.Size / Math.Max(1, shape[shape.Rank - 2] * shape.Last), shape[shape.Rank - 2], shape.Last);

    /// <summary>Points on which libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("rate", "min(0.01, 1 / sqrt(t))", "same, with 0.01 as lr", "same, with 0.001", "same unless given"),
        new("what is factored", "the last two axes of every leaf that has them", "same", "same", "the two longest, from 128 on"),
        new("square of the gradient", "plus 1e-30", "same, where that is larger than the smallest number", "same", "same"),
    ];

    /// <summary>An example for the laws.</summary>
    public static ILink Example(Key key) => new Adafactor(
        0.5 + Rule.Share(key, 0) / 2, key.Bernoulli(0.5, 1) ? 1 : 0.25, key.Bernoulli(0.5, 2) ? 1e-4 : 0.25, key.Bernoulli(0.5, 3) ? 1e-3 : 0.5, key.Bernoulli(0.5, 4) ? 0 : Rule.Share(key, 5), key.Bernoulli(0.5, 6));
}
