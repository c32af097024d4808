using System.Runtime.InteropServices;
using Dl.Core;

namespace Dl.CSharp;

/// <summary>
/// Points of the plane in classes, and a curve, for pictures and for tests that want no file. Each is a pure function of a key; example i
/// depends on (key, i) alone, so a longer set begins with the shorter one. Inputs are N x 2, labels alternate.
/// </summary>
public static class Synthetic
{
    /// <summary>
    /// Uniform points of the square [-1, 1] x [-1, 1]; class 1 inside the circle of half its area, of radius sqrt(2 / pi).
    /// </summary>
    /// <param name="key">Draws the points.</param>
    /// <param name="count">The number of points.</param>
    public static DataSet Disc(Key key, int count) => Plane("disc", count, ["outside", "inside"], i =>
    {
        var (x, y) = (2 * key.Uniform(2L * i) - 1, 2 * key.Uniform(2L * i + 1) - 1);
        return (x, y, x * x + y * y < 2 / Math.PI ? 1 : 0);
    });

    /// <summary>
    /// Two half circles of radius 1 that reach into each other: (cos t, sin t) and (1 - cos t, 1/2 - sin t), t uniform in
    /// [0, pi]. scikit-learn: <c>make_moons</c>.
    /// </summary>
    /// <param name="key">Draws the points.</param>
    /// <param name="count">The number of points.</param>
    /// <param name="noise">The standard deviation of what is added to each coordinate.</param>
    public static DataSet TwoMoons(Key key, int count, double noise = 0.1) => Plane("two moons", count, ["upper", "lower"], i =>
    {
        var own = key.Child(i);
        var (sin, cos) = Math.SinCos(Math.PI * own.Uniform(0));
        var (x, y) = i % 2 == 0 ? (cos, sin) : (1 - cos, 0.5 - sin);
        return (x + noise * own.Normal(1), y + noise * own.Normal(2), i % 2);
    });

    /// <summary>Spiral arms around the origin: radius t at the angle 2 pi (turns t + arm / arms), t uniform in [0, 1].</summary>
    /// <param name="key">Draws the points.</param>
    /// <param name="count">The number of points.</param>
    /// <param name="turns">How often an arm goes around.</param>
    /// <param name="noise">The standard deviation of what is added to each coordinate.</param>
    /// <param name="arms">The number of arms, each a class.</param>
    public static DataSet Spirals(Key key, int count, double turns = 1.5, double noise = 0.02, int arms = 2)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(arms);
        return Plane("spirals", count, [.. Enumerable.Range(0, arms).Select(arm => $"arm {arm}")], i =>
        {
            var own = key.Child(i);
            var t = own.Uniform(0);
            var (sin, cos) = Math.SinCos(2 * Math.PI * (turns * t + i % arms / (double)arms));
            return (t * cos + noise * own.Normal(1), t * sin + noise * own.Normal(2), i % arms);
        });
    }

    /// <summary>The four corners (+-1, +-1) in turn; class 1 where the signs differ.</summary>
    /// <param name="key">Draws the noise.</param>
    /// <param name="count">The number of points.</param>
    /// <param name="noise">The standard deviation of what is added to each coordinate.</param>
    public static DataSet Xor(Key key, int count, double noise = 0.2) => Plane("xor", count, ["same", "different"], i =>
    {
        var own = key.Child(i);
        var (x, y) = ((i & 1) == 0 ? -1 : 1, (i & 2) == 0 ? -1 : 1);
        return (x + noise * own.Normal(1), y + noise * own.Normal(2), x == y ? 0 : 1);
    });

    /// <summary>
    /// A question with several answers: x = t + 0.3 sin(2 pi t) + noise, uniform in [-0.1, 0.1], for t uniform in [0, 1]; given is x, to be predicted t, N x 1 each. Source: Bishop,
    /// "Mixture density networks", 1994.
    /// </summary>
    /// <param name="key">Draws the points.</param>
    /// <param name="count">The number of points.</param>
    public static DataSet Inverse(Key key, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var (x, t) = (new float[count], new float[count]);
        for (var i = 0; i < count; i++)
        {
            var own = key.Child(i);
            t[i] = (float)own.Uniform(0);
            x[i] = (float)(t[i] + 0.3 * Math.Sin(2 * Math.PI * t[i]) + 0.2 * own.Uniform(1) - 0.1);
        }
        return DataSet.Regression(Column(x), Column(t), "inverse");

        static Tensor<float> Column(float[] numbers) => Tensor<float>.From([numbers.Length, 1], ImmutableCollectionsMarshal.AsImmutableArray(numbers));
    }

    static DataSet Plane(string name, int count, Many<string> classes, Func<int, (double X, double Y, int Label)> point)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var points = new float[2 * count];
        var labels = new int[count];
        for (var i = 0; i < count; i++)
        {
            var (x, y, label) = point(i);
            (points[2 * i], points[2 * i + 1], labels[i]) = ((float)x, (float)y, label);
        }
        return DataSet.Classified(
            Tensor<float>.From([count, 2], ImmutableCollectionsMarshal.AsImmutableArray(points)), Indices.Of(labels), classes, name);
    }
}
