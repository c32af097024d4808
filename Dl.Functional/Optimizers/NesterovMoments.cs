namespace Dl.Functional;

/// <summary>One step of Adam with Nesterov's momentum, whatever its schedule: m and v as in <see cref="Adam"/>, and
/// <c>u = (ofMean m + ofGradient g) / (sqrt(ofSquare v) + epsilon)</c>.</summary>
sealed record NesterovMoments(double Beta1, double Beta2, double Epsilon, double OfMean, double OfGradient, double OfSquare) : IBlockRule
{
    public void On<N>(Block<N> block) where N : struct, ILane<N>
    {
        var (b1, d1) = (N.Of(Beta1), N.Of(1 - Beta1));
        var (b2, d2) = (N.Of(Beta2), N.Of(1 - Beta2));
        var (ofMean, ofGradient) = (N.Of(OfMean), N.Of(OfGradient));
        var root = new Denominator<N>(OfSquare, Epsilon, EpsilonPlace.Outside);
        ReadOnlySpan<N> m0 = block.Was(0), v0 = block.Was(1);
        Span<N> m1 = block.Now(0), v1 = block.Now(1), u = block.Update;
        for (var i = 0; i < u.Length; i++)
        {
            var g = u[i];
            var m = b1 * m0[i] + d1 * g;
            var v = b2 * v0[i] + d2 * g * g;
            m1[i] = m;
            v1[i] = v;
            u[i] = (ofMean * m + ofGradient * g) / root.Of(v);
        }
    }
}
