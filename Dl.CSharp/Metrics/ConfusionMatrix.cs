using Dl.Core;

namespace Dl.CSharp;

/// <summary>
/// How often each class was taken for each other one: row = actual, column = predicted. Precision, recall and F1 follow from
/// it; where their denominator is 0 they are 0, as in scikit-learn.
/// </summary>
public sealed record ConfusionMatrix
{
    /// <summary>A matrix of counts.</summary>
    /// <param name="classes">The name of each class.</param>
    /// <param name="counts">How often, [C, C], actual by predicted.</param>
    /// <exception cref="DlException">The counts are not [C, C], or one is negative.</exception>
    public ConfusionMatrix(Many<string> classes, Indices counts)
    {
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentNullException.ThrowIfNull(counts);
        if (counts.Shape != [classes.Count, classes.Count])
            throw new DlException($"{classes.Count} classes make counts [{classes.Count}, {classes.Count}], not {counts.Shape}");
        if (counts.Count > 0 && counts.Span.IndexOfAnyExceptInRange(0, int.MaxValue) >= 0) throw new DlException("a confusion matrix has no negative counts");
        (Classes, Counts) = (classes, counts);
    }

    /// <summary>Counts what was predicted against what was true.</summary>
    /// <param name="classes">The name of each class.</param>
    /// <param name="actual">The true classes, [N].</param>
    /// <param name="predicted">The predicted classes, [N].</param>
    /// <exception cref="DlException">There are more of one than of the other, or one is not a class.</exception>
    public static ConfusionMatrix Of(Many<string> classes, Indices actual, Indices predicted)
    {
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentNullException.ThrowIfNull(actual);
        ArgumentNullException.ThrowIfNull(predicted);
        if (actual.Count != predicted.Count) throw new DlException($"{actual.Count} actual classes against {predicted.Count} predicted ones");
        var counts = new int[classes.Count * classes.Count];
        for (var i = 0; i < actual.Count; i++) counts[Class("actual", actual, i) * classes.Count + Class("predicted", predicted, i)]++;
        return new(classes, Indices.From([classes.Count, classes.Count], [.. counts]));

        int Class(string what, Indices of, int i) =>
            (uint)of[i] < (uint)classes.Count ? of[i] : throw new DlException($"{what} class {i} is {of[i]}, but the classes are 0 to {classes.Count - 1}");
    }

    /// <summary>The names of the classes.</summary>
    public Many<string> Classes { get; }

    /// <summary>How often, [C, C], actual by predicted.</summary>
    public Indices Counts { get; }

    /// <summary>How often class <paramref name="actual"/> was taken for class <paramref name="predicted"/>.</summary>
    public int this[int actual, int predicted] => Counts[actual * Classes.Count + predicted];

    /// <summary>The number of examples.</summary>
    public long Total => Each.Sum(Support);

    /// <summary>The number of examples that are of this class: the sum of its row.</summary>
    public long Support(int of) => Each.Sum(other => (long)this[of, other]);

    /// <summary>How often this class was predicted: the sum of its column.</summary>
    public long Predictions(int of) => Each.Sum(other => (long)this[other, of]);

    /// <summary>The share of examples that were predicted right: trace / total; NaN without examples.</summary>
    public double Accuracy => (double)Each.Sum(c => (long)this[c, c]) / Total;

    /// <summary>Of what was predicted to be this class, the share that is: TP / (TP + FP).</summary>
    public double Precision(int of) => Share(this[of, of], Predictions(of));

    /// <summary>Of what is this class, the share that was found: TP / (TP + FN).</summary>
    public double Recall(int of) => Share(this[of, of], Support(of));

    /// <summary>The harmonic mean of precision and recall: 2 TP / (2 TP + FP + FN).</summary>
    public double F1(int of) => Share(2L * this[of, of], Support(of) + Predictions(of));

    /// <summary>Of what is or was predicted to be this class, the share that is both, its intersection over its union: TP / (TP + FP + FN).</summary>
    public double IoU(int of) => Share(this[of, of], Support(of) + Predictions(of) - this[of, of]);

    /// <summary>The plain mean of precision over the classes that occur, in truth or in prediction.</summary>
    public double MacroPrecision => Macro(Precision);

    /// <summary>The plain mean of recall over the classes that occur, in truth or in prediction.</summary>
    public double MacroRecall => Macro(Recall);

    /// <summary>The plain mean of F1 over the classes that occur, in truth or in prediction.</summary>
    public double MacroF1 => Macro(F1);

    /// <summary>The precision of all classes together.</summary>
    public double Precision(Averaging averaging) => Averaged(averaging, Precision);

    /// <summary>The recall of all classes together; weighted, it is the accuracy.</summary>
    public double Recall(Averaging averaging) => Averaged(averaging, Recall);

    /// <summary>The F1 of all classes together.</summary>
    public double F1(Averaging averaging) => Averaged(averaging, F1);

    /// <summary>The intersection over union of all classes together; micro adds the counts first, so that a wrong guess is in two unions.</summary>
    public double IoU(Averaging averaging) => averaging == Averaging.Micro ? Share(Each.Sum(c => (long)this[c, c]), Each.Sum(c => Support(c) + Predictions(c) - this[c, c])) : Averaged(averaging, IoU);

    /// <summary>The matrix of both sets of examples together.</summary>
    /// <exception cref="DlException">The classes differ.</exception>
    public static ConfusionMatrix operator +(ConfusionMatrix left, ConfusionMatrix right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return left.Classes.Equals(right.Classes)
            ? new(left.Classes, Indices.From(left.Counts.Shape, [.. Enumerable.Range(0, left.Counts.Count).Select(i => left.Counts[i] + right.Counts[i])]))
            : throw new DlException($"confusion matrices of the classes {left.Classes} and {right.Classes} do not add");
    }

    IEnumerable<int> Each => Enumerable.Range(0, Classes.Count);

    // Each example has one class and one guess: over all classes, what is predicted wrong is as much as what is not found.
    double Averaged(Averaging averaging, Func<int, double> measure) => averaging switch
    {
        Averaging.Macro => Macro(measure),
        Averaging.Micro => Accuracy,
        _ => Each.Sum(c => Support(c) * measure(c)) / Total,
    };

    double Macro(Func<int, double> measure) => Each.Where(c => Support(c) + Predictions(c) > 0).Select(measure).DefaultIfEmpty(double.NaN).Average();

    static double Share(long part, long whole) => whole == 0 ? 0 : (double)part / whole;
}
