namespace Dl.Functional;

/// <summary>
/// The multilayer perceptron: dense layers with an activation, and dropout behind each. Without hidden layers it is logistic regression. With a loss on
/// logits the last layer has no activation.
/// </summary>
/// <remarks>784-512-512-10 has 669,706 parameters, logistic regression of 784 pixels 7,850. Source: Rumelhart, Hinton and Williams, 1986; dropout by
/// Srivastava et al., 2014. scikit-learn: <c>MLPClassifier</c>.</remarks>
public static class Mlp
{
    /// <summary>The network for examples of any shape.</summary>
    /// <param name="hidden">The units of each hidden layer.</param>
    /// <param name="outputs">The number of outputs: of classes.</param>
    /// <param name="dropout">The probability to drop a hidden unit.</param>
    /// <param name="then">The activation; ReLU when null.</param>
    public static Seq Of(Many<int> hidden, int outputs, double dropout = 0, Activation? then = null) => new(
    [
        new Flatten(),
        .. hidden.SelectMany(units => dropout > 0 ? (ILayer[])[new Dense(units, then ?? Activation.Relu), new Dropout(dropout)] : [new Dense(units, then ?? Activation.Relu)]),
        new Dense(outputs),
    ]);
}
