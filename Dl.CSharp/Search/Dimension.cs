using Dl.Core;

namespace Dl.CSharp;

/// <summary>The values that a hyperparameter may have.</summary>
/// <param name="Name">Its name.</param>
public abstract record Dimension(string Name)
{
    /// <summary>The values of a grid.</summary>
    public abstract Many<SearchValue> Grid { get; }

    /// <summary>A value drawn from all of them.</summary>
    /// <param name="share">A number from [0, 1), evenly distributed.</param>
    public abstract SearchValue At(double share);

    /// <summary>All values; null where they are more than 100,000.</summary>
    public virtual Many<SearchValue>? All => null;

    /// <summary>Whether a value is one of them.</summary>
    public abstract bool Has(SearchValue value);
}

/// <summary>One of a few values, all equally likely.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Values">The values; one that is alone is fixed.</param>
public sealed record Choice(string Name, Many<SearchValue> Values) : Dimension(Name)
{
    /// <inheritdoc/>
    public override Many<SearchValue> Grid => Values;

    /// <inheritdoc/>
    public override Many<SearchValue> All => Values;

    /// <inheritdoc/>
    public override SearchValue At(double share) => Values[(int)(share * Values.Count)];

    /// <inheritdoc/>
    public override bool Has(SearchValue value) => Values.Contains(value);
}

/// <summary>A number between two others.</summary>
/// <param name="Name">Its name.</param>
/// <param name="From">The least.</param>
/// <param name="To">The largest.</param>
/// <param name="Log">Whether equal ratios are equally likely, not equal differences.</param>
/// <param name="Whole">Whether it is a whole number; both ends are as likely as what lies between.</param>
/// <param name="Points">How many values a grid takes, the ends included.</param>
public sealed record Interval(string Name, double From, double To, bool Log = false, bool Whole = false, int Points = 3) : Dimension(Name)
{
    /// <inheritdoc/>
    public override Many<SearchValue> Grid => [.. Enumerable.Range(0, Points).Select(i => SearchValue.Of(Between(Points == 1 ? 0.5 : (double)i / (Points - 1), From, To) is var x && Whole ? Math.Round(x) : x)).Distinct()];

    /// <inheritdoc/>
    public override Many<SearchValue>? All => Whole && To - From < SearchPlan.Most ? [.. Enumerable.Range(0, (int)(To - From) + 1).Select(i => SearchValue.Of(From + i))] : null;

    /// <inheritdoc/>
    public override SearchValue At(double share) => Whole
        ? Math.Clamp(Math.Round(Between(share, From - 0.5, To + 0.5)), From, To)
        : Math.Clamp(Between(share, From, To), From, To);

    /// <inheritdoc/>
    public override bool Has(SearchValue value) => value.Word is null && value.Number >= From && value.Number <= To && (!Whole || value.Number == Math.Round(value.Number));

    /// <summary>How far a value lies between the ends, 0 to 1.</summary>
    public double Share(double value) => From == To ? 0.5 : Log ? (Math.Log(value) - Math.Log(From)) / (Math.Log(To) - Math.Log(From)) : (value - From) / (To - From);

    double Between(double share, double from, double to) => Log ? Math.Exp(Math.Log(from) + (Math.Log(to) - Math.Log(from)) * share) : from + (to - from) * share;
}
