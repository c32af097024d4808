namespace Dl.Properties;

/// <summary>The laws of first and second derivatives as functions of their own.</summary>
public static class DerivativeLaws
{
    /// <summary>Three modes.</summary>
    public static Law<SeedCase> Modes { get; } = ModesOf(Derivative.Reverse, Derivative.Forward);

    /// <summary>Rumelhart's equations.</summary>
    public static Law<SeedCase> Rumelhart { get; } = RumelhartOf(Activation.Sigmoid);

    /// <summary>Products with the Hessian.</summary>
    public static Law<SeedCase> Products { get; } = ProductsOf(Hessian.Product);

    /// <summary>Newton's step.</summary>
    public static Law<SeedCase> Quadratics { get; } = QuadraticsOf((f, x) => Newton.Step(f, x));

    /// <summary>The step of Gauss and Newton.</summary>
    public static Law<SeedCase> LeastSquares { get; } = LeastSquaresOf((f, x) => Newton.GaussStep(f, x));

    /// <summary>Every claim.</summary>
    public static Many<Claim> All { get; } = LawBook.On(SeedCase.Subject("derivatives"), [Modes, Rumelhart, Products, Quadratics, LeastSquares]).Select(claim => (Claim)new Rare(claim, 200)).ToMany();

    /// <summary>Reverse mode, forward mode and differences, for two of them.</summary>
    public static Law<SeedCase> ModesOf(Func<IMap, Tensor<double>, Jacobian> reverse, Func<IMap, Tensor<double>, Jacobian> forward) => new("three modes", "reverse mode, forward mode and differences give one Jacobian; m sweeps, n runs, 2n runs", asked =>
    {
        var (n, m) = (Examples.Size(asked.Key, asked.Scale, 0), Examples.Size(asked.Key, asked.Scale, 1));
        var (f, x) = (new Layered(Examples.Any(asked.Key.Child(0), [n, m])), Examples.Any(asked.Key.Child(1), [n]));
        var (back, forth, measured) = (reverse(f, x), forward(f, x), Derivative.Numerical(f, x));
        return Verdict.Close(back.Matrix, forth.Matrix, 1e-14 * n, () => "reverse against forward mode")
            .And(() => Verdict.Close(back.Matrix, measured.Matrix, 1e-7 * n, () => "reverse mode against differences"))
            .And(() => Verdict.If((back.Runs, back.Sweeps, forth.Runs, measured.Runs) == (1, m, n, 2 * n), () => $"the cost of {m} outputs by {n} inputs: {back.Runs} run and {back.Sweeps} sweeps, {forth.Runs} runs, {measured.Runs} runs"));
    });

    /// <summary>The error of sigmoid units, for an activation that is taken for the sigmoid: dE/dy = y - d (4), dE/dx = dE/dy y (1 - y) (5), dE/dw_ji = dE/dx_j y_i (6), for E = sum (y - d)^2 / 2 (3).</summary>
    public static Law<SeedCase> RumelhartOf(Activation sigmoid) => new("rumelhart", "the gradient of a sigmoid layer is that of equations 3 to 6 of Rumelhart, Hinton and Williams 1986", asked =>
    {
        var (n, m, items) = (Examples.Size(asked.Key, asked.Scale, 0), Examples.Size(asked.Key, asked.Scale, 1), Examples.Size(asked.Key, 3, 2));
        var (w, below, wanted) = (Examples.Any(asked.Key.Child(0), [n, m]), Examples.Any(asked.Key.Child(1), [items, n]), Examples.Any(asked.Key.Child(2), [items, m]));
        var graded = Gradient.Of(Leaves<double>.Of(w), at =>
            from x in Ops.MatMul<double>(below, at[0])
            from y in sigmoid.Of(x)
            from error in Ops.Subtract(y, wanted)
            from square in Ops.Multiply(error, error)
            from sum in Ops.Sum(square)
            from half in Ops.Scale(sum, 0.5)
            select half);
        var expected = new double[n * m];
        for (var c = 0; c < items; c++)
            for (var j = 0; j < m; j++)
            {
                var x = Enumerable.Range(0, n).Sum(i => below[c * n + i] * w[i * m + j]);
                var y = 1 / (1 + Math.Exp(-x));
                for (var i = 0; i < n; i++) expected[i * m + j] += (y - wanted[c * m + j]) * y * (1 - y) * below[c * n + i];
            }
        return Verdict.Close(graded.Gradient[0].Value, Tensor<double>.Of([n, m], expected), 1e-13 * (n + items), () => "dE/dw");
    });

