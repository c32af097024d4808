using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Dl.Core;

/// <summary>
/// The tail of the normal distribution in sixteen pieces, each with a polynomial of its own, whose coefficients sixteen floats look up at once: where the machine can permute a vector
/// of 512 bits, that takes half the time of the formula for all of the line.
/// </summary>
/// <remarks>
/// The pieces are half as wide as 1 up to 4 and a quarter up to 6, for the tail falls the faster the farther it is: they have the exponent of 8 - |x| and its first three digits in
/// common. The polynomial is one of t = |x| less the end of the piece. As t is not above 0 all terms have one sign, and no digits cancel. It meets the tail at Chebyshev's points and is off by 2e-7 of it at most.
/// </remarks>
internal static class NormalPieces
{
    const float End = 5.99f;

    /// <summary>Whether all lanes have a piece.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Hold(Vector512<float> x) => Vector512.LessThanAll(Vector512.Abs(x), Vector512.Create(End));

    /// <summary>The lanes that have a piece, for they are near enough to 0; NaN has none.</summary>
    public static Vector512<float> Within(Vector512<float> x) => Vector512.LessThan(Vector512.Abs(x), Vector512.Create(End));

    /// <summary>x times the probability that a standard normal variable is at most x, for lanes that have a piece; of others it makes nonsense.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Gelu(Vector512<float> x)
    {
        var size = Vector512.Abs(x);
        // The last four bits that are left count the pieces. The float just below 8, for 8 would have another exponent.
        var piece = Vector512.ShiftRightLogical((Vector512.Create(7.9999995f) - size).AsInt32(), 20);
        var t = size - Avx512F.PermuteVar16x32(Vector512.Create(
            6f, 5.75f, 5.5f, 5.25f, 5f, 4.75f, 4.5f, 4.25f,
            4f, 3.5f, 3f, 2.5f, 2f, 1.5f, 1f, 0.5f), piece);
        // Coefficients from that of t^7 to that of 1.
        var tail = Avx512F.PermuteVar16x32(Vector512.Create(
            -6.332394e-8f, -1.9407737e-7f, -5.464449e-7f, -1.407391e-6f, -3.2961107e-6f, -6.959147e-6f, -1.306806e-5f, -2.131972e-5f,
            -2.988206e-5f, 1.5003368e-5f, 1.8019241e-4f, 2.5952084e-4f, -1.8787074e-4f, -8.0689165e-4f, -3.3606155e-4f, 9.289711e-4f), piece);
        tail = Avx512F.FusedMultiplyAdd(tail, t, Avx512F.PermuteVar16x32(Vector512.Create(
            3.5418047e-8f, 1.27175e-7f, 4.199487e-7f, 1.2737555e-6f, 3.541614e-6f, 8.999728e-6f, 2.0808415e-5f, 4.3485652e-5f,
            8.015322e-5f, 2.1477349e-4f, 1.8997489e-4f, -5.332573e-4f, -0.0016161095f, -8.280194e-4f, 0.0024154794f, 0.0035269298f), piece));
        tail = Avx512F.FusedMultiplyAdd(tail, t, Avx512F.PermuteVar16x32(Vector512.Create(
            -5.7649764e-8f, -2.0553503e-7f, -6.8219674e-7f, -2.1049775e-6f, -6.027613e-6f, -1.5983433e-5f, -3.9141505e-5f, -8.820643e-5f,
            -1.8252025e-4f, -5.6315283e-4f, -0.00107431f, -6.7850697e-4f, 0.0021335552f, 0.0058039036f, 0.0042110607f, -0.004399421f), piece));
        tail = Avx512F.FusedMultiplyAdd(tail, t, Avx512F.PermuteVar16x32(Vector512.Create(
            4.9787822e-8f, 1.891212e-7f, 6.700186e-7f, 2.2122806e-6f, 6.801568e-6f, 1.9449786e-5f, 5.1661253e-5f, 1.2723706e-4f,
            2.898321e-4f, 0.0011809669f, 0.0033317828f, 0.0059307204f, 0.004471619f, -0.0060853334f, -0.020121252f, -0.020128243f), piece));
        tail = Avx512F.FusedMultiplyAdd(tail, t, Avx512F.PermuteVar16x32(Vector512.Create(
            -3.54645e-8f, -1.4109713e-7f, -5.2518885e-7f, -1.8280924e-6f, -5.947685e-6f, -1.8076278e-5f, -5.128348e-5f, -1.3570265e-4f,
            -3.3458942e-4f, -0.001635792f, -0.005908126f, -0.015337728f, -0.02699903f, -0.02698456f, 5.560333e-6f, 0.04401344f), piece));
        tail = Avx512F.FusedMultiplyAdd(tail, t, Avx512F.PermuteVar16x32(Vector512.Create(
            1.822696e-8f, 7.587627e-8f, 2.9616328e-7f, 1.0837116e-6f, 3.7167733e-6f, 1.1945033e-5f, 3.5963345e-5f, 1.01402016e-4f,
            2.676597e-4f, 0.0015272256f, 0.0066478355f, 0.021910345f, 0.053990744f, 0.09713809f, 0.12098572f, 0.08801666f), piece));
        tail = Avx512F.FusedMultiplyAdd(tail, t, Avx512F.PermuteVar16x32(Vector512.Create(
            -6.075891e-9f, -2.6392456e-8f, -1.0769766e-7f, -4.1284724e-7f, -1.4867198e-6f, -5.029508e-6f, -1.5983742e-5f, -4.7718637e-5f,
            -1.3383024e-4f, -8.7268197e-4f, -0.004431847f, -0.017528301f, -0.05399097f, -0.1295176f, -0.24197072f, -0.35206532f), piece));
        tail = Avx512F.FusedMultiplyAdd(tail, t, Avx512F.PermuteVar16x32(Vector512.Create(
            9.865876e-10f, 4.4621724e-9f, 1.8989562e-8f, 7.60496e-8f, 2.8665158e-7f, 1.0170833e-6f, 3.397673e-6f, 1.0688525e-5f,
            3.1671243e-5f, 2.3262909e-4f, 0.001349898f, 0.0062096654f, 0.022750132f, 0.0668072f, 0.15865526f, 0.30853754f), piece));
        return Avx512F.FusedMultiplyAddNegated(size, tail, Vector512.MaxNative(Vector512.Create(-0f), x));
    }
}
