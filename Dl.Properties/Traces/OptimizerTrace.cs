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
            compared = compared.And(() => Comparison.Of(FormattableString.Invariant($"iterates[{step}]"), Iterates[step], optimizer.Average(at.State, at.Parameters), Tolerance));
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
    /// <summary>All optimizers of the format that can be built here. The coupled decay of the format, <c>l2</c>, stands before the rule, the
    /// decoupled one before the rate, and clipping by the norm, <c>clip_norm</c>, before all. With an exponential average, <c>ema</c>, the iterates are
    /// the averages.</summary>
    public static Many<OptimizerRow> All { get; } =
    [
        Of("sgd", [], _ => new([]), ["momentum", "dampening", "nesterov"]),
        Of("momentum", ["momentum", "dampening"], h => new Momentum(h.Number("momentum"), h.Number("dampening", 0)), ["nesterov"]),
        Of("nesterov", ["momentum"], h => new Nesterov(h.Number("momentum")), ["dampening"]),
        Of("adagrad", ["initial_accumulator", "epsilon"], h => new AdaGrad(h.Number("epsilon"), h.Number("initial_accumulator", 0)), ["lr_decay"]),
        Of("adadelta", ["rho", "epsilon"], h => new AdaDelta(h.Number("rho"), h.Number("epsilon"))),
        Of("rmsprop", ["rho", "epsilon", "centered", "momentum", "epsilon_placement"], RmsProp),
        Of("adam", Moments, h => new Adam(h.Number("beta1"), h.Number("beta2"), h.Number("epsilon")), ["amsgrad"]),
        Of("amsgrad", Moments, h => new AmsGrad(h.Number("beta1"), h.Number("beta2"), h.Number("epsilon"))),
        Of("adamw", Moments, h => new Adam(h.Number("beta1"), h.Number("beta2"), h.Number("epsilon")), ["amsgrad"]),
        Of("adamax", Moments, h => new AdaMax(h.Number("beta1"), h.Number("beta2"), h.Number("epsilon"))),
        Of("nadam", Moments.Concat(["momentum_decay"]), h => new NAdam(h.Number("beta1"), h.Number("beta2"), h.Number("epsilon"), h.Number("momentum_decay"), h.RecordedBefore("pytorch", new(2, 0)))),
        Of("radam", Moments, h => new RAdam(h.Number("beta1"), h.Number("beta2"), h.Number("epsilon"), Place: EpsilonPlace.Hat)),
        new("rprop", ["learning_rate", "eta_minus", "eta_plus", "step_min", "step_max"],
            h => new Rprop(h.Number("learning_rate"), h.Number("eta_minus"), h.Number("eta_plus"), h.Number("step_min"), h.Number("step_max"))) { Off = ["maximize"] },
    ];

    static Many<string> Moments => ["beta1", "beta2", "epsilon"];

    // A rule between decays, before its rate.
    static OptimizerRow Of(string name, Many<string> hyperparameters, Func<Settings, Optimizer> rule, params string[] off) => new(
        name, hyperparameters.Concat(["learning_rate", "l2", "weight_decay", "clip_norm", "ema"]), h =>
        {
            var (l2, decay) = (h.Number("l2", 0), h.Number("weight_decay", 0));
            var coupled = l2 == 0 ? rule(h) : new Optimizer([new L2(l2)]).Then(rule(h));
            var clip = h.Number("clip_norm", double.PositiveInfinity);
            var clipped = double.IsInfinity(clip) ? coupled : new Optimizer([new ClipNorm(clip)]).Then(coupled);
            var whole = (decay == 0 ? clipped : clipped.Then(new Decay(decay))).Then(new Rate(h.Number("learning_rate")));
            return h.Number("ema", 0) is var ema && ema == 0 ? whole : whole.Then(new Ema(ema));
        }) { Off = ["maximize", .. off] };

    static Optimizer RmsProp(Settings h)
    {
        var inside = h.OneOf("epsilon_placement", "outside", "inside") == "inside";
        var rule = new RmsProp(h.Number("rho"), h.Number("epsilon"), h.Flag("centered", false), inside);
        return h.Number("momentum", 0) is var momentum && momentum == 0 ? rule : rule.Then(new Momentum(momentum));
    }

    /// <summary>Hyperparameters that it knows only as switched off: 0 or false.</summary>
    public Many<string> Off { get; init; } = [];
}
