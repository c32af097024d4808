namespace Dl.Core;

/// <summary>Memory for the inside of a kernel, dirty. It goes back with the run, as that of tensors does.</summary>
internal sealed class Scratch<T> : IRented where T : struct
{
    readonly Region home;
    T[] memory;

    Scratch(Region home, int size)
    {
        (this.home, memory) = (home, Pool<T>.Rent(size));
        home.Note(this);
    }

    /// <summary>So many numbers, that hold anything.</summary>
    public static Span<T> Of(int size)
    {
        var memory = Region.Current is { } region ? new Scratch<T>(region, size).memory : Pool<T>.Allocate(size);
        return memory.AsSpan(Pool<T>.Start(memory, size), size);
    }

    bool IRented.Move(Region from, Region? to) => false;

    void IRented.HandDown(Region to) { }

    void IRented.Empty(Region from)
    {
        if (home != from) return;
        Pool<T>.Return(memory);
        memory = [];
    }

    bool IRented.Outlast(Region from)
    {
        ((IRented)this).Empty(from);
        return false;
    }
}
