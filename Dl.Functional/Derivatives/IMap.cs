namespace Dl.Functional;

/// <summary>A function from a vector to a tensor, generic in the scalar: the same lines run at double, for reverse mode and for differences, and at dual
/// numbers, for forward mode.</summary>
/// <example><code>
/// sealed record Product : IMap
/// {
///     public Diff&lt;T, Var&lt;T&gt;&gt; Of&lt;T&gt;(Var&lt;T&gt; x) where T : struct, IFloatingPointIeee754&lt;T&gt; =&gt; Ops.Product(x);
/// }
/// </code></example>
public interface IMap
{
    /// <summary>The function.</summary>
    Diff<T, Var<T>> Of<T>(Var<T> x) where T : struct, IFloatingPointIeee754<T>;
}
