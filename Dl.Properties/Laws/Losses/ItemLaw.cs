namespace Dl.Properties;

/// <summary>S8 of gradients: a mean gives each item its own gradient, times its share of the weight of all; a sum gives it as it is.</summary>
public static class ItemLaw
{
    /// <summary>S8.</summary>
    public static Law<LossCase> Of { get; } = new("item gradients", "in the gradient of a mean each item has its own gradient, over the number of items, or times its share of the weights (S8)", asked =>
    {
        if (asked.Claimed is not IReduced { Reduction: not Reduce.None } reduced) return Verdict.Silent;
        var (items, size) = (asked.Output.Shape[0], asked.Output.Shape.Example.Size);
        var each = Enumerable.Range(0, items).Select(i => (Output: LossCase.Items(asked.Output, i, 1), Targets: LossCase.Items(asked.Targets, i, 1)))
            .Select(item => (Gradient: Alone(asked, item.Output, item.Targets), Weight: LossOracle.WeightsOf(asked, item.Output, item.Targets).Sum())).ToArray();
        var all = each.Sum(item => item.Weight);
        double Share(double weight) => reduced.Reduction == Reduce.Sum ? 1 : all == 0 ? 0 : weight / all;
        double[] expected = [.. each.SelectMany(item => item.Gradient.Span.ToArray().Select(slope => slope * Share(item.Weight)))];
        return Verdict.Close(Alone(asked, asked.Output, asked.Targets), Tensor<double>.From(asked.Output.Shape, [.. expected]), Rounding.Of(64 + 16 * items * size, 1),
            () => $"{items} items at once and each alone", Rounding.Largest(each.Select(item => item.Gradient)));
    });

    static Tensor<double> Alone(LossCase asked, Tensor<double> output, Targets<double> targets) => asked.GradientAt(output, targets, value => Tensor<double>.Ones(value.Shape));
}
