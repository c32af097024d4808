using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Convolutions;

/// <summary>Winograd's convolutions against the plain sums, each within the errors that its method declares.</summary>
public class WinogradTests
{
    // Measured on normal numbers: the plain sums stay within this, relative to the root mean square of the output, for up to 600 terms.
    const double PlainError = 6e-7;

    public static TheoryData<ConvolutionMethod, Padding, int[], int> Cases
    {
        get
        {
            var cases = new TheoryData<ConvolutionMethod, Padding, int[], int>();
            foreach (var method in new[] { ConvolutionMethod.Winograd2, ConvolutionMethod.Winograd4 })
            {
                cases.Add(method, Padding.Same, [3, 16, 16, 64], 64);
                cases.Add(method, Padding.None, [2, 13, 11, 33], 50);
                cases.Add(method, Padding.Of(2, 0, 1, 3), [2, 9, 14, 5], 3);
                cases.Add(method, Padding.Of(4), [2, 3, 2, 17], 31);
                cases.Add(method, Padding.Same, [1, 1, 1, 1], 1);
            }
            return cases;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void IsThePlainSumWithinWhatItDeclares(ConvolutionMethod method, Padding padding, int[] images, int filters)
    {
        var (x, w, b) = (Key.Of(1).Normal<double>(Shape.Of(images)), Key.Of(2).Normal<double>([3, 3, images[3], filters]), Key.Of(3).Normal<double>([filters]));
        var op = new Conv2dOp(1, padding, 1) { Method = method };
        var plain = Run(op with { Method = ConvolutionMethod.Direct }, x, w, b);
        var wide = Run(op, x, w, b);
        var narrow = Run(op, x.Convert<float>(), w.Convert<float>(), b.Convert<float>());
        for (var i = 0; i < plain.Length; i++)
        {
            Assert.True(Error(wide[i], plain[i]) <= 1e-14 * method.ErrorGrowth(), $"double, {i}: {Error(wide[i], plain[i])}");
            Assert.True(Error(narrow[i].Convert<double>(), plain[i]) <= PlainError * method.ErrorGrowth(), $"float, {i}: {Error(narrow[i].Convert<double>(), plain[i])}");
        }
        foreach (var threads in new[] { 1, 7 })
            Assert.All(narrow.Zip(Workers.With(threads, () => Run(op, x.Convert<float>(), w.Convert<float>(), b.Convert<float>()))), pair => Assert.True(pair.First.SameBits(pair.Second)));
    }

    [Fact]
    public void TheMethodThatIsAskedForRuns()
    {
        var (x, w, b) = (Key.Of(1).Normal<double>([2, 16, 16, 64]), Key.Of(2).Normal<double>([3, 3, 64, 64]), Key.Of(3).Normal<double>([64]));
        var exact = Run(new Conv2dOp(1, Padding.Same, 1) { Method = ConvolutionMethod.Direct }, x, w, b)[0];
        double Of(ConvolutionMethod method) => Error(Run(new Conv2dOp(1, Padding.Same, 1) { Method = method }, x.Convert<float>(), w.Convert<float>(), b.Convert<float>())[0].Convert<double>(), exact);
        var (direct, two, four) = (Of(ConvolutionMethod.Direct), Of(ConvolutionMethod.Winograd2), Of(ConvolutionMethod.Winograd4));
        Assert.InRange(direct, 1e-8, PlainError);
        Assert.InRange(two, 1e-8, PlainError);
        Assert.True(four > 3 * Math.Max(direct, two), $"{direct}, {two}, {four}");
        Assert.Equal(two, Of(ConvolutionMethod.ByShape));
    }

    /// <summary>The law that compares float with double knows which method ran: what F(4, 3) may cost is too much for plain sums.</summary>
    [Fact]
    public void TheFloatLawAllowsWhatTheMethodDeclares()
    {
        static Example Draw(Key key, int size) => new(new Conv2dOp(1, Padding.Same, 1) { Method = ConvolutionMethod.Winograd4 },
            [key.Child(1).Normal<double>([1, 4 + size, 4 + size, 2]), key.Child(2).Normal<double>([3, 3, 2, 2])]);
        LawBook.Hold(OpLaws.Subject("F(4, 3)", Draw), [FloatLaw.Of]);
        var growth = ConvolutionMethod.Winograd4.ErrorGrowth() * 1.5;
        Assert.Throws<LawException>(() => LawBook.Hold(OpLaws.Subject("off by more", (key, size) => Draw(key, size) is var right
            ? right with { Op = new Coarse((Conv2dOp)right.Op, growth) } : right), [FloatLaw.Of]));
    }

    // Float values that are off by more than is declared.
    sealed record Coarse(Conv2dOp Right, double Growth) : IOp, IClaims<IOp>
    {
        public string Name => Right.Name;

        public IOp Claims => Right;

        public Ruled<T> Rule<T>(Few<Tensor<T>> inputs) where T : struct, System.Numerics.IFloatingPointIeee754<T>
        {
            var ruled = Right.Rule(inputs);
            if (typeof(T) != typeof(float)) return ruled;
            var terms = 64 + inputs.Sum(x => x.Shape.Size);
            var largest = ruled.Value.Span.ToArray().Select(T.Abs).Aggregate(T.One, (a, b) => a > b ? a : b);
            return ruled with { Value = Tensor<T>.From(ruled.Value.Shape, [.. ruled.Value.Span.ToArray().Select(y => y + largest * T.CreateChecked(Growth * terms / (1 << 24)))]) };
        }
    }

    static Tensor<T>[] Run<T>(Conv2dOp op, Tensor<T> x, Tensor<T> w, Tensor<T> b) where T : struct, System.Numerics.IFloatingPointIeee754<T>
    {
        var ruled = op.Rule<T>([x, w, b]);
        var pulled = ruled.Pull(Key.Of(4).Normal<double>(ruled.Value.Shape).Convert<T>());
        return [ruled.Value, pulled[0].ToTensor(), pulled[1].ToTensor()];
    }

    // Of the difference, relative to the expected, both in root mean square.
    static double Error(Tensor<double> found, Tensor<double> expected) =>
        Math.Sqrt(found.Span.ToArray().Zip(expected.Span.ToArray(), (a, b) => (a - b) * (a - b)).Sum() / expected.Span.ToArray().Sum(b => b * b));
}
