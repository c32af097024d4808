using System.Globalization;

namespace Dl.Properties;

/// <summary>Simpler numbers and tensors: 1, then 0, then whole numbers, then short binary fractions.</summary>
public static class Shrink
{
    static readonly Func<double, double>[] Steps = [_ => 1, _ => 0, Math.Round, x => Math.Round(x * 2) / 2, x => Math.Round(x * 16) / 16];

    /// <summary>The measure of a number: 1 is simplest, then 0, then what is short to write.</summary>
    public static Measure Of(double value) => value switch
    {
        1 => new(0, 1, 1),
        0 => new(0, 1, 2),
        _ => new(1, 1, 2 + Length(value)),
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
    public static IEnumerable<double> Simpler(double value) => Steps.Select(step => step(value)).Where(simpler => Of(simpler) < Of(value)).Distinct();

    /// <summary>Tensors of the same shape with simpler numbers: all of them at once, then halves, then one by one.</summary>
    public static IEnumerable<Tensor<double>> Simpler(Tensor<double> tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        var size = tensor.Shape.Size;
        var old = tensor.Span.ToArray();
        // What each step makes of each number, and whether that is simpler (1), as simple (0) or not (-1).
        var steps = Array.ConvertAll(Steps, step => (Simpler: Array.ConvertAll(old, x => step(x)), Gain: Array.ConvertAll(old, x => Of(x).CompareTo(Of(step(x))))));
        for (var run = size; run >= 1; run /= 2)
            for (var start = 0; start < size; start += run)
                foreach (var (simpler, gain) in steps)
                {
                    var end = Math.Min(start + run, size);
                    var gained = gain[start..end];
                    if (gained.Min() >= 0 && gained.Max() > 0) yield return Tensor<double>.From(tensor.Shape, [.. old[..start], .. simpler[start..end], .. old[end..]]);
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

    static int Length(double value)
    {
        Span<char> text = stackalloc char[32];
        value.TryFormat(text, out var length, "R", CultureInfo.InvariantCulture);
        return length;
    }
}
