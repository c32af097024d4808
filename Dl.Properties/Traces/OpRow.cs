namespace Dl.Properties;

/// <summary>How an op of the trace format is computed here: one row of the table.</summary>
/// <param name="Op">Its name in the format.</param>
/// <param name="Tensors">The inputs and constants it takes.</param>
/// <param name="Compute">The computation, in the layouts of the format.</param>
sealed record OpRow(string Op, Many<string> Tensors, Func<OpCall, Diff<double, Played>> Compute)
{
    /// <summary>Inputs and constants that may be missing.</summary>
    public Many<string> Optional { get; init; } = [];

    /// <summary>The attributes that it reads.</summary>
    public Many<string> Attributes { get; init; } = [];

    /// <summary>Attributes that it knows only as switched off: 0 or false.</summary>
    public Many<string> Off { get; init; } = [];

    /// <summary>An op with one output and no state.</summary>
    public static OpRow Of(string op, Many<string> tensors, Func<OpCall, Diff<double, Var<double>>> compute) =>
        new(op, tensors, call => compute(call).Map(output => new Played([output], [])));

    /// <summary>Refuses what the computation would not look at.</summary>
    /// <exception cref="DlException">The case has a tensor or an attribute that this row does not know.</exception>
    public void Accept(OpTrace trace)
    {
        var given = trace.Inputs.Select(input => input.Name).Concat(trace.Constants.Select(constant => constant.Name)).ToArray();
        foreach (var name in given)
            if (!Tensors.Contains(name) && !Optional.Contains(name)) throw new DlException($"input {name} is not supported");
        foreach (var name in Tensors)
            if (!given.Contains(name)) throw new DlException($"input {name} is missing");
        trace.Attributes.Allow(Attributes, Off);
    }
}

/// <summary>The table of ops.</summary>
static class OpTable
{
    /// <summary>All ops of the format that can be computed here. A new op is one more row in its family; a new family is one
    /// more file and its name here.</summary>
    public static Many<OpRow> All { get; } =
        [.. ArithmeticRows.All, .. ActivationRows.All, .. NormalisationRows.All, .. LossRows.All, .. SequenceRows.All, .. ConvolutionRows.All];
}
