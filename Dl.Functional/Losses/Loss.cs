namespace Dl.Functional;

/// <content>The losses by name, with their usual settings; others by <c>new</c> or <c>with</c>.</content>
public abstract partial record Loss
{
    /// <summary>Cross entropy of logits against classes or distributions, averaged over the batch.</summary>
    public static CrossEntropy CrossEntropy { get; } = new();

    /// <summary>Cross entropy of logits against 0 and 1 or numbers between.</summary>
    public static BinaryCrossEntropy BinaryCrossEntropy { get; } = new();

    /// <summary>Cross entropy of probabilities against 0 and 1 or numbers between.</summary>
    public static BinaryCrossEntropyOfProbabilities BinaryCrossEntropyOfProbabilities { get; } = new();

    /// <summary>Minus the logarithm of the class's probability, for outputs that are logarithms of probabilities.</summary>
    public static NegativeLogLikelihood NegativeLogLikelihood { get; } = new();

    /// <summary>Mean of all squared errors.</summary>
    public static MeanSquaredError MeanSquaredError { get; } = new();

    /// <summary>Mean of all absolute errors.</summary>
    public static MeanAbsoluteError MeanAbsoluteError { get; } = new();

    /// <summary>Share of the items whose largest output is not that of their class; measures only.</summary>
    public static ZeroOne ZeroOne { get; } = new();

    /// <summary>Minus the logarithm of a normal density with known variances.</summary>
    public static GaussianNegativeLogLikelihood GaussianNegativeLogLikelihood { get; } = new();

    /// <summary>Regression that predicts mean and logarithm of the variance.</summary>
    public static Heteroscedastic Heteroscedastic { get; } = new();

    /// <summary>Divergence of the targets' distributions from the outputs' logarithms of probabilities.</summary>
    public static KullbackLeibler KullbackLeibler { get; } = new();

    /// <summary>1 - cos of the angle between output and target.</summary>
    public static Cosine Cosine { get; } = new();

    /// <summary>A power of the error.</summary>
    public static Lp Lp(double p) => new(p);

    /// <summary>Half a square near 0, a line of slope delta beyond.</summary>
    public static Huber Huber(double delta = 1) => new(delta);

    /// <summary>Huber's loss over beta.</summary>
    public static SmoothL1 SmoothL1(double beta = 1) => new(beta);

    /// <summary>Fair's loss.</summary>
    public static Fair Fair(double scale = 1.3998) => new(scale);

    /// <summary>Cauchy's loss.</summary>
    public static Cauchy Cauchy(double scale = 2.3849) => new(scale);

    /// <summary>Tukey's biweight.</summary>
    public static Tukey Tukey(double scale = 4.6851) => new(scale);

    /// <summary>What scores miss of a margin, against 1 and -1.</summary>
    public static Hinge Hinge(double margin = 1) => new(margin);

    /// <summary>Distances of like pairs, and what those of unlike ones miss of a margin.</summary>
    public static HingeEmbedding HingeEmbedding(double margin = 1) => new(margin);

    /// <summary>A point shall be nearer to a like one than to an unlike one.</summary>
    public static Triplet Triplet(double margin = 1) => new(margin);

    /// <summary>Like pairs together, unlike ones a margin apart.</summary>
    public static Contrastive Contrastive(double margin = 1) => new(margin);

    /// <summary>A density that is a sum of normal ones.</summary>
    public static MixtureDensity MixtureDensity(int components, Covariance covariance = Covariance.Diagonal) => new(components, covariance);
}
