namespace Dl.Functional;

/// <summary>
/// An op that is linear: in all its inputs together (a sum, a copy), or in groups of them while the others stay (a product of
/// matrices in each factor). Law: for every group <c>&lt;f(u), c&gt; = &lt;u, J^T c&gt;</c> for any u and c, the same J^T wherever
/// the group stands - an exact statement, without differences.
/// </summary>
public interface ILinear : IOp
{
    /// <summary>The groups of inputs, each by position, in which the op is linear together.</summary>
    /// <param name="inputs">The number of inputs.</param>
    Many<Many<int>> LinearIn(int inputs) => [Enumerable.Range(0, inputs).ToMany()];
}

/// <summary>An op of two inputs that is linear in each of them alone.</summary>
public interface IBilinear : ILinear
{
    Many<Many<int>> ILinear.LinearIn(int inputs) => [[0], [1]];
}
