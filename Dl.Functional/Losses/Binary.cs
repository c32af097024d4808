namespace Dl.Functional;

/// <summary>Targets from 0 to 1 as the masses of the classes 0 and 1, weighted and smoothed as <see cref="Categorical{T}"/> does it.</summary>
readonly record struct Binary<T>(Tensor<T> Zeros, Tensor<T> Ones) where T : struct, IFloatingPointIeee754<T>
{
    public static Binary<T> Of(string name, Shape outputs, Targets<T> targets, Many<double> weights, double smoothing)
    {
        if (weights.Count != 0 && (weights.Count != 2 || weights.Any(weight => !(weight >= 0) || double.IsInfinity(weight))))
            throw new DlException($"{name}: the classes 0 and 1 need two weights, none negative, not {weights}");
        Setting.Share(name, "label smoothing", smoothing);
        var ones = targets switch
        {
            Targets<T>.Labels labels when labels.Classes.Count == outputs.Size && (labels.Classes.Shape == outputs || Shape.Of([.. labels.Classes.Shape, 1]) == outputs) => Numbers(labels.Classes, outputs),
            Targets<T>.Labels labels => throw new DlException($"{name}: outputs {outputs} need as many class numbers, not {labels.Classes.Shape}"),
            Targets<T>.Values values when values.Numbers.Shape == outputs => values.Numbers,
            Targets<T>.Values values => throw new DlException($"{name}: outputs {outputs} need targets of that shape, not {values.Numbers.Shape}"),
            _ => throw new DlException($"{name} takes the class numbers 0 and 1, or numbers between"),
        };
        for (var i = 0; i < ones.Shape.Size; i++)
            if (!(ones[i] >= T.Zero && ones[i] <= T.One)) throw new DlException($"{name}: target {i} is {ones[i]}, but targets are 0, 1 or between");
        return new(Masses(ones, weights.Count == 0 ? 1 : weights[0], smoothing, flip: true), Masses(ones, weights.Count == 0 ? 1 : weights[1], smoothing, flip: false));
    }

    /// <summary>The weight of each number: the sum of its masses.</summary>
    public Tensor<T> Weights => Ops.Add<T>(Zeros, Ones).Value().Value;

    static Tensor<T> Numbers(Indices classes, Shape shape) => Tensor<T>.Build(shape, classes, static (into, classes) =>
    {
        for (var i = 0; i < into.Length; i++) into[i] = T.CreateChecked(classes[i]);
    });

    static Tensor<T> Masses(Tensor<T> ones, double weight, double smoothing, bool flip) => Tensor<T>.Build(ones.Shape, (ones, weight: T.CreateChecked(weight), keep: T.CreateChecked(1 - smoothing), share: T.CreateChecked(smoothing / 2), flip), static (into, s) =>
    {
        for (var i = 0; i < into.Length; i++) into[i] = s.weight * (s.keep * (s.flip ? T.One - s.ones[i] : s.ones[i]) + s.share);
    });
}
