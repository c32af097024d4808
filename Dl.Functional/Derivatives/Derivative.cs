namespace Dl.Functional;

/// <summary>The matrix of all first derivatives, and what it cost.</summary>
/// <param name="Matrix">Row i, column j: the derivative of output i by input j; shape (outputs, inputs).</param>
/// <param name="Runs">How often the function was run.</param>
/// <param name="Sweeps">How often its tape was swept back.</param>
public sealed record Jacobian(Tensor<double> Matrix, int Runs, int Sweeps);

/// <summary>
/// Three ways to the same Jacobian of m outputs by n inputs: reverse mode needs 1 run and m sweeps, forward mode n runs on dual numbers, differences 2 n runs.
/// So reverse mode is cheap for a loss (m = 1), forward mode where outputs outnumber inputs. Differences, with plain numbers instead of dual ones, can be cheaper
/// still there and need nothing but values, but give half the digits. Law: all three
/// agree, the first two to the last digits. JAX: <c>jax.jacrev</c>, <c>jax.jacfwd</c>; PyTorch: <c>torch.func.jacrev</c>, <c>jacfwd</c>.
/// </summary>
public static class Derivative
{
    /// <summary>By reverse mode: one sweep for each output.</summary>
    /// <param name="f">The function.</param>
    /// <param name="x">Where: a vector.</param>
    public static Jacobian Reverse(IMap f, Tensor<double> x)
    {
        ArgumentNullException.ThrowIfNull(f);
        var n = Length(x);
        using var region = Region.Open();
        var start = Tape<double>.Empty.Watch(x, 0);
        var end = f.Of(new Var<double>(x, start)).Run(start);
        var outputs = end.Value.Shape;
        var rows = Enumerable.Range(0, outputs.Size).Select(i => Sweep.Back(end.Tape, end.Value, Unit(outputs, i), n)).ToMany();
        var matrix = Tensor<double>.Build([rows.Count, n], rows, static (into, rows) =>
        {
            for (var i = 0; i < rows.Count; i++) rows[i].Span.CopyTo(into[(i * rows[i].Shape.Size)..]);
        });
        region.Keep(matrix);
        return new(matrix, 1, rows.Count);
    }

    /// <summary>By forward mode: one run on dual numbers for each input.</summary>
    /// <param name="f">The function.</param>
    /// <param name="x">Where: a vector.</param>
    public static Jacobian Forward(IMap f, Tensor<double> x)
    {
        ArgumentNullException.ThrowIfNull(f);
        var n = Length(x);
        return new(Columns(n, j => Slopes(f.Of<Dual<double>>(Moved(x, Unit(x.Shape, j))).Value().Value)), n, 0);
    }

    /// <summary>By central differences, <c>(f(x + h e_j) - f(x - h e_j)) / 2h</c>: two runs for each input.</summary>
    /// <param name="f">The function.</param>
    /// <param name="x">Where: a vector.</param>
    /// <param name="step">h; the cube root of the unit round-off balances the error of the formula and that of rounding.</param>
    public static Jacobian Numerical(IMap f, Tensor<double> x, double step = 1.0 / (1 << 17))
    {
        ArgumentNullException.ThrowIfNull(f);
        var n = Length(x);
        Tensor<double> at(int j, double h) => f.Of<double>(Tensor<double>.Build(x.Shape, (x, j, h), static (into, s) =>
        {
            s.x.Span.CopyTo(into);
            into[s.j] += s.h;
        })).Value().Value;
        return new(Columns(n, j => Difference(at(j, step), at(j, -step), 2 * step)), 2 * n, 0);
    }

    /// <summary>A point and a direction as dual numbers.</summary>
    internal static Tensor<Dual<double>> Moved(Tensor<double> x, Tensor<double> along) => Tensor<Dual<double>>.Build(x.Shape, (x, along), static (into, s) =>
    {
        for (var i = 0; i < into.Length; i++) into[i] = new(s.x[i], s.along[i]);
    });

    /// <summary>The slopes of dual numbers.</summary>
    internal static Tensor<double> Slopes(Tensor<Dual<double>> y) => Tensor<double>.Build(y.Shape, y, static (into, y) =>
    {
        for (var i = 0; i < into.Length; i++) into[i] = y[i].Slope;
    });

    static Tensor<double> Difference(Tensor<double> right, Tensor<double> left, double apart) => Tensor<double>.Build(right.Shape, (right, left, apart), static (into, s) =>
    {
        for (var i = 0; i < into.Length; i++) into[i] = (s.right[i] - s.left[i]) / s.apart;
    });

    /// <summary>The vector with a one at a place and zeros elsewhere.</summary>
    internal static Tensor<double> Unit(Shape shape, int at) => Tensor<double>.Build(shape, at, static (into, at) =>
    {
        into.Clear();
        into[at] = 1;
    });

    /// <summary>A matrix of its columns, each a run of its own: what it computes on the way goes back before the next.</summary>
    internal static Tensor<double> Columns(int n, Func<int, Tensor<double>> column)
    {
        var columns = Enumerable.Range(0, n).Select(j =>
        {
            using var region = Region.Open();
            var kept = column(j);
            region.Keep(kept.Owner);
            return kept;
        }).ToMany();
        return Tensor<double>.Build([n == 0 ? 0 : columns[0].Shape.Size, n], columns, static (into, columns) =>
        {
            for (var i = 0; i < into.Length; i++) into[i] = columns[i % columns.Count][i / columns.Count];
        });
    }

    internal static int Length(Tensor<double> x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Shape.Rank == 1 ? x.Shape.Size : throw new DlException($"a Jacobian is taken at a vector, not at {x.Shape}; let the function reshape it");
    }
}
