namespace Dl.Core;

/// <summary>Adds up the cotangents of a flat gradient while it is being built.</summary>
internal delegate void Gather<T, in S>(Accumulator<T> gradient, S state) where T : struct, IFloatingPointIeee754<T>;

/// <summary>
/// A sum of cotangents that is still growing. It lives inside one sweep, and no other code can see its memory before it
/// is frozen: the only tensors that are written after they were made.
/// </summary>
internal readonly struct Accumulator<T> where T : struct, IFloatingPointIeee754<T>
{
    readonly Tensor<T> sum;
    readonly bool mine;

    Accumulator(Tensor<T> sum, bool mine) => (this.sum, this.mine) = (sum, mine);

    /// <summary>The sum so far; nothing may be added after it was read.</summary>
    public Tensor<T> Tensor => sum;

    /// <summary>Makes a flat gradient by letting <paramref name="gather"/> write every slice of it.</summary>
    public static Tensor<T> Flat<S>(Shape shape, S state, Gather<T, S> gather)
    {
        var flat = Tensor<T>.Rent(shape);
        flat.Hold(Region.Current);
        gather(new(flat, true), state);
        return flat;
    }

    /// <summary>The first cotangent that arrives. One that is a tensor already is taken as it is, and copied only when
    /// another arrives.</summary>
    public static Accumulator<T> First(Delta<T> cotangent) => cotangent.Known is { } known ? Of(known, false) : Of(cotangent.ToTensor(), true);

    /// <summary>One more cotangent.</summary>
    public Accumulator<T> Plus(Delta<T> cotangent)
    {
        if (!mine)
        {
            var larger = Of(cotangent.AddTo(sum), true);
            LetGo();
            return larger;
        }
        cotangent.Write(sum.Writable, add: true);
        return this;
    }

    /// <summary>Nobody asks for the sum any more.</summary>
    public void LetGo() => sum.LetGo(Region.Current);

    static Accumulator<T> Of(Tensor<T> sum, bool mine)
    {
        sum.Hold(Region.Current);
        return new(sum, mine);
    }

    /// <summary>Writes, or adds, a cotangent at a place of the flat gradient.</summary>
    public void Write(int start, Delta<T> cotangent, bool add) => cotangent.Write(sum.Writable.Slice(start, cotangent.Shape.Size), add);

    /// <summary>Clears a slice that no cotangent reached.</summary>
    public void Clear(int start, int size) => sum.Writable.Slice(start, size).Clear();
}
