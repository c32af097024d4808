using System.Collections;
using System.Runtime.CompilerServices;

namespace Dl.Core;

/// <summary>
/// An immutable list whose first three items lie inside it, so that <c>[a, b]</c> allocates nothing.
/// Ops take and give their tensors in it. Equality is by items.
/// </summary>
/// <typeparam name="A">The type of an item.</typeparam>
[CollectionBuilder(typeof(Few), nameof(Few.From))]
public readonly struct Few<A> : IReadOnlyList<A>, IEquatable<Few<A>>
{
    readonly A first, second, third;
    readonly A[]? rest;

    internal Few(ReadOnlySpan<A> items)
    {
        (Count, first, second, third) = (items.Length, At(items, 0), At(items, 1), At(items, 2));
        rest = items.Length > 3 ? items[3..].ToArray() : null;

        static A At(ReadOnlySpan<A> items, int i) => i < items.Length ? items[i] : default!;
    }

    /// <summary>One item.</summary>
    public Few(A first) => (Count, this.first, second, third) = (1, first, default!, default!);

    /// <summary>Two items.</summary>
    public Few(A first, A second) => (Count, this.first, this.second, third) = (2, first, second, default!);

    /// <summary>Three items.</summary>
    public Few(A first, A second, A third) => (Count, this.first, this.second, this.third) = (3, first, second, third);

    /// <summary>The number of items.</summary>
    public int Count { get; }

    /// <summary>Item <paramref name="i"/>, counted from zero.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such item.</exception>
    public A this[int i]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)i, (uint)Count, nameof(i));
            return i switch { 0 => first, 1 => second, 2 => third, _ => rest![i - 3] };
        }
    }

    /// <summary>The list of <paramref name="f"/> of each item, in order.</summary>
    public Few<B> Map<B>(Func<A, B> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return Count switch
        {
            0 => default,
            1 => new(f(first)),
            2 => new(f(first), f(second)),
            3 => new(f(first), f(second), f(third)),
            _ => new([.. this.Select(f)]),
        };
    }

    /// <inheritdoc/>
    public IEnumerator<A> GetEnumerator()
    {
        for (var i = 0; i < Count; i++) yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(Few<A> other) => Count == other.Count && this.SequenceEqual(other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Few<A> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => this.Aggregate(Count, HashCode.Combine);

    /// <summary>The items between brackets, as a collection expression.</summary>
    public override string ToString() => $"[{string.Join(", ", this)}]";

    /// <summary>Equal items in equal order.</summary>
    public static bool operator ==(Few<A> left, Few<A> right) => left.Equals(right);

    /// <summary>Not equal.</summary>
    public static bool operator !=(Few<A> left, Few<A> right) => !left.Equals(right);
}

/// <summary>Makes a <see cref="Few{A}"/> from a collection expression.</summary>
public static class Few
{
    /// <summary>The items as a list.</summary>
    public static Few<A> From<A>(ReadOnlySpan<A> items) => new(items);

    /// <summary>The items as a list.</summary>
    public static Few<A> Of<A>(params A[] items) => new(items);
}
