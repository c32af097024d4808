namespace Dl.Properties;

/// <summary>L10: softmax sums to 1 along its own axis, and its gradient sums to 0. Speaks of softmax alone.</summary>
public static class SoftmaxLaw
{
    /// <summary>The law.</summary>
    public static Law<OpCase> Of { get; } = new("softmax", "shares sum to 1 along the declared axis, and the gradient sums to 0 (L10)", asked =>
    {
        if (Claimed.By(asked.Op) is not SoftmaxOp softmax) return Verdict.Silent;
        var (x, ruled) = (asked.Inputs[0], asked.Op.Rule(asked.Inputs));
        var pulled = ruled.Pull(asked.Cotangent)[0].ToTensor();
        Tensor<double> Sums(Tensor<double> all) => Diff.Apply<double>(new SumOp([softmax.Axis], true), [all]).Value().Value;
        var sums = Sums(ruled.Value);
        return Verdict.Close(sums, Tensor<double>.Ones(sums.Shape), 1e-14, () => "the sum of shares")
            .And(() => Verdict.Close(Sums(pulled), Tensor<double>.Zeros(sums.Shape), 1e-13, () => "the sum of the gradient"));
    });
}
