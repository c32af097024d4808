namespace Dl.Functional;

/// <summary>How a learning rate follows the batch size.</summary>
public static class BatchScaling
{
    /// <summary><c>rate (batch / reference)</c>: for gradient descent with or without momentum. Source: Goyal et al., 2017.</summary>
    /// <param name="rate">The rate that is right at the reference.</param>
    /// <param name="reference">The batch size it is right for.</param>
    /// <param name="batch">The batch size.</param>
    public static double Linear(double rate, int reference, int batch) => rate * batch / reference;

    /// <summary><c>rate sqrt(batch / reference)</c>: for rules that divide by the root of the second moment. Source: Malladi et al., 2022.</summary>
    /// <param name="rate">The rate that is right at the reference.</param>
    /// <param name="reference">The batch size it is right for.</param>
    /// <param name="batch">The batch size.</param>
    public static double SquareRoot(double rate, int reference, int batch) => rate * Math.Sqrt((double)batch / reference);
}
