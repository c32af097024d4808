namespace Dl.Properties;

/// <summary>An optimizer, the gradient handed to it at each step, and where each step led.</summary>
sealed record OptimizerTrace(string Id, string Optimizer) : TraceCase("optimizer", Id, Optimizer)
{
    const double Tolerance = 1e-10;

    public required Settings Hyperparameters { get; init; }

    public required Tensor<double> Initial { get; init; }

    public required Many<Tensor<double>> Gradients { get; init; }

    public required Many<Tensor<double>> Iterates { get; init; }

    /// <summary>The optimizer that it claims to be.</summary>
    /// <exception cref="DlException">This library cannot express it.</exception>
    public Optimizer Declared()
    {
        var row = OptimizerRow.All.FirstOrDefault(row => row.Name == Optimizer) ?? throw new DlException("optimizer not known");
        Hyperparameters.Allow(row.Hyperparameters, row.Off);
        return row.Build(Hyperparameters);
    }

    /// <summary>Where an optimizer first leaves the recorded iterates; null where it never does.</summary>
    public Deviation? Deviation(Optimizer optimizer) => Compare(optimizer).Deviation;

    private protected override Comparison Compare() => Compare(Declared());

    Comparison Compare(Optimizer optimizer)
    {
        var (at, compared) = (new Updated<double>(Initial, optimizer.Start<double>(Initial.Shape.Size)), Comparison.None);
        for (var i = 0; i < Iterates.Count && !compared.Deviates; i++)
        {
            at = optimizer.Update(at.State, at.Parameters, Gradients[i]);
            var step = i;
            compared = compared.And(() => Comparison.Of(FormattableString.Invariant($"iterates[{step}]"), Iterates[step], at.Parameters, Tolerance));
        }
        return compared;
    }
}

/// <summary>How an optimizer of the trace format is built here: one row of the table.</summary>
/// <param name="Name">Its name in the format.</param>
/// <param name="Hyperparameters">The hyperparameters that it reads.</param>
/// <param name="Build">The optimizer.</param>
sealed record OptimizerRow(string Name, Many<string> Hyperparameters, Func<Settings, Optimizer> Build)
{
    /// <summary>All optimizers of the format that can be built here.</summary>
    public static Many<OptimizerRow> All { get; } =
    [
        new("sgd", ["learning_rate"], h => Optimizer.Sgd(h.Number("learning_rate"))) { Off = ["l2", "weight_decay", "momentum", "dampening", "nesterov", "maximize"] },
        new("momentum", ["learning_rate", "momentum"], h => Optimizer.Momentum(h.Number("learning_rate"), h.Number("momentum")))
            { Off = ["l2", "weight_decay", "dampening", "nesterov", "maximize"] },
        new("adam", ["learning_rate", "beta1", "beta2", "epsilon"],
            h => Optimizer.Adam(h.Number("learning_rate"), h.Number("beta1"), h.Number("beta2"), h.Number("epsilon")))
            { Off = ["l2", "weight_decay", "amsgrad", "maximize"] },
    ];

    /// <summary>Hyperparameters that it knows only as switched off: 0 or false.</summary>
    public Many<string> Off { get; init; } = [];
}
