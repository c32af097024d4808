namespace Dl.Functional;

/// <summary>What is wrong with a network and a loss together, whatever the data: a function applied twice, or a loss that cannot teach.</summary>
public static class Meeting
{
    /// <summary>Refuses a network that ends in what the loss itself applies, and a loss without a gradient. Training asks this at every step.</summary>
    /// <exception cref="DlException">They do not go together; the message names the cure.</exception>
    public static void Check(ILayer net, ILoss loss)
    {
        if (loss is IFlat flat) throw new DlException($"{loss.Name} has the gradient zero everywhere, so nothing is learnt by it; {flat.Instead}");
        var ending = Ending(net);
        switch (loss, ending)
        {
            case (CrossEntropy, Softmax or LogSoftmax):
                throw new DlException($"cross entropy takes logits and applies the softmax itself, but the network ends in '{ending.Name}'; leave that layer out (Model.Probabilities gives the probabilities)");
            case (BinaryCrossEntropy, Sigmoid or LogSigmoid or HardSigmoid):
                throw new DlException($"binary cross entropy takes logits and applies the sigmoid itself, but the network ends in '{ending.Name}'; leave that layer out, or use the loss BinaryCrossEntropyOfProbabilities");
            case (NegativeLogLikelihood or KullbackLeibler, Softmax):
                throw new DlException($"{loss.Name} takes logarithms of probabilities, but the network ends in 'softmax'; end it in LogSoftmax, or use cross entropy without either");
        }
    }

    static ILayer Ending(ILayer layer) => layer switch
    {
        Dense { Then: not Identity and var then } => then,
        Seq seq when seq.Layers.LastOrDefault(part => part is not (Identity or Flatten or Dropout)) is { } last => Ending(last),
        _ => layer,
    };
}
