using System.Globalization;
using System.Runtime.CompilerServices;
using Dl.Core;

namespace Dl.Properties.Suite.Architecture;

/// <summary>Numbers are written and read the same way wherever the program runs. <c>DL_CULTURE=es-ES dotnet test</c> runs the
/// whole suite where the decimal sign is a comma.</summary>
public sealed class CultureTests
{
    [ModuleInitializer]
    internal static void Settle()
    {
        if (Environment.GetEnvironmentVariable("DL_CULTURE") is not { Length: > 0 } name) return;
        CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.GetCultureInfo(name);
    }

    // As es-ES has it, on machines without that culture too.
    static CultureInfo Spanish
    {
        get
        {
            var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            (culture.NumberFormat.NumberDecimalSeparator, culture.NumberFormat.NumberGroupSeparator) = (",", ".");
            return culture;
        }
    }

    public static TheoryData<string, object> Printed => new()
    {
        { "Tensor<float>.Of([2], 1.5f, -0.25f)", Tensor<float>.Of([2], 1.5f, -0.25f) },
        { "Tensor<double>.Of([3], 1E-09, double.NaN, -2.5)", Tensor<double>.Of([3], 1e-9, double.NaN, -2.5) },
        { "-1.5f", Literal.Of(-1.5f) },
        { "new Dual<double>(1.5, -2.25)", new Dual<double>(1.5, -2.25) },
    };

    [Theory, MemberData(nameof(Printed))]
    public void NumbersPrintAsCSharp(string expected, object value) => Assert.Equal(expected, In(Spanish, value.ToString));

    [Fact]
    public void SourceMadeUnderACommaIsMadeUnderTheComma()
    {
        Assert.Equal("1,5", In(Spanish, () => 1.5.ToString(CultureInfo.CurrentCulture)));
        Assert.Equal("-1.5f", In(Spanish, () => Literal.Of(-1.5f)));
        Assert.Equal("new Dual<double>(0.1, -0.2)", In(Spanish, () => new Dual<double>(0.1, -0.2).ToString()));
    }

    static A In<A>(CultureInfo culture, Func<A> body)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = culture;
        try
        {
            return body();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
