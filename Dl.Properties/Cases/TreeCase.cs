namespace Dl.Properties;

/// <summary>A tree: parameters, state of layers or optimizers, a learner, a record of a user.</summary>
public sealed record TreeCase : Case
{
    readonly Func<Key, int, ITree<double>> draw;
    readonly string made;
    readonly Key key;
    readonly int scale;

    /// <summary>A tree drawn by a function of a key and a scale.</summary>
    /// <param name="made">The function in C#, for counterexamples.</param>
    /// <param name="draw">The function.</param>
    /// <param name="key">What it draws from.</param>
    /// <param name="scale">How large.</param>
    public TreeCase(string made, Func<Key, int, ITree<double>> draw, Key key, int scale)
    {
        ArgumentNullException.ThrowIfNull(draw);
        (this.made, this.draw, this.key, this.scale) = (made, draw, key, scale);
        Tree = draw(key, scale);
    }

    /// <summary>The tree.</summary>
    public ITree<double> Tree { get; }

    /// <inheritdoc/>
    public override string Source => FormattableString.Invariant($"{made}({SeedCase.Text(key)}, {scale})");

    /// <inheritdoc/>
    public override Measure Measure => SeedCase.Weigh(key, scale);

    /// <inheritdoc/>
    public override IEnumerable<Case> Smaller() => SeedCase.Smaller(key, scale).Select(at => new TreeCase(made, draw, at.Key, at.Scale));
}
