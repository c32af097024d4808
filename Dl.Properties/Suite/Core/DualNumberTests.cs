using System.Globalization;
using System.Text;
using Dl.Core;

namespace Dl.Properties.Suite.Core;

/// <summary>A dual number as a number: constants, kinds, order, equality, text, conversion, bytes.</summary>
public sealed class DualNumberTests
{
    static readonly double[] Kinds =
    [
        double.NaN, double.NegativeInfinity, double.MinValue, -3, -2, -1.5, -double.Epsilon, -0.0, 0, double.Epsilon, 0.5, 1, 2, 1e17, double.MaxValue, double.PositiveInfinity,
    ];

    static (string Name, Func<T, bool> Is)[] Classes<T>() where T : struct, IFloatingPointIeee754<T> =>
    [
        ("NaN", T.IsNaN), ("Finite", T.IsFinite), ("Infinity", T.IsInfinity), ("PositiveInfinity", T.IsPositiveInfinity),
        ("NegativeInfinity", T.IsNegativeInfinity), ("Zero", T.IsZero), ("Positive", T.IsPositive), ("Negative", T.IsNegative), ("Integer", T.IsInteger),
        ("EvenInteger", T.IsEvenInteger), ("OddInteger", T.IsOddInteger), ("Normal", T.IsNormal), ("Subnormal", T.IsSubnormal),
        ("RealNumber", T.IsRealNumber), ("Canonical", T.IsCanonical), ("ComplexNumber", T.IsComplexNumber), ("ImaginaryNumber", T.IsImaginaryNumber),
    ];

    static T[] Constants<T>() where T : struct, IFloatingPointIeee754<T> =>
    [
        T.Zero, T.One, T.NegativeOne, T.NegativeZero, T.E, T.Pi, T.Tau, T.Epsilon, T.NaN, T.PositiveInfinity, T.NegativeInfinity,
        T.AdditiveIdentity, T.MultiplicativeIdentity,
    ];

    static string Bytes<T>(T value) where T : struct, IFloatingPointIeee754<T>
    {
        Span<byte> exponents = stackalloc byte[2 * value.GetExponentByteCount()];
        Span<byte> significands = stackalloc byte[2 * value.GetSignificandByteCount()];
        value.WriteExponentBigEndian(exponents);
        value.WriteExponentLittleEndian(exponents[value.GetExponentByteCount()..]);
        value.WriteSignificandBigEndian(significands);
        value.WriteSignificandLittleEndian(significands[value.GetSignificandByteCount()..]);
        return $"{Convert.ToHexString(exponents)} {Convert.ToHexString(significands)} {value.GetExponentShortestBitLength()} {value.GetSignificandBitLength()} "
            + $"{value.TryWriteExponentBigEndian([], out _)} {value.TryWriteSignificandLittleEndian([], out _)} {T.Radix}";
    }

    [Fact]
    public void KindsAreThoseOfTheValue() => Assert.All(Classes<double>().Zip(Classes<Dual<double>>()), pair => Assert.All(Kinds, x =>
    {
        Assert.True(pair.First.Is(x) == pair.Second.Is(new(x, 1)), $"{pair.First.Name} of {x}");
        Assert.True(pair.First.Is(x) == pair.Second.Is(new(x, double.NaN)), $"{pair.First.Name} of {x}");
    }));

    [Fact]
    public void ConstantsHaveNoSlope() => Assert.Equal(Constants<double>().Select(Literal.Of), Constants<Dual<double>>().Select(constant =>
    {
        Assert.Equal(0, constant.Slope);
        return Literal.Of(constant.Value);
    }));

    [Fact]
    public void BytesAreThoseOfTheValue()
    {
        Assert.All(Kinds, x => Assert.Equal(Bytes(x), Bytes(new Dual<double>(x, 3))));
        Assert.All(Kinds, x => Assert.Equal(Bytes((float)x), Bytes(new Dual<float>((float)x, 3))));
        Assert.All(Kinds, x => Assert.Equal(double.ILogB(x), Dual<double>.ILogB(new(x, 7))));
    }

    [Fact]
    public void OrderLooksAtTheValueAlone() => Assert.All(Kinds, x => Assert.All(Kinds, y =>
    {
        var (left, right) = (new Dual<double>(x, 9), new Dual<double>(y, -4));
        Assert.Equal(x < y, left < right);
        Assert.Equal(x > y, left > right);
        Assert.Equal(x <= y, left <= right);
        Assert.Equal(x >= y, left >= right);
        Assert.Equal(x.CompareTo(y), left.CompareTo(right));
        Assert.Equal(x.CompareTo(y), left.CompareTo((object)right));
        if (!double.IsNaN(x)) Assert.Equal(Math.Sign(x), Dual<double>.Sign(left));
    }));

