using System.Globalization;

namespace Dl.Properties;

/// <summary>Simpler numbers and tensors: 1, then 0, then whole numbers, then short binary fractions.</summary>
public static class Shrink
{
    /// <summary>The measure of a number: 1 is simplest, then 0, then what is short to write.</summary>
    public static Measure Of(double value) => value switch
    {
        1 => new(0, 1, 1),
        0 => new(0, 1, 2),
        _ => new(1, 1, 2 + value.ToString("R", CultureInfo.InvariantCulture).Length),
    };

    /// <summary>The measure of a tensor: that of its numbers.</summary>
    public static Measure Of(Tensor<double> tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        var sum = default(Measure);
        foreach (var value in tensor.Span) sum += Of(value);
        return sum;
    }

    /// <summary>Simpler numbers.</summary>
    public static IEnumerable<double> Simpler(double value) =>
        new[] { 1, 0, Math.Round(value), Math.Round(value * 2) / 2, Math.Round(value * 16) / 16 }.Where(simpler => Of(simpler) < Of(value)).Distinct();

    /// <summary>Tensors of the same shape with simpler numbers: all of them at once, then halves, then one by one.</summary>
    public static IEnumerable<Tensor<double>> Simpler(Tensor<double> tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        var size = tensor.Shape.Size;
        for (var run = size; run >= 1; run /= 2)
            for (var start = 0; start < size; start += run)
                foreach (var simpler in new Func<double, double>[] { _ => 1, _ => 0, Math.Round, x => Math.Round(x * 2) / 2, x => Math.Round(x * 16) / 16 })
                {
                    var end = Math.Min(start + run, size);
                    if (Enumerable.Range(start, end - start).All(i => Of(simpler(tensor[i])) <= Of(tensor[i])))
                    {
                        var candidate = With(tensor, start, end, simpler);
                        if (Of(candidate) < Of(tensor)) yield return candidate;
                    }
                }
    }

    /// <summary>Tensors that are shorter along one axis: the first half of it, then all but the last place; never empty.</summary>
    public static IEnumerable<Tensor<double>> Shorter(Tensor<double> tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        for (var axis = 0; axis < tensor.Shape.Rank; axis++)
            foreach (var length in new[] { tensor.Shape[axis] / 2, tensor.Shape[axis] - 1 }.Distinct())
                if (length > 0)
                    yield return First(tensor, axis, length);
    }

    static Tensor<double> First(Tensor<double> tensor, int axis, int length)
    {
        var inner = tensor.Shape.Skip(axis + 1).Aggregate(1, (product, size) => product * size);
        var kept = tensor.Span.ToArray().Where((_, i) => i / inner % tensor.Shape[axis] < length);
        return Tensor<double>.From(Shape.Of([.. tensor.Shape.Select((size, i) => i == axis ? length : size)]), [.. kept]);
    }

    static Tensor<double> With(Tensor<double> tensor, int start, int end, Func<double, double> f) =>
        Tensor<double>.From(tensor.Shape, [.. tensor.Span.ToArray().Select((x, i) => i >= start && i < end ? f(x) : x)]);
}
