namespace Dl.Functional;

/// <summary>What a probability is spread over.</summary>
public enum Support
{
    /// <summary>0 and 1: Bernoulli's distribution.</summary>
    Bits,

    /// <summary>The classes: a multinoulli.</summary>
    Classes,

    /// <summary>Numbers: a density.</summary>
    Numbers,
}

/// <summary>
/// A loss that is minus the logarithm of a probability that the output gives to the target, plus a constant: exp(-loss) adds up, over all
/// targets that one item could have, to the same number whatever the output says. Law: it does.
/// </summary>
public interface ILikelihood : ILoss
{
    /// <summary>What the probability is spread over.</summary>
    Support Support { get; }

    /// <summary>How many numbers of output make the probability of one item, and how many numbers a target has.</summary>
    (int Outputs, int Targets) Item { get; }

    /// <summary>The logarithm of what exp(-loss) adds up to; 0 where the constant is left in. NaN where settings, such as weights, make it another thing.</summary>
    double LogMass { get; }
}
