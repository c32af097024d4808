namespace Dl.Properties;

/// <summary>Matrices as the textbook has them.</summary>
static class Naive
{
    public static double[,] Map(double[,] a, Func<double, double> f) => Filled(a.GetLength(0), a.GetLength(1), (i, j) => f(a[i, j]));

    public static double[,] Transposed(double[,] a) => Filled(a.GetLength(1), a.GetLength(0), (i, j) => a[j, i]);

    public static double[,] Product(double[,] a, double[,] b) =>
        Filled(a.GetLength(0), b.GetLength(1), (i, j) => Enumerable.Range(0, a.GetLength(1)).Sum(k => a[i, k] * b[k, j]));

    public static double[,] Sum(double x, double[,] a, double y, double[,] b) => Filled(a.GetLength(0), a.GetLength(1), (i, j) => x * a[i, j] + y * b[i, j]);

    /// <summary><c>(A + epsilon)^(-1/p)</c>: M = A + epsilon over its trace t goes to 1 while X gathers the root,
    /// <c>N = ((p + 1) - M) / p; X = X N; M = N^p M</c>, and X goes to M_0^(-1/p).</summary>
    public static double[,] InverseRoot(double[,] a, double epsilon, int p)
    {
        var n = a.GetLength(0);
        var trace = Enumerable.Range(0, n).Sum(i => a[i, i] + epsilon);
        var m = Filled(n, n, (i, j) => (a[i, j] + (i == j ? epsilon : 0)) / trace);
        var x = Filled(n, n, (i, j) => i == j ? 1 : 0);
        for (var step = 0; step < 100 && Distance(m) > 1e-15; step++)
        {
            var next = Filled(n, n, (i, j) => ((i == j ? p + 1 : 0) - m[i, j]) / p);
            x = Product(x, next);
            for (var i = 0; i < p; i++) m = Product(next, m);
        }
        return Map(x, one => one * Math.Pow(trace, -1.0 / p));
    }

    static double Distance(double[,] m) => Enumerable.Range(0, m.GetLength(0)).Max(i => Enumerable.Range(0, m.GetLength(0)).Max(j => Math.Abs(m[i, j] - (i == j ? 1 : 0))));

    static double[,] Filled(int rows, int columns, Func<int, int, double> f)
    {
        var filled = new double[rows, columns];
        for (var i = 0; i < rows; i++)
            for (var j = 0; j < columns; j++) filled[i, j] = f(i, j);
        return filled;
    }
}
