namespace Dl.Functional;

/// <summary>Along an axis, place by place, forwards or backwards.</summary>
readonly record struct Walk(Axis Axis, bool Reverse)
{
    /// <summary>The same the other way.</summary>
    public Walk Back => this with { Reverse = !Reverse };

    /// <summary>Where the row of step i begins.</summary>
    public int Row(int outer, int i) => (outer * Axis.Length + (Reverse ? Axis.Length - 1 - i : i)) * Axis.Inner;

    /// <summary><c>y[i] = f(y[i - 1], x[i])</c> from a number that changes nothing, or <c>f(y[i - 1], x[i - 1])</c> if exclusive.</summary>
    public Tensor<T> Scan<T, F>(F f, double neutral, Tensor<T> x, bool exclusive) where T : struct, IFloatingPointIeee754<T> where F : struct, IFormula2 =>
        Tensor<T>.Build(x.Shape, (walk: this, f, neutral, x, exclusive), static (into, s) =>
        {
            var x = s.x.Span;
            var run = s.walk.Axis.Inner;
            for (var outer = 0; outer < s.walk.Axis.Outer; outer++)
                for (var i = 0; i < s.walk.Axis.Length; i++)
                {
                    var (at, before) = (s.walk.Row(outer, i), s.walk.Row(outer, i - 1));
                    var target = into.Slice(at, run);
                    if (i > 0) Core.Pointwise.Map(s.f, into.Slice(before, run), x.Slice(s.exclusive ? before : at, run), target);
                    else if (s.exclusive) target.Fill(T.CreateChecked(s.neutral));
                    else x.Slice(at, run).CopyTo(target);
                }
        });
}
