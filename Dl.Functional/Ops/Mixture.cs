namespace Dl.Functional;

/// <summary>
/// <c>y = -ln sum_k p_k N(t; m_k, L_k L_k^T)</c> for each row of parameters (see <see cref="MixtureDensity"/> for their order) and of targets t.
/// </summary>
/// <remarks>
/// With <c>z = L^-1 (t - m)</c> the logarithm of a density is <c>-ln (2 pi) d / 2 - sum_i ln L_ii - z z / 2</c>. With r_k the share of component k in the sum and <c>w = L^-T z</c>
/// the cotangents, times g, are <c>p_k - r_k</c> for a logit, <c>-r_k w</c> for a mean, <c>-r_k w_i z_j</c> for L_ij, <c>r_k (1 - w_i z_i L_ii)</c> for ln L_ii,
/// because <c>dz = -L^-1 dL z</c>, and <c>sum_k r_k w</c> for t. Source: Bishop, 1994.
/// </remarks>
/// <param name="Components">The number of densities.</param>
/// <param name="Covariance">What their covariances may be.</param>
public sealed record MixtureOp(int Components, Covariance Covariance) : Op("mixture")
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
    {
        this.Expect(inputs, 2);
        var (x, t) = (inputs[0], inputs[1]);
        var form = MixtureForm.Of(Name, x.Shape, t.Shape, Components, Covariance);
        var batch = t.Shape[0];
        // For each row and component the solution z, and the logarithm of its density.
        var z = Tensor<T>.Build([batch, Components, form.Dimensions], (x, t, form), static (into, s) => EachComponent(s.x, s.form, (s.t, s.form), into, Solve));
        var densities = Tensor<T>.Build([batch, Components], (x, z, form), static (into, s) =>
        {
            var d = s.form.Dimensions;
            for (var at = 0; at < into.Length; at++)
            {
                var scales = s.x.Span.Slice(at / s.form.Components * s.x.Shape.Last + s.form.Scale(at % s.form.Components), s.form.Scales);
                var sum = T.CreateChecked(d * Math.Log(2 * Math.PI));
                for (var i = 0; i < d; i++) sum += s.z[at * d + i] * s.z[at * d + i] + scales[s.form.Diagonal(i)] + scales[s.form.Diagonal(i)];
                into[at] = -sum / T.CreateChecked(2);
            }
        });
        var logits = Tensor<T>.Build([batch, Components], x, static (into, x) => EachRow(x, into));
        var weights = Ops.LogSoftmax<T>(logits).Value().Value;
        var joint = Ops.Add<T>(weights, densities).Value().Value;
        var y = Ops.Negate<T>(Exponentials<T>.Of(joint, [batch, 1]).Logarithm([batch])).Value().Value;
        return new(y, g =>
        {
            var (p, r) = (Ops.Exp<T>(weights).Value().Value, Ops.Softmax<T>(joint).Value().Value);
            var w = Tensor<T>.Build(z.Shape, (x, z, form), static (into, s) => EachComponent(s.x, s.form, (s.z, s.form), into, SolveTransposed));
            return [
                Delta<T>.Of(x.Shape, (g, x, z, w, p, r, form), static (into, add, s) =>
                {
                    for (var row = 0; row < s.g.Shape.Size; row++)
                        for (var k = 0; k < s.form.Components; k++)
                            Parameters(s.form, row * s.form.Components + k, k, s.g[row], s.x, s.z.Span, s.w.Span, s.p.Span, s.r.Span, into.Slice(row * s.x.Shape.Last, s.x.Shape.Last), add);
                }),
                Delta<T>.Of(t.Shape, (g, w, r, form), static (into, add, s) =>
                {
                    var (d, components) = (s.form.Dimensions, s.form.Components);
                    for (var i = 0; i < into.Length; i++)
                    {
                        var (row, sum) = (i / d, T.Zero);
                        for (var k = 0; k < components; k++)
                            if (s.r[row * components + k] is var share && share != T.Zero) sum += share * s.w[(row * components + k) * d + i % d];
                        into[i] = add ? into[i] + s.g[row] * sum : s.g[row] * sum;
                    }
                })];
        });
    }

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size)
    {
        var (batch, components, dimensions, covariance) = (Examples.Size(key, size, 0), Examples.Size(key, Math.Min(size, 3), 1), Examples.Size(key, Math.Min(size, 3), 2), (Covariance)key.Below(3, 3));
        var form = new MixtureForm(components, dimensions, covariance);
        // Factors between e^-1 and e: the square of a distance in deviations stays of ordinary size.
        var outputs = Examples.Any(key.Child(0), [batch, components * form.Stride]).Span.ToArray().Select((x, i) => i % (components * form.Stride) < form.Scale(0) ? x : x / 4);
        return new(new MixtureOp(components, covariance), [Tensor<double>.From([batch, components * form.Stride], [.. outputs]), Examples.Any(key.Child(1), [batch, dimensions])]);
    }

    delegate void Component<T, S>(ReadOnlySpan<T> factor, ReadOnlySpan<T> row, int at, S state, Span<T> into);

    static void EachComponent<T>(Tensor<T> x, MixtureForm form, (Tensor<T> Right, MixtureForm Form) state, Span<T> into, Component<T, (Tensor<T>, MixtureForm)> component) where T : struct, IFloatingPointIeee754<T>
    {
        var d = form.Dimensions;
        var factor = new T[d * d];
        for (var at = 0; at < into.Length / d; at++)
        {
            var row = x.Span.Slice(at / form.Components * x.Shape.Last, x.Shape.Last);
            form.Factor(row, at % form.Components, factor);
            component(factor, row, at, state, into.Slice(at * d, d));
        }
    }

    static void EachRow<T>(Tensor<T> x, Span<T> into) where T : struct, IFloatingPointIeee754<T>
    {
        var components = into.Length / x.Shape[0];
        for (var row = 0; row < x.Shape[0]; row++) x.Span.Slice(row * x.Shape.Last, components).CopyTo(into[(row * components)..]);
    }

    // L z = t - m, from the first row down.
    static void Solve<T>(ReadOnlySpan<T> factor, ReadOnlySpan<T> row, int at, (Tensor<T> Targets, MixtureForm Form) s, Span<T> z) where T : struct, IFloatingPointIeee754<T>
    {
        var (d, components) = (s.Form.Dimensions, s.Form.Components);
        for (var i = 0; i < d; i++)
        {
            var rest = s.Targets[at / components * d + i] - row[s.Form.Mean(at % components) + i];
            for (var j = 0; j < i; j++) rest -= factor[i * d + j] * z[j];
            z[i] = rest / factor[i * d + i];
        }
    }

    // L^T w = z, from the last row up.
    static void SolveTransposed<T>(ReadOnlySpan<T> factor, ReadOnlySpan<T> row, int at, (Tensor<T> Z, MixtureForm Form) s, Span<T> w) where T : struct, IFloatingPointIeee754<T>
    {
        var d = s.Form.Dimensions;
        for (var i = d - 1; i >= 0; i--)
        {
            var rest = s.Z[at * d + i];
            for (var j = i + 1; j < d; j++) rest -= factor[j * d + i] * w[j];
            w[i] = rest / factor[i * d + i];
        }
    }

    static void Parameters<T>(MixtureForm form, int at, int k, T g, Tensor<T> x, ReadOnlySpan<T> z, ReadOnlySpan<T> w, ReadOnlySpan<T> p, ReadOnlySpan<T> r, Span<T> into, bool add)
        where T : struct, IFloatingPointIeee754<T>
    {
        var (d, scale, row) = (form.Dimensions, form.Scale(k), at / form.Components * x.Shape.Last);
        if (!add) into.Slice(scale, form.Scales).Clear();
        Put(into, k, g * (p[at] - r[at]), add);
        // A component without a share has no say, even where its factor has vanished.
        if (r[at] == T.Zero)
        {
            if (!add) into.Slice(form.Mean(k), d).Clear();
            return;
        }
        for (var i = 0; i < d; i++)
        {
            var (share, weight) = (g * r[at], w[at * d + i]);
            Put(into, form.Mean(k) + i, -share * weight, add);
            var diagonal = scale + form.Diagonal(i);
            // w_i L_ii, from the row of L^T w = z that it solves: nothing overflows.
            var product = z[at * d + i];
            if (form.Covariance == Covariance.Full)
                for (var j = i + 1; j < d; j++) product -= x[row + scale + j * (j + 1) / 2 + i] * w[at * d + j];
            into[diagonal] += share * (T.One - product * z[at * d + i]);
            if (form.Covariance == Covariance.Full)
                for (var j = 0; j < i; j++) into[scale + i * (i + 1) / 2 + j] -= share * weight * z[at * d + j];
        }
    }

    static void Put<T>(Span<T> into, int i, T value, bool add) where T : struct, IFloatingPointIeee754<T> => into[i] = add ? into[i] + value : value;
}

public static partial class Ops
{
    /// <summary>Minus the logarithm of a mixture of normal densities at the targets, see <see cref="MixtureOp"/>.</summary>
    public static Diff<T, Var<T>> Mixture<T>(Var<T> parameters, Var<T> targets, int components, Covariance covariance) where T : struct, IFloatingPointIeee754<T> =>
        Diff.Apply(new MixtureOp(components, covariance), [parameters, targets]);
}
