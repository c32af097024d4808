namespace Dl.Functional;

/// <summary>
/// Two layers of threshold units: enough for any Boolean function. The unit of a row of the truth table where the function is true fires on that row alone,
/// and the output is the or of these units. Law: it computes the table. Source: McCulloch and Pitts, 1943.
/// </summary>
/// <param name="Hidden">The units that see the inputs.</param>
/// <param name="Output">The unit that sees them.</param>
public sealed record ThresholdNetwork(Many<ThresholdUnit> Hidden, ThresholdUnit Output)
{
    /// <summary>The network of a truth table: entry i is the value where input k is bit k of i.</summary>
    /// <exception cref="DlException">The number of entries is not a power of two.</exception>
    public static ThresholdNetwork Of(Many<bool> table)
    {
        if (!BitOperations.IsPow2(table.Count)) throw new DlException($"a truth table has 1, 2, 4, 8, ... entries, not {table.Count}");
        var inputs = BitOperations.Log2((uint)table.Count);
        var rows = Enumerable.Range(0, table.Count).Where(row => table[row]).Select(row => Only(row, inputs)).ToMany();
        return new(rows, new(rows.Select(_ => 1.0).ToMany(), -0.5));
    }

    /// <summary>The value.</summary>
    public bool At(params bool[] x) => Output.Of([.. Hidden.Select(unit => unit.Of(x))]);

    // Weight 1 where the row has a 1 and -1 where it has a 0: the sum of the weights met is largest on the row itself, by 1 at least.
    static ThresholdUnit Only(int row, int inputs)
    {
        var weights = Enumerable.Range(0, inputs).Select(bit => (row >> bit & 1) == 1 ? 1.0 : -1.0).ToMany();
        return new(weights, 0.5 - weights.Count(weight => weight > 0));
    }
}
