namespace Dl.Properties;

/// <summary>What a thing is judged as: what it claims to be by <see cref="IClaims{A}"/>, or else itself.</summary>
public static class Claimed
{
    /// <summary>What the laws of a thing may hold it to.</summary>
    public static A By<A>(A thing) where A : class => thing is IClaims<A> claim ? claim.Claims : thing;
}
