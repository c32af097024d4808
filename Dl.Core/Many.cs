using System.Collections;
using System.Runtime.CompilerServices;

namespace Dl.Core;

/// <summary>
/// An immutable list of any length with structural equality, so that records that hold one are equal when their items are:
/// the layers of a network, the links of an optimizer, the trees of parameters.
/// </summary>
/// <typeparam name="A">The type of an item.</typeparam>
[CollectionBuilder(typeof(Many), nameof(Many.From))]
public sealed class Many<A> : IReadOnlyList<A>, IEquatable<Many<A>>
{
    readonly ImmutableArray<A> items;

    internal Many(ImmutableArray<A> items) => this.items = items;

    /// <summary>The number of items.</summary>
    public int Count => items.Length;

    /// <summary>Item <paramref name="i"/>, counted from zero.</summary>
    public A this[int i] => items[i];

    /// <summary>The list of <paramref name="f"/> of each item, in order.</summary>
    public Many<B> Map<B>(Func<A, B> f) => new([.. items.Select(f)]);

    /// <summary>This list and then the other.</summary>
    public Many<A> Concat(Many<A> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new(items.AddRange(other.items));
    }

    /// <inheritdoc/>
    public IEnumerator<A> GetEnumerator() => ((IEnumerable<A>)items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(Many<A>? other) => other is not null && (items == other.items || items.SequenceEqual(other.items));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Many<A>);

    /// <inheritdoc/>
    public override int GetHashCode() => items.Aggregate(items.Length, HashCode.Combine);

    /// <summary>The items between brackets, as a collection expression.</summary>
    public override string ToString() => $"[{string.Join(", ", items)}]";
}

/// <summary>Makes a <see cref="Many{A}"/>.</summary>
public static class Many
{
    /// <summary>The items as a list.</summary>
    public static Many<A> From<A>(ReadOnlySpan<A> items) => new([.. items]);

    /// <summary>The items as a list.</summary>
    public static Many<A> Of<A>(params A[] items) => new([.. items]);

    /// <summary>The items of a builder, which is empty afterwards, without a copy if it is full.</summary>
    internal static Many<A> Drained<A>(this ImmutableArray<A>.Builder items) => new(items.DrainToImmutable());

    /// <summary>The items as a list.</summary>
    public static Many<A> ToMany<A>(this IEnumerable<A> items) => new([.. items]);
}
