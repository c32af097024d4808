namespace Dl.Functional;

/// <summary>
/// The value of a function of two numbers with all its first and second derivatives: arithmetic on jets is the chain rule to
/// second order, so that a planar function is written once and its gradient and Hessian are exact.
/// </summary>
/// <param name="Value">The value.</param>
/// <param name="X">The derivative by the first number.</param>
/// <param name="Y">The derivative by the second number.</param>
/// <param name="XX">The second derivative by the first number.</param>
/// <param name="XY">The mixed derivative.</param>
/// <param name="YY">The second derivative by the second number.</param>
public readonly record struct Jet(double Value, double X, double Y, double XX, double XY, double YY)
{
    /// <summary>A constant.</summary>
    public static implicit operator Jet(double value) => new(value, 0, 0, 0, 0, 0);

    /// <summary>The first number.</summary>
    public static Jet First(double x) => new(x, 1, 0, 0, 0, 0);

    /// <summary>The second number.</summary>
    public static Jet Second(double y) => new(y, 0, 1, 0, 0, 0);

    /// <summary>A function of a jet from its value, slope and curvature there.</summary>
    public Jet Then(double value, double slope, double curvature) => new(
        value, slope * X, slope * Y, slope * XX + curvature * X * X, slope * XY + curvature * X * Y, slope * YY + curvature * Y * Y);

    /// <summary>The square.</summary>
    public Jet Square() => Then(Value * Value, 2 * Value, 2);

    /// <summary>The square root.</summary>
    public Jet Sqrt() => Math.Sqrt(Value) is var root ? Then(root, 0.5 / root, -0.25 / (root * Value)) : this;

    /// <summary>The exponential.</summary>
    public Jet Exp() => Math.Exp(Value) is var e ? Then(e, e, e) : this;

    /// <summary>The cosine.</summary>
    public Jet Cos() => Then(Math.Cos(Value), -Math.Sin(Value), -Math.Cos(Value));

    /// <summary>The reciprocal.</summary>
    public Jet Reciprocal() => Then(1 / Value, -1 / (Value * Value), 2 / (Value * Value * Value));

    /// <summary>The sum.</summary>
    public static Jet operator +(Jet a, Jet b) => new(a.Value + b.Value, a.X + b.X, a.Y + b.Y, a.XX + b.XX, a.XY + b.XY, a.YY + b.YY);

    /// <summary>The negative.</summary>
    public static Jet operator -(Jet a) => new(-a.Value, -a.X, -a.Y, -a.XX, -a.XY, -a.YY);

    /// <summary>The difference.</summary>
    public static Jet operator -(Jet a, Jet b) => a + -b;

    /// <summary>The product.</summary>
    public static Jet operator *(Jet a, Jet b) => new(
        a.Value * b.Value,
        a.X * b.Value + a.Value * b.X,
        a.Y * b.Value + a.Value * b.Y,
        a.XX * b.Value + 2 * a.X * b.X + a.Value * b.XX,
        a.XY * b.Value + a.X * b.Y + a.Y * b.X + a.Value * b.XY,
        a.YY * b.Value + 2 * a.Y * b.Y + a.Value * b.YY);

    /// <summary>The quotient.</summary>
    public static Jet operator /(Jet a, Jet b) => a * b.Reciprocal();
}
