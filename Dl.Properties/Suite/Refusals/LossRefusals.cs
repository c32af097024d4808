using System.Diagnostics.CodeAnalysis;
using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Refusals;

/// <summary>What every loss must refuse, with the whole message: what came, where, and what would be right. A new one without a row fails.</summary>
public class LossRefusals
{
    static readonly (ILoss Loss, Shape Output, Targets<double> Targets, string Message)[] Losses =
    [
        (Loss.BinaryCrossEntropy, [2, 3], Tensor<double>.Zeros([3, 2]), "binary cross entropy: outputs [2, 3] need targets of that shape, not [3, 2]"),
        (Loss.BinaryCrossEntropy, [2, 3], Indices.Of(0, 1), "binary cross entropy: outputs [2, 3] need as many class numbers, not [2]"),
        (Loss.BinaryCrossEntropy, [2], Tensor<double>.Of([2], 0.5, 2), "binary cross entropy: target 1 is 2, but targets are 0, 1 or between"),
        (Loss.BinaryCrossEntropy, [2], Targets<double>.Of(), "binary cross entropy takes the class numbers 0 and 1, or numbers between"),
        (new BinaryCrossEntropy([1, 2, 3]), [2], Indices.Of(0, 1), "binary cross entropy: the classes 0 and 1 need two weights, none negative, not [1, 2, 3]"),
        (new BinaryCrossEntropy([], 1.5), [2], Indices.Of(0, 1), "binary cross entropy: label smoothing lies in [0, 1], but is 1.5"),
        (Loss.BinaryCrossEntropyOfProbabilities, [2], Indices.Of(0, 2), "binary cross entropy of probabilities: target 1 is 2, but targets are 0, 1 or between"),
        (Loss.BinaryCrossEntropyOfProbabilities, [2], Tensor<double>.Zeros([2, 1]), "binary cross entropy of probabilities: outputs [2] need targets of that shape, not [2, 1]"),
        (Loss.Cauchy(0), [2], Tensor<double>.Zeros([2]), "cauchy: the scale is finite and above 0, but is 0"),
        (Loss.Cauchy(), [2], Indices.Of(0, 1), "cauchy takes numbers as targets, not class numbers; use cross entropy for classes"),
        (Loss.Contrastive(), [2, 3], Tensor<double>.Zeros([2, 3]), "contrastive takes two things about each item, a point and whether it is like this one (1) or not (0): give Targets.Of(..., ...)"),
        (Loss.Contrastive(), [2, 3], Targets<double>.Of(Tensor<double>.Zeros([2, 3]), Indices.Of(1)), "contrastive: points [2, 3] need a label each, not [1]"),
        (Loss.Contrastive(), [2, 3], Targets<double>.Of(Tensor<double>.Zeros([2, 3]), Indices.Of(1, 2)), "contrastive: labels are 1 for like pairs and 0 for unlike ones"),
        (Loss.Contrastive(), [2, 3], Targets<double>.Of(Tensor<double>.Zeros([2, 3]), Tensor<double>.Zeros([2])), "contrastive: whether pairs are alike is said by labels, 1 for like and 0 for unlike"),
        (Loss.Contrastive(double.NaN), [2, 3], Targets<double>.Of(Tensor<double>.Zeros([2, 3]), Indices.Of(1, 0)), "contrastive: the margin is a finite number, but is NaN"),
        (Loss.Cosine, [2, 3], Tensor<double>.Zeros([2]), "cosine: outputs [2, 3] need targets of that shape, not [2]"),
        (Loss.Cosine, [2, 3], Targets<double>.Of(Tensor<double>.Zeros([2, 3]), Indices.Of(1, -1)), "cosine: labels are 1 for like pairs and 0 for unlike ones"),
        (new Cosine(Epsilon: -1), [2, 3], Tensor<double>.Ones([2, 3]), "cosine: epsilon is finite and at least 0, but is -1"),
        (Loss.CrossEntropy, [3], Indices.Of(0), "cross entropy takes one row for each item, of shape (batch, classes) or (batch, ..., classes), not [3]"),
        (Loss.CrossEntropy, [2, 0], Indices.Of(0, 0), "cross entropy takes one row for each item, of shape (batch, classes) or (batch, ..., classes), not [2, 0]"),
        (Loss.CrossEntropy, [2, 3], Indices.Of(0), "cross entropy: logits [2, 3] need 2 class numbers, not [1]"),
        (Loss.CrossEntropy, [2, 3], Indices.Of(0, 3), "cross entropy: item 1 has class 3, but the network has outputs for the classes 0 to 2"),
        (Loss.CrossEntropy, [2, 3], Tensor<double>.Zeros([2]), "cross entropy: logits [2, 3] need distributions of that shape, not [2]"),
        (Loss.CrossEntropy, [1, 3], Tensor<double>.Of([1, 3], 0.5, -0.5, 1), "cross entropy: the masses of a distribution are not negative, but number 1 is -0.5"),
        (Loss.CrossEntropy, [2, 3], Targets<double>.Of(), "cross entropy takes class numbers or distributions"),
        (new CrossEntropy([1, 2], []), [2, 3], Indices.Of(0, 1), "cross entropy: 3 classes need as many weights, none negative, not [1, 2]"),
        (new CrossEntropy([1, 2, -1], []), [2, 3], Indices.Of(0, 1), "cross entropy: 3 classes need as many weights, none negative, not [1, 2, -1]"),
        (new CrossEntropy([], [], -0.1), [2, 3], Indices.Of(0, 1), "cross entropy: label smoothing lies in [0, 1], but is -0.1"),
        (Loss.Fair(-1), [2], Tensor<double>.Zeros([2]), "fair: the scale is finite and above 0, but is -1"),
        (Loss.Fair(), [2], Tensor<double>.Zeros([3]), "fair: outputs [2] need targets of that shape, not [3]"),
        (Loss.GaussianNegativeLogLikelihood, [2], Indices.Of(0, 1), "gaussian negative log likelihood takes numbers as targets, not class numbers; use cross entropy for classes"),
        (Loss.GaussianNegativeLogLikelihood, [2], Targets<double>.Of(Tensor<double>.Zeros([2]), Tensor<double>.Of([2], 1, -1)), "gaussian negative log likelihood: variances are not negative, but number 1 is -1"),
        (Loss.GaussianNegativeLogLikelihood, [2], Targets<double>.Of(Tensor<double>.Zeros([2])), "gaussian negative log likelihood takes two things about each item, a number and its variance: give Targets.Of(..., ...)"),
        (new GaussianNegativeLogLikelihood(Epsilon: -1), [2], Tensor<double>.Zeros([2]), "gaussian negative log likelihood: epsilon is finite and at least 0, but is -1"),
        (Loss.Heteroscedastic, [2, 3], Tensor<double>.Zeros([2, 3]), "heteroscedastic regression: targets [2, 3] need twice as many outputs on the last axis, means and then logarithms of variances, not [2, 3]"),
        (Loss.Heteroscedastic, [2, 2], Indices.Of(0, 1), "heteroscedastic regression takes numbers as targets"),
        (Loss.Hinge(), [2], Tensor<double>.Of([2], 1, 0), "hinge: targets are 1 and -1, but target 1 is 0"),
        (Loss.Hinge(double.NaN), [2], Tensor<double>.Of([2], 1, -1), "hinge: the margin is a finite number, but is NaN"),
        (Loss.Hinge(), [2], Indices.Of(1, 1), "hinge takes numbers as targets, not class numbers; use cross entropy for classes"),
        (Loss.HingeEmbedding(), [2], Tensor<double>.Of([2], 1, 0), "hinge embedding: targets are 1 and -1, but target 1 is 0"),
        (Loss.HingeEmbedding(), [2], Targets<double>.Of(), "hinge embedding takes numbers as targets, one for each number of the output"),
        (Loss.Huber(0), [2], Tensor<double>.Zeros([2]), "huber: delta is finite and above 0, but is 0"),
        (Loss.Huber(), [2], Tensor<double>.Zeros([2, 1]), "huber: outputs [2] need targets of that shape, not [2, 1]"),
        (Loss.KullbackLeibler, [3], Tensor<double>.Zeros([3]), "kullback leibler takes outputs of shape (batch, ..., classes), not [3]"),
        (Loss.KullbackLeibler, [1, 3], Tensor<double>.Of([1, 3], 0.5, -0.5, 1), "kullback leibler: masses are not negative, but number 1 is -0.5"),
        (Loss.Lp(0.5), [2], Tensor<double>.Zeros([2]), "lp error: p is finite and at least 1, but is 0.5"),
        (Loss.Lp(2), [2], Indices.Of(0, 1), "lp error takes numbers as targets, not class numbers; use cross entropy for classes"),
        (Loss.MeanAbsoluteError, [2], Tensor<double>.Zeros([2, 1]), "mean absolute error: outputs [2] need targets of that shape, not [2, 1]"),
        (Loss.MeanSquaredError, [2, 1], Tensor<double>.Zeros([2]), "mean squared error: outputs [2, 1] need targets of that shape, not [2]"),
        (Loss.MeanSquaredError, [2], Indices.Of(0, 1), "mean squared error takes numbers as targets, not class numbers; use cross entropy for classes"),
        (Loss.MixtureDensity(0), [2, 3], Tensor<double>.Zeros([2, 1]), "mixture density: there is at least one component, not 0"),
        (Loss.MixtureDensity(2), [2, 5], Tensor<double>.Zeros([2, 1]), "mixture density: 2 components of 1 numbers each need outputs of shape [2, 6] (logits, means, factors), not [2, 5]"),
        (Loss.MixtureDensity(2), [2, 6], Tensor<double>.Zeros([2]), "mixture density: targets have the shape (batch, numbers), not [2]"),
        (Loss.MixtureDensity(2), [2, 6], Indices.Of(0, 1), "mixture density takes numbers as targets"),
        (Loss.NegativeLogLikelihood, [2, 3], Indices.Of(0, 3), "negative log likelihood: item 1 has class 3, but the network has outputs for the classes 0 to 2"),
        (new NegativeLogLikelihood([1], []), [2, 3], Indices.Of(0, 1), "negative log likelihood: 3 classes need as many weights, none negative, not [1]"),
        (Loss.SmoothL1(0), [2], Tensor<double>.Zeros([2]), "smooth l1: beta is finite and above 0, but is 0"),
        (Loss.SmoothL1(), [2], Tensor<double>.Zeros([1]), "smooth l1: outputs [2] need targets of that shape, not [1]"),
        (Loss.Triplet(), [2, 3], Tensor<double>.Zeros([2, 3]), "triplet takes two things about each item, a point that is like it and one that is not: give Targets.Of(..., ...)"),
        (Loss.Triplet(), [2, 3], Targets<double>.Of(Tensor<double>.Zeros([2, 3]), Tensor<double>.Zeros([2, 2])), "triplet: outputs [2, 3] need targets of that shape, not [2, 2]"),
        (Loss.Triplet(double.NaN), [2, 3], Targets<double>.Of(Tensor<double>.Zeros([2, 3]), Tensor<double>.Zeros([2, 3])), "triplet: the margin is a finite number, but is NaN"),
        (Loss.Tukey(0), [2], Tensor<double>.Zeros([2]), "tukey: the scale is finite and above 0, but is 0"),
        (Loss.Tukey(), [2], Tensor<double>.Zeros([3]), "tukey: outputs [2] need targets of that shape, not [3]"),
        (Loss.ZeroOne, [2, 3], Tensor<double>.Zeros([2, 3]), "0-1 loss takes class numbers"),
        (Loss.ZeroOne, [2, 3], Indices.Of(0, 5), "0-1 loss: item 1 has class 5, but the network has outputs for the classes 0 to 2"),
    ];

    [Fact]
    public void OfLosses() => Assert.Equal(Losses.Select(row => row.Message), Losses.Select(row => Refusal.Of(() => row.Loss.Of<double>(Tensor<double>.Zeros(row.Output), row.Targets).Value())));

    [Fact]
    [RequiresUnreferencedCode("finds types by reflection")]
    public void NoneIsForgotten() => Assert.Empty(Refusal.Missing(typeof(ILoss), Losses.Select(row => row.Loss)));
}
