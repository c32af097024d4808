using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Dl.Core;

// What the number interfaces ask beyond the mathematics: constants, classification on the value, text, conversion.
public readonly partial record struct Dual<T>
{
    /// <inheritdoc/>
    public static Dual<T> Zero => Constant(T.Zero);

    /// <inheritdoc/>
    public static Dual<T> One => Constant(T.One);

    /// <inheritdoc/>
    public static Dual<T> NegativeOne => Constant(T.NegativeOne);

    /// <inheritdoc/>
    public static Dual<T> NegativeZero => Constant(T.NegativeZero);

    /// <inheritdoc/>
    public static Dual<T> E => Constant(T.E);

    /// <inheritdoc/>
    public static Dual<T> Pi => Constant(T.Pi);

    /// <inheritdoc/>
    public static Dual<T> Tau => Constant(T.Tau);

    /// <inheritdoc/>
    public static Dual<T> Epsilon => Constant(T.Epsilon);

    /// <inheritdoc/>
    public static Dual<T> NaN => Constant(T.NaN);

    /// <inheritdoc/>
    public static Dual<T> PositiveInfinity => Constant(T.PositiveInfinity);

    /// <inheritdoc/>
    public static Dual<T> NegativeInfinity => Constant(T.NegativeInfinity);

    /// <inheritdoc/>
    public static int Radix => T.Radix;

    static Dual<T> IAdditiveIdentity<Dual<T>, Dual<T>>.AdditiveIdentity => Zero;

    static Dual<T> IMultiplicativeIdentity<Dual<T>, Dual<T>>.MultiplicativeIdentity => One;

    /// <inheritdoc/>
    public static bool IsNaN(Dual<T> value) => T.IsNaN(value.Value);

    /// <inheritdoc/>
    public static bool IsFinite(Dual<T> value) => T.IsFinite(value.Value);

    /// <inheritdoc/>
    public static bool IsInfinity(Dual<T> value) => T.IsInfinity(value.Value);

    /// <inheritdoc/>
    public static bool IsPositiveInfinity(Dual<T> value) => T.IsPositiveInfinity(value.Value);

    /// <inheritdoc/>
    public static bool IsNegativeInfinity(Dual<T> value) => T.IsNegativeInfinity(value.Value);

    /// <inheritdoc/>
    public static bool IsZero(Dual<T> value) => T.IsZero(value.Value);

    /// <inheritdoc/>
    public static bool IsPositive(Dual<T> value) => T.IsPositive(value.Value);

    /// <inheritdoc/>
    public static bool IsNegative(Dual<T> value) => T.IsNegative(value.Value);

    /// <inheritdoc/>
    public static bool IsInteger(Dual<T> value) => T.IsInteger(value.Value);

    /// <inheritdoc/>
    public static bool IsEvenInteger(Dual<T> value) => T.IsEvenInteger(value.Value);

    /// <inheritdoc/>
    public static bool IsOddInteger(Dual<T> value) => T.IsOddInteger(value.Value);

    /// <inheritdoc/>
    public static bool IsNormal(Dual<T> value) => T.IsNormal(value.Value);

    /// <inheritdoc/>
    public static bool IsSubnormal(Dual<T> value) => T.IsSubnormal(value.Value);

    /// <inheritdoc/>
    public static bool IsRealNumber(Dual<T> value) => T.IsRealNumber(value.Value);

    /// <inheritdoc/>
    public static bool IsCanonical(Dual<T> value) => T.IsCanonical(value.Value);

    static bool INumberBase<Dual<T>>.IsComplexNumber(Dual<T> value) => false;
    static bool INumberBase<Dual<T>>.IsImaginaryNumber(Dual<T> value) => false;

    /// <inheritdoc/>
    public static int ILogB(Dual<T> x) => T.ILogB(x.Value);

    int IFloatingPoint<Dual<T>>.GetExponentByteCount() => Value.GetExponentByteCount();
    int IFloatingPoint<Dual<T>>.GetExponentShortestBitLength() => Value.GetExponentShortestBitLength();
    int IFloatingPoint<Dual<T>>.GetSignificandBitLength() => Value.GetSignificandBitLength();
    int IFloatingPoint<Dual<T>>.GetSignificandByteCount() => Value.GetSignificandByteCount();
    bool IFloatingPoint<Dual<T>>.TryWriteExponentBigEndian(Span<byte> to, out int count) => Value.TryWriteExponentBigEndian(to, out count);
    bool IFloatingPoint<Dual<T>>.TryWriteExponentLittleEndian(Span<byte> to, out int count) => Value.TryWriteExponentLittleEndian(to, out count);
    bool IFloatingPoint<Dual<T>>.TryWriteSignificandBigEndian(Span<byte> to, out int count) => Value.TryWriteSignificandBigEndian(to, out count);
    bool IFloatingPoint<Dual<T>>.TryWriteSignificandLittleEndian(Span<byte> to, out int count) => Value.TryWriteSignificandLittleEndian(to, out count);

    /// <summary>The C# expression that makes this number, in the invariant culture: <c>new Dual&lt;double&gt;(1.5, 0.25)</c>.</summary>
    public override string ToString() => $"new {Name}({Literal.Of(Value)}, {Literal.Of(Slope)})";

    /// <summary>The same expression with both parts in the given format; the culture is always the invariant one, for the text is code.</summary>
    public string ToString(string? format, IFormatProvider? formatProvider) => string.IsNullOrEmpty(format)
        ? ToString()
        : $"new {Name}({Value.ToString(format, CultureInfo.InvariantCulture)}, {Slope.ToString(format, CultureInfo.InvariantCulture)})";

    /// <inheritdoc/>
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        var text = ToString(format.ToString(), provider);
        var fits = text.TryCopyTo(destination);
        charsWritten = fits ? text.Length : 0;
        return fits;
    }

    private static string Name { get; } = $"Dual<{Literal.Name<T>()}>";

    /// <summary>Reads a real number; the slope is 0.</summary>
    public static Dual<T> Parse(string s, IFormatProvider? provider) => Constant(T.Parse(s, provider));

    /// <summary>Reads a real number; the slope is 0.</summary>
    public static Dual<T> Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => Constant(T.Parse(s, provider));

    /// <summary>Reads a real number; the slope is 0.</summary>
    public static Dual<T> Parse(string s, NumberStyles style, IFormatProvider? provider) => Constant(T.Parse(s, style, provider));

    /// <summary>Reads a real number; the slope is 0.</summary>
    public static Dual<T> Parse(ReadOnlySpan<char> s, NumberStyles style, IFormatProvider? provider) => Constant(T.Parse(s, style, provider));

    /// <summary>Reads a real number; the slope is 0.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Dual<T> result)
    {
        var read = T.TryParse(s, provider, out var value);
        result = Constant(value);
        return read;
    }

    /// <summary>Reads a real number; the slope is 0.</summary>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Dual<T> result)
    {
        var read = T.TryParse(s, provider, out var value);
        result = Constant(value);
        return read;
    }

    /// <summary>Reads a real number; the slope is 0.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, NumberStyles style, IFormatProvider? provider, out Dual<T> result)
    {
        var read = T.TryParse(s, style, provider, out var value);
        result = Constant(value);
        return read;
    }

    /// <summary>Reads a real number; the slope is 0.</summary>
    public static bool TryParse(ReadOnlySpan<char> s, NumberStyles style, IFormatProvider? provider, out Dual<T> result)
    {
        var read = T.TryParse(s, style, provider, out var value);
        result = Constant(value);
        return read;
    }

    // A dual over another number is left to that dual, which drops its own slope before it converts.
    private static bool Lifts<TOther>() => typeof(TOther) == typeof(T) || default(TOther) is not IDual;

    static bool INumberBase<Dual<T>>.TryConvertFromChecked<TOther>(TOther value, out Dual<T> result)
    {
        var lifts = Lifts<TOther>();
        result = lifts ? Constant(T.CreateChecked(value)) : default;
        return lifts;
    }

    static bool INumberBase<Dual<T>>.TryConvertToChecked<TOther>(Dual<T> value, [MaybeNullWhen(false)] out TOther result)
    {
        result = TOther.CreateChecked(value.Value);
        return true;
    }

    static bool INumberBase<Dual<T>>.TryConvertFromSaturating<TOther>(TOther value, out Dual<T> result)
    {
        var lifts = Lifts<TOther>();
        result = lifts ? Constant(T.CreateSaturating(value)) : default;
        return lifts;
    }

    static bool INumberBase<Dual<T>>.TryConvertToSaturating<TOther>(Dual<T> value, [MaybeNullWhen(false)] out TOther result)
    {
        result = TOther.CreateSaturating(value.Value);
        return true;
    }

    static bool INumberBase<Dual<T>>.TryConvertFromTruncating<TOther>(TOther value, out Dual<T> result)
    {
        var lifts = Lifts<TOther>();
        result = lifts ? Constant(T.CreateTruncating(value)) : default;
        return lifts;
    }

    static bool INumberBase<Dual<T>>.TryConvertToTruncating<TOther>(Dual<T> value, [MaybeNullWhen(false)] out TOther result)
    {
        result = TOther.CreateTruncating(value.Value);
        return true;
    }

    string IDual.Name => Name;
}

internal interface IDual
{
    string Name { get; }
}
