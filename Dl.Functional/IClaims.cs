namespace Dl.Functional;

/// <summary>
/// A thing of one's own - an op, a layer, a loss, an initialiser, a link - that claims to be a known one with known settings:
/// the laws then judge it by what holds for that one, its reference computation included. The wrong things of the gallery
/// claim to be the right ones in this way.
/// </summary>
/// <example><code>
/// public sealed record MyAdam(double Beta1, double Beta2, double Epsilon) : BlockLink("my adam"), IClaims&lt;ILink&gt;
/// {
///     public ILink Claims => new Adam(Beta1, Beta2, Epsilon);
/// }
/// </code></example>
/// <typeparam name="A">The kind of thing.</typeparam>
public interface IClaims<out A>
{
    /// <summary>What this claims to be.</summary>
    A Claims { get; }
}
