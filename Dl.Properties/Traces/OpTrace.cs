namespace Dl.Properties;

/// <summary>A tensor that is not differentiated: numbers, or whole numbers.</summary>
readonly record struct Constant(Tensor<double>? Numbers, Indices? Whole);

/// <summary>An op with its inputs, its outputs, and the cotangents of these pulled back to the inputs.</summary>
sealed record OpTrace(string Id, string Op) : TraceCase("op", Id, Op)
{
    const double Tolerance = 1e-9;

    /// <summary>Who computed it, or nothing.</summary>
    public required string Framework { get; init; }

    public required Settings Attributes { get; init; }

    public required Many<(string Name, Tensor<double> Value)> Inputs { get; init; }

    public required Many<(string Name, Constant Value)> Constants { get; init; }

    public required Many<Tensor<double>> Outputs { get; init; }

    public required Many<Tensor<double>> Cotangents { get; init; }

    public required Many<(string Name, Tensor<double> Value)> Gradients { get; init; }

    public required Many<(string Name, Tensor<double> Value)> StateAfter { get; init; }

    private protected override Comparison Compare()
    {
        var row = OpTable.All.FirstOrDefault(row => row.Op == Op) ?? throw new DlException("op not known");
        row.Accept(this);
        var at = Leaves<double>.Of([.. Inputs.Select(input => input.Value)]);
        var played = row.Compute(new(this, at)).Value();
        if (played.Outputs.Count != Outputs.Count) throw new DlException($"{Outputs.Count} outputs are recorded, but this op has {played.Outputs.Count} here");
        return Values(played).And(() => Pulled(row, at));
    }

    Comparison Values(Played played)
    {
        var compared = Comparison.None;
        for (var i = 0; i < Outputs.Count; i++)
        {
            var output = i;
            compared = compared.And(() => Comparison.Of(FormattableString.Invariant($"outputs[{output}]"), Outputs[output], played.Outputs[output].Value, Tolerance));
        }
        foreach (var (name, expected) in StateAfter)
        {
            var found = played.State.FirstOrDefault(state => state.Name == name).Value ?? throw new DlException($"state {name} is not supported");
            compared = compared.And(() => Comparison.Of($"state_after.{name}", expected, found, Tolerance));
        }
        return compared;
    }

    Comparison Pulled(OpRow row, Leaves<double> at)
    {
        if (Gradients.Count == 0) return Comparison.None;
        // The gradient of all outputs together is the sum of the gradients of each.
        var pulled = Enumerable.Range(0, Outputs.Count)
            .Select(i => Gradient.Pull(at, leaves => row.Compute(new(this, leaves)).Map(played => played.Outputs[i]), _ => Cotangents[i]).Gradient)
            .Aggregate((sum, next) => Tree.Zip<double, Leaves<double>>(sum, next, (x, y) => Ops.Add(x, y).Value()));
        var compared = Comparison.None;
        foreach (var (name, expected) in Gradients)
        {
            var found = pulled[Inputs.TakeWhile(input => input.Name != name).Count()].Value;
            compared = compared.And(() => Comparison.Of($"gradients.{name}", expected, found, Tolerance));
        }
        return compared;
    }
}

/// <summary>What an op gives: its outputs and, off the tape, its state afterwards.</summary>
readonly record struct Played(Many<Var<double>> Outputs, Many<(string Name, Tensor<double> Value)> State);

/// <summary>An op of a trace being computed: its inputs by name, on a tape or not, its constants and its attributes.</summary>
readonly record struct OpCall(OpTrace Trace, Leaves<double> At)
{
    /// <summary>An input, or a constant of numbers.</summary>
    public Var<double> this[string name]
    {
        get
        {
            for (var i = 0; i < Trace.Inputs.Count; i++)
                if (Trace.Inputs[i].Name == name)
                    return At[i];
            return Constant(name).Numbers ?? throw new DlException($"constant {name} holds whole numbers");
        }
    }

    /// <summary>A constant of whole numbers.</summary>
    public Indices Whole(string name) => Constant(name).Whole ?? throw new DlException($"constant {name} does not hold whole numbers");

    public bool Has(string name) => Trace.Inputs.Any(input => input.Name == name) || Trace.Constants.Any(constant => constant.Name == name);

    public Settings Attributes => Trace.Attributes;

    /// <summary>Who computed the trace, or nothing: frameworks have conventions that no attribute tells.</summary>
    public string Framework => Trace.Framework;

    Constant Constant(string name) => Trace.Constants.Where(constant => constant.Name == name) is var found && found.Any()
        ? found.First().Value
        : throw new DlException($"input {name} is missing");
}
