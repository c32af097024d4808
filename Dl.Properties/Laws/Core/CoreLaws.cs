namespace Dl.Properties;

/// <summary>The laws of what everything stands on: trees, the monad, keys, memory, training, depth, tensors, and the shrinking of cases.</summary>
public static class CoreLaws
{
    /// <summary>Every claim.</summary>
    public static Many<Claim> All { get; } =
    [
        .. TreeLaws.All, .. MonadLaws.All, .. KeyLaws.All, .. MemoryLaws.All, .. TrainingLaws.All, .. DepthLaws.All, .. TensorLaws.All, .. ShrinkerLaws.All, .. UnitLaws.All, .. DerivativeLaws.All,
    ];
}

/// <summary>A claim that is asked about few cases, because one of them is large.</summary>
/// <param name="Inner">The claim.</param>
/// <param name="Most">The number of cases that it is asked about at most.</param>
public sealed record Rare(Claim Inner, int Most) : Claim(Inner.Thing, Inner.Law, FormattableString.Invariant($"{Inner.Says} (at most {Most} cases, because one is large)"))
{
    /// <inheritdoc/>
    public override LawReport Check(CheckSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return Inner.Check(settings with { Cases = Math.Min(settings.Cases, Most) });
    }
}

/// <summary>What the laws of the core compare and expect.</summary>
static class Bits
{
    /// <summary>Equal paths, roles, counters, and equal bits in every leaf.</summary>
    public static Verdict Same<T>(ITree<T> claimed, ITree<T> found, Func<string> where) where T : struct, IFloatingPointIeee754<T>
    {
        var (left, right) = (Tree.Leaves(claimed), Tree.Leaves(found));
        var all = Verdict.If(left.Count == right.Count, () => $"{where()}: claimed {left.Count} leaves, found {right.Count}")
            .And(() => Verdict.If(Tree.Counters(claimed).Equals(Tree.Counters(found)), () => $"{where()}: claimed counters {Tree.Counters(claimed)}, found {Tree.Counters(found)}"));
        for (var i = 0; i < Math.Min(left.Count, right.Count); i++)
        {
            var (mine, theirs) = (left[i], right[i]);
            all = all
                .And(() => Verdict.If((mine.Path, mine.Role) == (theirs.Path, theirs.Role), () => $"{where()}: claimed leaf '{mine.Path}' ({mine.Role}), found '{theirs.Path}' ({theirs.Role})"))
                .And(() => Same(mine.Value.Value, theirs.Value.Value, () => $"{where()}, leaf '{mine.Path}'"));
        }
        return all;
    }

    /// <summary>Equal shape and bits.</summary>
    public static Verdict Same<T>(Tensor<T> claimed, Tensor<T> found, Func<string> where) where T : struct, IFloatingPointIeee754<T> =>
        Verdict.If(claimed.SameBits(found), () => $"{where()}: claimed {claimed}, found {found}");

    /// <summary>Equal in all that training knows, to the bit.</summary>
    public static Verdict Same<T>(Learner<T> claimed, Learner<T> found, Func<string> where) where T : struct, IFloatingPointIeee754<T> =>
        Same<T>((ITree<T>)claimed, found, where)
            .And(() => Verdict.If(claimed.Key == found.Key && claimed.Loss.Equals(found.Loss),
                () => FormattableString.Invariant($"{where()}: claimed loss {claimed.Loss:R}, found {found.Loss:R}; or another key")));

    /// <summary>It throws the one public exception, and its message says this.</summary>
    public static Verdict Refused(string part, Func<object?> act, Func<string> what)
    {
        try
        {
            _ = act();
        }
        catch (DlException error) when (error.Message.Contains(part, StringComparison.Ordinal))
        {
            return Verdict.Holds;
        }
        catch (DlException error)
        {
            return Verdict.Broken($"{what()} is refused without '{part}' in the message: {error.Message}");
        }
        return Verdict.Broken($"{what()} is accepted");
    }
}
