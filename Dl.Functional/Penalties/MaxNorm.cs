namespace Dl.Functional;

/// <summary>A set that parameters must stay in: after each step they are moved to its nearest point, by <see cref="Step{T}.Constraints"/>.</summary>
public interface IConstraint
{
    /// <summary>The name in tables and errors.</summary>
    string Name { get; }

    /// <summary>The nearest point of the set.</summary>
    /// <param name="vector">All parameters.</param>
    /// <param name="slots">Where each leaf lies.</param>
    Tensor<T> Project<T>(Tensor<T> vector, Many<Slot> slots) where T : struct, IFloatingPointIeee754<T>;
}

/// <summary>
/// The weights that reach one unit have at most a given length; longer ones are scaled down to it. A unit is a place on the last axis: a column of a matrix (in, out), a filter
/// of a kernel (height, width, in, out). Laws: projected twice is projected once; what is inside does not move. Source: Srebro and Shraibman, 2005; Srivastava et al., 2014.
/// PyTorch: <c>torch.renorm</c>; Keras: <c>MaxNorm</c>; Optax: -.
/// </summary>
/// <param name="Limit">The largest length; 3 or 4 by custom.</param>
/// <param name="Where">The leaves that are constrained.</param>
public sealed record MaxNorm(double Limit, Where Where) : IConstraint
{
    /// <summary>On matrices and kernels.</summary>
    public MaxNorm(double limit) : this(limit, Where.Matrices) { }

    /// <inheritdoc/>
    public string Name => "max norm";

    /// <inheritdoc/>
    public Tensor<T> Project<T>(Tensor<T> vector, Many<Slot> slots) where T : struct, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(vector);
        Setting.AtLeast(Name, "the largest length", Limit);
        return Tensor<T>.Build(vector.Shape, (vector, slots, Where, limit: T.CreateChecked(Limit)), static (into, s) =>
        {
            s.vector.Span.CopyTo(into);
            foreach (var slot in s.slots)
            {
                if (!s.Where.Takes(slot) || slot.Shape.Rank == 0) continue;
                var leaf = into.Slice(slot.Start, slot.Shape.Size);
                for (var unit = 0; unit < slot.Shape.Last; unit++)
                {
                    var square = T.Zero;
                    for (var i = unit; i < leaf.Length; i += slot.Shape.Last) square += leaf[i] * leaf[i];
                    var length = T.Sqrt(square);
                    if (!(length > s.limit)) continue;
                    for (var i = unit; i < leaf.Length; i += slot.Shape.Last) leaf[i] *= s.limit / length;
                }
            }
        });
    }
}
