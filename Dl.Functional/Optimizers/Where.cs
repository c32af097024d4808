namespace Dl.Functional;

/// <summary>
/// Which leaves an optimizer's rule acts on, by what they are or where they stand: a value, never a mask. Optax: <c>mask</c>;
/// PyTorch: parameter groups.
/// </summary>
/// <example><code>
/// new Decay(0.01, Where.Matrices)                            // neither biases nor the scales of norms
/// new Decay(0.01, Where.Path("2").Not())                     // all but layer 2
/// </code></example>
public abstract record Where
{
    /// <summary>Every leaf.</summary>
    public static Where All { get; } = new Everywhere();

    /// <summary>No leaf.</summary>
    public static Where None { get; } = new Everywhere().Not();

    /// <summary>Matrices and convolution kernels: what is usually decayed.</summary>
    public static Where Matrices { get; } = Roles(Role.Matrix, Role.Kernel);

    /// <summary>Leaves of some roles.</summary>
    public static Where Roles(params Role[] roles) => new WhereRole(roles.ToMany());

    /// <summary>Leaves whose path begins with these parts: <c>2</c> is all of layer 2, <c>2.bias</c> its bias, <c>*.bias</c> that of
    /// any layer. Parts stand between dots; * stands for one part.</summary>
    public static Where Path(string path) => new WherePath(path);

    /// <summary>Whether a leaf is among them.</summary>
    public abstract bool Takes(Slot slot);

    /// <summary>The other leaves.</summary>
    public Where Not() => new WhereNot(this);

    /// <summary>The leaves that are among both.</summary>
    public Where And(Where other) => new WhereBoth(this, other);

    /// <summary>The leaves that are among either.</summary>
    public Where Or(Where other) => new WhereBoth(Not(), other.Not()).Not();
}

/// <summary>Every leaf.</summary>
public sealed record Everywhere : Where
{
    /// <inheritdoc/>
    public override bool Takes(Slot slot) => true;

    /// <inheritdoc/>
    public override string ToString() => "all";
}

/// <summary>Leaves of some roles.</summary>
/// <param name="Wanted">The roles.</param>
public sealed record WhereRole(Many<Role> Wanted) : Where
{
    /// <inheritdoc/>
    public override bool Takes(Slot slot) => Wanted.Contains(slot.Role);

    /// <inheritdoc/>
    public override string ToString() => string.Join("|", Wanted.Select(role => role.ToString().ToLowerInvariant()));
}

/// <summary>Leaves whose path begins with some parts.</summary>
/// <param name="Prefix">The parts between dots; * stands for one part.</param>
public sealed record WherePath(string Prefix) : Where
{
    /// <inheritdoc/>
    public override bool Takes(Slot slot)
    {
        var (wanted, parts) = (Prefix.Split('.'), slot.Path.Split('.'));
        return wanted.Length <= parts.Length && wanted.Zip(parts).All(pair => pair.First == "*" || pair.First == pair.Second);
    }

    /// <inheritdoc/>
    public override string ToString() => Prefix;
}

/// <summary>The leaves that are not among some.</summary>
/// <param name="Others">Those.</param>
public sealed record WhereNot(Where Others) : Where
{
    /// <inheritdoc/>
    public override bool Takes(Slot slot) => !Others.Takes(slot);

    /// <inheritdoc/>
    public override string ToString() => $"not({Others})";
}

/// <summary>The leaves that are among both.</summary>
/// <param name="First">The one.</param>
/// <param name="Second">The other.</param>
public sealed record WhereBoth(Where First, Where Second) : Where
{
    /// <inheritdoc/>
    public override bool Takes(Slot slot) => First.Takes(slot) && Second.Takes(slot);

    /// <inheritdoc/>
    public override string ToString() => $"{First}&{Second}";
}
