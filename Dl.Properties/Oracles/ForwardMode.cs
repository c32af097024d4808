namespace Dl.Properties;

/// <summary>Exact derivatives forwards, by running the very same rule on dual numbers.</summary>
public static class ForwardMode
{
    /// <summary>Tensors with slopes: a point and a direction.</summary>
    public static Tensor<Dual<double>> At(Tensor<double> point, Tensor<double> direction)
    {
        ArgumentNullException.ThrowIfNull(point);
        return Tensor<Dual<double>>.Build(point.Shape, (point, direction), static (into, s) =>
        {
            for (var i = 0; i < into.Length; i++) into[i] = new(s.point[i], s.direction[i]);
        });
    }

    /// <summary>The values of a tensor of dual numbers.</summary>
    public static Tensor<double> Values(Tensor<Dual<double>> tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return Tensor<double>.From(tensor.Shape, [.. tensor.Span.ToArray().Select(dual => dual.Value)]);
    }

    /// <summary>The slopes of a tensor of dual numbers.</summary>
    public static Tensor<double> Slopes(Tensor<Dual<double>> tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return Tensor<double>.From(tensor.Shape, [.. tensor.Span.ToArray().Select(dual => dual.Slope)]);
    }

    /// <summary>The derivative of an op's value along a direction: the Jacobian-vector product.</summary>
    public static Tensor<double> Of(IOp op, Few<Tensor<double>> inputs, IReadOnlyList<Tensor<double>> direction)
    {
        ArgumentNullException.ThrowIfNull(op);
        return Slopes(op.Rule(Few.Of<Tensor<Dual<double>>>([.. inputs.Select((input, i) => At(input, direction[i]))])).Value);
    }
}

/// <summary>Sums of products of tensors, for laws.</summary>
public static class Inner
{
    /// <summary>The inner product of two tensors of one shape.</summary>
    public static double Product(Tensor<double> a, Tensor<double> b)
    {
        ArgumentNullException.ThrowIfNull(a);
        var sum = 0.0;
        for (var i = 0; i < a.Shape.Size; i++) sum += a[i] * b[i];
        return sum;
    }

    /// <summary>The sum of the magnitudes of the products: what rounding errors are measured against.</summary>
    public static double Magnitude(Tensor<double> a, Tensor<double> b)
    {
        ArgumentNullException.ThrowIfNull(a);
        var sum = 0.0;
        for (var i = 0; i < a.Shape.Size; i++) sum += Math.Abs(a[i] * b[i]);
        return sum;
    }
}
