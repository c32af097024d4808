using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <summary>
/// Numbers to be predicted, each column by its mean and standard deviation in the training part: a network learns (y - mean) / deviation, whatever the unit of y, and
/// <see cref="InUnits(Model)"/> gives the unit back. The mean squared error of such targets is 1 for one who always says the mean, and 1 - R^2 on the training part.
/// scikit-learn: <c>TransformedTargetRegressor(transformer=StandardScaler())</c>.
/// </summary>
/// <param name="Scale">What was measured: (y - shift) * factor.</param>
/// <example><code>
/// var scale = TargetScale.Fit(training);
/// var result = model.Fit(scale.Apply(training), settings with { Validation = scale.Apply(validation) });
/// var best = scale.InUnits(result.Best);    // predicts what was measured
/// </code></example>
public sealed record TargetScale(Preprocessing Scale)
{
    /// <summary>Measures the training part.</summary>
    /// <exception cref="DlException">It has classes, or no examples.</exception>
    public static TargetScale Fit(DataSet training) => new(Preprocessing.Fit(Targets(training)));

    /// <summary>The same examples with scaled targets.</summary>
    /// <exception cref="DlException">They have classes, or targets of another width.</exception>
    public DataSet Apply(DataSet data)
    {
        var targets = Targets(data);
        return targets.Example.Size == Scale.Shift.Count
            ? DataSet.Regression(data.Inputs, Scale.Apply(targets.Inputs), data.Name)
            : throw Wrong.That($"{data.Name}: has {targets.Example.Size} numbers to predict, but {Scale.Shift.Count} were measured");
    }

    /// <summary>A model that learnt scaled targets, with one dense layer more, <c>y = deviation z + mean</c>, so that it predicts in the unit of the targets wherever it goes. Of a mixture density it is the
    /// density that gets the unit, see <see cref="Aim.Rescaled"/>.
    /// Law: its outputs are those of the model, scaled back, but for rounding.</summary>
    /// <exception cref="DlException">It does not give a row of as many numbers as were measured.</exception>
    public Model InUnits(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var (deviations, means) = (Scale.Factor.Map(factor => 1 / factor), Scale.Shift.Map(shift => (double)shift));
        var (factors, shifts) = model.Aim.Rescaled(deviations, means);
        var (size, last) = (factors.Count, new Dense(factors.Count));
        if (model.Output != Shape.Of(size)) throw Wrong.That($"the model gives {model.Output}, but {Scale.Shift.Count} numbers were measured{(size == Scale.Shift.Count ? "" : $", for which {model.Aim} takes {size}")}");
        var back = new DenseParams<float>(
            Tensor<float>.Build([size, size], factors, static (into, factors) =>
            {
                into.Clear();
                for (var i = 0; i < factors.Count; i++) into[i * (factors.Count + 1)] = (float)factors[i];
            }),
            Tensor<float>.Of([size], [.. shifts.Select(shift => (float)shift)]));
        var (layers, parameters, states) = model is { Net: Seq seq, Params: Trees<float> ps, State: Trees<float> ss } ? (seq.Layers, ps.Items, ss.Items) : ([model.Net], [model.Params], [model.State]);
        return Model.Blank(new Seq([.. layers, last]), model.Example) with
        {
            Params = new Trees<float>([.. parameters, back]), State = new Trees<float>([.. states, Empty<float>.It]),
            Table = model.Table, Preprocessing = model.Preprocessing, Aim = model.Aim,
        };
    }

    /// <summary>A metric of scaled targets in the unit of the targets. Law: of a model it is what the metric itself is of the model in units, on examples as measured, but for rounding.</summary>
    public Metric InUnits(Metric metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        var back = new Preprocessing(Scale.Scaling, Scale.Per, [.. Scale.Shift.Zip(Scale.Factor, (shift, factor) => -shift * factor)], Scale.Factor.Map(factor => 1 / factor));
        return metric with { Of = (outputs, data) => metric.Of(back.Apply(outputs), DataSet.Regression(data.Inputs, back.Apply(Targets(data).Inputs), data.Name)) };
    }

    // The targets as if they were inputs.
    static DataSet Targets(DataSet data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var values = data.Values ?? throw new DlException($"{data.Name}: has classes, and no numbers to predict");
        return DataSet.Regression(values, values, data.Name);
    }
}
