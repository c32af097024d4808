using System.Numerics;
using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Laws;

/// <summary>For each law of ops a fault that it, and perhaps it alone, finds.</summary>
public class LawsBite
{
    static readonly Many<(string Law, IOp Op, Func<Key, int, Few<Tensor<double>>> Inputs)> Faults =
    [
        ("gradient", new HalfSquare(Slope: 1.0000001), AnyVector),
        ("forward", new HalfSquare(Slope: 1.0000001), AnyVector),
        ("linear", new ShiftedPull(), AnyVector),
        ("recipe", new IgnoresAdd(), AnyVector),
        ("sharing", new IgnoresAdd(), AnyVector),
        ("chain", new Moody(), AnyVector),
        ("second order", new FlatSlope(), AnyVector),
        ("degenerate", new UnguardedNorm(), AnyVector),
        ("complete", new MutantOp(new TanhOp(), 0, Fault.Drop), AnyVector),
        ("purity", new Moody(), AnyVector),
        ("fusion", new WrongParts(), AnyVector),
        ("float", new CoarseFloat(), AnyVector),
        ("adjoint", new TooLinear(), AnyVector),
        ("broadcast", new ForgetsToSum(), (key, size) => AddOp.Example(key, size).Inputs),
        ("refusal", new Careless(), AnyVector),
        ("softmax", new NormalisationFaults.LastAxis(), (key, _) => [Examples.Any(key, [2, 1])]),
        .. ConvolutionFaults.All,
        .. SequenceFaults.Ops,
    ];

    public static TheoryData<string> Laws => new(OpLaws.All.Select(law => law.Name));

    [Theory, MemberData(nameof(Laws))]
    public void OfOpsCanFail(string law)
    {
        var (_, op, inputs) = Faults.Single(fault => fault.Law == law);
        var claim = new Claim<OpCase>(OpLaws.Subject("faulty", (key, size) => new(op, inputs(key, size))), OpLaws.All.Single(one => one.Name == law));
        var broken = Assert.Throws<LawException>(() => LawBook.Hold(claim)).Counterexample;
        Assert.True(broken.Size <= 4, broken.ToString());
    }

    [Fact]
    public void AnOpWithoutExampleIsToldSo()
    {
        var error = Assert.Throws<ArgumentException>(() => OpLaws.Hold<Moody>());
        Assert.Contains("has no public static Example(Key, int)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnOracleThatCannotTellIsNotAPass()
    {
        var law = new Law<OpCase>("dim", "nothing can be told", _ => new(Finding.Inconclusive, 0, ""));
        var broken = Assert.Throws<LawException>(() => LawBook.Hold(OpLaws.Subject("tanh", TanhOp.Example), [law])).Counterexample;
        Assert.Contains("could not tell in 100 of 100", broken.Why, StringComparison.Ordinal);
    }

    static Few<Tensor<double>> AnyVector(Key key, int size) => [Examples.AwayFromZero(key, [Examples.Size(key, size, 0)])];

    // y = x^2 / 2 with a slope that is off by a little.
    sealed record HalfSquare(double Slope) : Op("half square")
    {
        public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) => Pointwise(inputs[0], x => x * x / T.CreateChecked(2), x => x * T.CreateChecked(Slope));
    }

    // The pullback adds a constant.
    sealed record ShiftedPull() : Op("shifted pull")
    {
        public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) => new(inputs[0], g => [Mapped(g, x => x + T.CreateChecked(1e-9))]);
    }

    // The writer overwrites where it should add.
    sealed record IgnoresAdd() : Op("ignores add")
    {
        public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) => new(inputs[0], g => [Delta<T>.Of(g.Shape, g, static (into, _, g) => g.Span.CopyTo(into))]);
    }

    // Every other call gives another slope.
    sealed record Moody() : Op("moody")
    {
        static int calls;

        public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
        {
            var factor = T.CreateChecked(1 + Interlocked.Increment(ref calls) % 2);
            return Pointwise(inputs[0], x => factor * x, _ => factor);
        }
    }

    // The slope forgets that it depends on x.
    sealed record FlatSlope() : Op("flat slope")
    {
        public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) => Pointwise(inputs[0], x => x * x, x => T.CreateChecked(2) * T.CreateChecked(double.CreateChecked(x)));
    }

    // y = sqrt(x^2 + 1e-40), whose slope divides zero by zero where the square underflows.
    sealed record UnguardedNorm() : Op("unguarded norm")
    {
        public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) => Pointwise(inputs[0], x => x * x, x => x * x * T.CreateChecked(2) / x);
    }

    // Claims to be x + x, and is three times x.
    sealed record WrongParts() : Op("wrong parts"), IFused
    {
        public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) => Pointwise(inputs[0], x => T.CreateChecked(3) * x, _ => T.CreateChecked(3));

        public Diff<T, Var<T>> Parts<T>(Few<Var<T>> inputs) where T : struct, IFloatingPointIeee754<T> => Ops.Add(inputs[0], inputs[0]);
    }

    // Right in double, a bit off in float.
    sealed record CoarseFloat() : Op("coarse float")
    {
        public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
        {
            var factor = T.CreateChecked(typeof(T) == typeof(float) ? 1.0001 : 1);
            return Pointwise(inputs[0], x => factor * x, _ => factor);
        }
    }

    // Off by a hundredth of a billionth: no difference shows that.
    sealed record TooLinear() : Op("too linear"), ILinear
    {
        public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) => Pointwise(inputs[0], x => x, _ => T.CreateChecked(1 + 1e-11));
    }

    // Of the places where a number was read the first counts.
    sealed record ForgetsToSum() : IOp, IClaims<IOp>
    {
        public string Name => "forgets to sum";

        public IOp Claims => new AddOp();

        public Ruled<T> Rule<T>(Few<Tensor<T>> inputs) where T : struct, IFloatingPointIeee754<T> => new(new AddOp().Rule(inputs).Value, g => inputs.Map<Delta<T>>(x => g.View(0, x.Shape)));
    }

    // Looks at its first input without asking whether there is one.
    sealed record Careless() : Op("careless")
    {
        public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) => Pointwise(inputs[0], x => x, _ => T.One);
    }

    static Ruled<T> Pointwise<T>(Tensor<T> x, Func<T, T> value, Func<T, T> slope) where T : struct, IFloatingPointIeee754<T> =>
        new(Mapped(x, value), g => [Tensor<T>.Build(x.Shape, (g, x, slope), static (into, s) =>
        {
            for (var i = 0; i < into.Length; i++) into[i] = s.g[i] * s.slope(s.x[i]);
        })]);

    static Tensor<T> Mapped<T>(Tensor<T> x, Func<T, T> f) where T : struct, IFloatingPointIeee754<T> => Tensor<T>.Build(x.Shape, (x, f), static (into, s) =>
    {
        for (var i = 0; i < into.Length; i++) into[i] = s.f(s.x[i]);
    });
}