    /// <summary>Products, for a way to find them.</summary>
    public static Law<SeedCase> ProductsOf(Func<IMap, Tensor<double>, Tensor<double>, Tensor<double>> product) => new("hessian products", "u H v = v H u, and H v is the slope of the gradient (Pearlmutter 1994)", asked =>
    {
        var n = 1 + Examples.Size(asked.Key, asked.Scale, 0);
        var (f, x) = (new Summed(new Layered(Examples.Any(asked.Key.Child(0), [n, 3]))), Examples.Any(asked.Key.Child(1), [n]));
        var (u, v) = (Examples.AwayFromZero(asked.Key.Child(2), [n]), Examples.AwayFromZero(asked.Key.Child(3), [n]));
        var (hu, hv) = (product(f, x, u), product(f, x, v));
        Tensor<double> slope(double t) => Gradient.Of(Leaves<double>.Of(Tensor<double>.Of([n], [.. Enumerable.Range(0, n).Select(i => x[i] + t * v[i])])), at => f.Of(at[0])).Gradient[0].Value;
        var found = Tensor<double>.Of([n], [.. Enumerable.Range(0, n).Select(i => FiniteDifference.Slope(t => slope(t)[i]).Slope)]);
        return Verdict.Close(Inner.Product(u, hv), Inner.Product(v, hu), 1e-13 * (1 + Inner.Magnitude(u, hv) + Inner.Magnitude(v, hu)), () => "u H v against v H u")
            .And(() => Verdict.Close(hv, found, 1e-7, () => "H v against differences of the gradient"));
    });

    /// <summary>Newton's step on a quadratic, for a way to take it.</summary>
    public static Law<SeedCase> QuadraticsOf(Func<IMap, Tensor<double>, Tensor<double>> step) => new("newton", "Newton's step ends at the minimum of a quadratic, from anywhere", asked =>
    {
        var (f, x) = Linear(asked);
        var (there, again) = (step(new Summed(f), x), step(new Summed(f), Tensor<double>.Zeros(x.Shape)));
        return Verdict.Close(Gradient.Of(Leaves<double>.Of(there), at => new Summed(f).Of(at[0])).Gradient[0].Value, Tensor<double>.Zeros(x.Shape), 1e-10, () => "the gradient after the step")
            .And(() => Verdict.Close(there, again, 1e-10, () => "from here and from zero"));
    });

    /// <summary>The step of Gauss and Newton on linear residuals, for a way to take it.</summary>
    public static Law<SeedCase> LeastSquaresOf(Func<IMap, Tensor<double>, Tensor<double>> step) => new("gauss-newton", "the step of Gauss and Newton ends at the solution of linear least squares: the residuals are orthogonal to all columns", asked =>
    {
        var (f, x) = Linear(asked);
        var there = step(f, x);
        var (residuals, j) = (f.Of<double>(there).Value().Value, Derivative.Forward(f, there).Matrix);
        var along = Tensor<double>.Of(x.Shape, [.. Enumerable.Range(0, x.Shape.Size).Select(c => Enumerable.Range(0, residuals.Shape.Size).Sum(i => residuals[i] * j[i * x.Shape.Size + c]))]);
        return Verdict.Close(along, Tensor<double>.Zeros(x.Shape), 1e-10, () => "the residuals along the columns");
    });

    // x W - b with a well-conditioned W: 8 I beside random columns.
    static (Affine F, Tensor<double> X) Linear(SeedCase asked)
    {
        var (n, m) = (Examples.Size(asked.Key, asked.Scale, 0), 3);
        var random = Examples.Any(asked.Key.Child(0), [n, n + m]);
        var w = Tensor<double>.Of([n, n + m], [.. Enumerable.Range(0, n * (n + m)).Select(i => i / (n + m) == i % (n + m) ? 8 * n : random[i])]);
        return (new(w, Examples.Any(asked.Key.Child(1), [n + m])), Examples.Any(asked.Key.Child(2), [n]));
    }

    // tanh(x W), squared.
    sealed record Layered(Tensor<double> W) : IMap
    {
        public Diff<T, Var<T>> Of<T>(Var<T> x) where T : struct, IFloatingPointIeee754<T> =>
            from row in Ops.Reshape(x, 1, -1)
            from affine in Ops.MatMul(row, W.Convert<T>())
            from y in Ops.Tanh(affine)
            from square in Ops.Multiply(y, y)
            from flat in Ops.Reshape(square, -1)
            select flat;
    }

    // x W - b.
    sealed record Affine(Tensor<double> W, Tensor<double> B) : IMap
    {
        public Diff<T, Var<T>> Of<T>(Var<T> x) where T : struct, IFloatingPointIeee754<T> =>
            from row in Ops.Reshape(x, 1, -1)
            from y in Ops.MatMul(row, W.Convert<T>())
            from flat in Ops.Reshape(y, -1)
            from less in Ops.Subtract(flat, B.Convert<T>())
            select less;
    }

    // The sum of squares.
    sealed record Summed(IMap F) : IMap
    {
        public Diff<T, Var<T>> Of<T>(Var<T> x) where T : struct, IFloatingPointIeee754<T> =>
            from y in F.Of(x)
            from square in Ops.Multiply(y, y)
            from sum in Ops.Sum(square)
            select sum;
    }
}