    [Fact]
    public void OrderAmongOtherThings()
    {
        Assert.Equal(1, Dual.Constant(1.0).CompareTo(null));
        Assert.Contains("Dual<double>", Assert.Throws<ArgumentException>(() => Dual.Constant(1.0).CompareTo((object)1.0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EqualityLooksAtBothParts()
    {
        Assert.All(Kinds, x => Assert.Equal(new Dual<double>(x, x), new(x, x)));
        Assert.True(new Dual<double>(1, 2) == new Dual<double>(1, 2));
        Assert.True(new Dual<double>(1, 2) != new Dual<double>(1, 3));
        Assert.True(new Dual<double>(1, 2) != new Dual<double>(0, 2));
        Assert.Equal(0, new Dual<double>(1, 2).CompareTo(new(1, 3)));
        Assert.Equal(new Dual<double>(1, 2).GetHashCode(), new Dual<double>(1, 2).GetHashCode());
    }

    /// <summary>The text is code, so it is the same in every culture, and its parts read back to the same bits.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("es-ES")]
    [InlineData("sv-SE")]
    public void TextIsCode(string culture) => In(culture, () => Assert.All(Kinds, x =>
    {
        var text = new Dual<double>(x, 1234567.25).ToString();
        Assert.Equal($"new Dual<double>({Literal.Of(x)}, 1234567.25)", text);
        Assert.Equal(text, new Dual<double>(x, 1234567.25).ToString(null, CultureInfo.CurrentCulture));
        if (double.IsFinite(x) && !double.IsNegative(x))
            Assert.Equal(new(x, 0), Dual<double>.Parse(text["new Dual<double>(".Length..text.IndexOf(", ", StringComparison.Ordinal)], CultureInfo.InvariantCulture));
    }));

    [Theory]
    [InlineData("")]
    [InlineData("es-ES")]
    public void TextInAFormat(string culture) => In(culture, () =>
    {
        var x = new Dual<double>(1234.5, -0.25);
        Assert.Equal("new Dual<double>(1,234.500, -0.250)", x.ToString("N3", CultureInfo.CurrentCulture));
        Assert.Equal("new Dual<double>(1234.5, -0.25)", $"{x}");
        Assert.Equal("new Dual<double>(1234.50, -0.25)", string.Format(CultureInfo.CurrentCulture, "{0:F2}", x));
        Assert.Equal("new Dual<Dual<float>>(new Dual<float>(1f, 2f), new Dual<float>(3f, 4f))", new Dual<Dual<float>>(new(1, 2), new(3, 4)).ToString());
        Span<char> room = stackalloc char[40];
        Assert.True(x.TryFormat(room, out var written, "F1", CultureInfo.CurrentCulture));
        Assert.Equal("new Dual<double>(1234.5, -0.2)".Length, written);
        Assert.Equal(x.ToString("F1", null), room[..written].ToString());
        Assert.False(x.TryFormat(room[..(written - 1)], out written, "F1", CultureInfo.CurrentCulture));
        Assert.Equal(0, written);
    });

    [Theory]
    [InlineData("", "1.5", "1,024.25")]
    [InlineData("es-ES", "1,5", "1.024,25")]
    public void ParsingFollowsTheCultureItIsGiven(string culture, string plain, string grouped)
    {
        var provider = CultureInfo.GetCultureInfo(culture);
        var expected = new Dual<double>(1.5, 0);
        Assert.Equal(expected, Dual<double>.Parse(plain, provider));
        Assert.Equal(expected, Dual<double>.Parse(plain.AsSpan(), provider));
        Assert.Equal(new(1024.25, 0), Dual<double>.Parse(grouped, NumberStyles.Number, provider));
        Assert.Equal(new(1024.25, 0), Dual<double>.Parse(grouped.AsSpan(), NumberStyles.Number, provider));
        Assert.True(Dual<double>.TryParse(plain, provider, out var read) && read == expected);
        Assert.True(Dual<double>.TryParse(plain.AsSpan(), provider, out read) && read == expected);
        Assert.True(Dual<double>.TryParse(plain, NumberStyles.Float, provider, out read) && read == expected);
        Assert.True(Dual<double>.TryParse(plain.AsSpan(), NumberStyles.Float, provider, out read) && read == expected);
        Assert.True(Read(Encoding.UTF8.GetBytes(plain), provider, out read) && read == expected);

        static bool Read<T>(ReadOnlySpan<byte> text, IFormatProvider provider, out T read) where T : struct, INumberBase<T> => T.TryParse(text, provider, out read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("one")]
    [InlineData("1.5.2")]
    public void WhatIsNoNumberIsNotRead(string text)
    {
        var provider = CultureInfo.InvariantCulture;
        Assert.Throws<FormatException>(() => Dual<double>.Parse(text, provider));
        Assert.Throws<FormatException>(() => Dual<double>.Parse(text.AsSpan(), NumberStyles.Float, provider));
        Assert.False(Dual<double>.TryParse(text, provider, out var read) || read != default);
        Assert.False(Dual<double>.TryParse(text.AsSpan(), provider, out read) || read != default);
        Assert.False(Dual<double>.TryParse(text, NumberStyles.Float, provider, out read) || read != default);
        Assert.False(Dual<double>.TryParse(text.AsSpan(), NumberStyles.Float, provider, out read) || read != default);
        Assert.False(Dual<double>.TryParse(null, provider, out _));
    }

    [Fact]
    public void FromRealNumbersTheSlopeIsZero()
    {
        Lifts<int>(-7, -7);
        Lifts<byte>(200, 200);
        Lifts<float>(1.25f, 1.25);
        Lifts<double>(1.25, 1.25);
        Lifts<decimal>(1.25m, 1.25);
        Lifts<Half>((Half)1.25, 1.25);
        Lifts<BigInteger>(BigInteger.Pow(2, 70), Math.ScaleB(1, 70));
        Assert.Equal(new(float.CreateSaturating(1e300), 0), Create<Dual<float>>.Saturating(1e300));

        static void Lifts<R>(R from, double to) where R : struct, INumber<R>
        {
            Assert.Equal(new(to, 0), Create<Dual<double>>.Checked(from));
            Assert.Equal(new(to, 0), Create<Dual<double>>.Saturating(from));
            Assert.Equal(new(to, 0), Create<Dual<double>>.Truncating(from));
            Assert.Equal(new(new(to, 0), default), Create<Dual<Dual<double>>>.Checked(from));
        }
    }

    /// <summary>A dual converts to what its value converts to, with the same overflows.</summary>
    [Fact]
    public void ToRealNumbersTheSlopeIsDropped()
    {
        Drops<int>();
        Drops<byte>();
        Drops<long>();
        Drops<float>();
        Drops<double>();
        Drops<Half>();
        Drops<decimal>();

        static void Drops<R>() where R : struct, INumber<R> => Assert.All(Kinds.Append(300.7).Append(-300.7), x =>
        {
            var (dual, nested) = (new Dual<double>(x, 5), new Dual<Dual<double>>(new(x, 5), new(6, 7)));
            Assert.Equal(Attempt(() => R.CreateChecked(x)), Attempt(() => R.CreateChecked(dual)));
            Assert.Equal(Attempt(() => R.CreateSaturating(x)), Attempt(() => R.CreateSaturating(dual)));
            Assert.Equal(Attempt(() => R.CreateTruncating(x)), Attempt(() => R.CreateTruncating(dual)));
            Assert.Equal(Attempt(() => R.CreateChecked(x)), Attempt(() => R.CreateChecked(nested)));
        });

        static object Attempt<R>(Func<R> convert) where R : struct
        {
            try
            {
                return convert();
            }
            catch (OverflowException)
            {
                return "overflow";
            }
        }
    }

    [Fact]
    public void BetweenDuals()
    {
        var x = new Dual<double>(1.5, 2);
        Assert.Equal(x, Create<Dual<double>>.Checked(x));
        Assert.Equal(new(1.5f, 0), Create<Dual<float>>.Checked(x));
        Assert.Equal(new(1.5f, 0), Create<Dual<float>>.Saturating(x));
        Assert.Equal(new(1.5f, 0), Create<Dual<float>>.Truncating(x));
        Assert.Equal(Dual.Constant(x), Create<Dual<Dual<double>>>.Checked(x));
        Assert.Equal(x, Create<Dual<double>>.Checked(new Dual<Dual<double>>(x, new(3, 4))));
    }

    // The conversions are members of the interface alone.
    static class Create<R> where R : INumberBase<R>
    {
        public static R Checked<O>(O from) where O : INumberBase<O> => R.CreateChecked(from);

        public static R Saturating<O>(O from) where O : INumberBase<O> => R.CreateSaturating(from);

        public static R Truncating<O>(O from) where O : INumberBase<O> => R.CreateTruncating(from);
    }

    static void In(string culture, Action body)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            body();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
