using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

namespace Dl.Properties.Suite.Derivatives;

/// <summary>Faults that the laws of derivatives find, graphs, and what recomputation saves.</summary>
public sealed class DerivativeTests
{
    /// <summary>For each law of derivatives a fault.</summary>
    public static TheoryData<string, Law<SeedCase>> Faults => new()
    {
        { "the Jacobian is transposed", DerivativeLaws.ModesOf((f, x) => Derivative.Reverse(f, x) is var right ? right with { Matrix = right.Matrix.Reshape([right.Matrix.Shape[1], right.Matrix.Shape[0]]) } : right, Derivative.Forward) },
        { "one run is not counted", DerivativeLaws.ModesOf(Derivative.Reverse, (f, x) => Derivative.Forward(f, x) with { Runs = x.Shape.Size - 1 }) },
        { "another activation", DerivativeLaws.RumelhartOf(Activation.Tanh) },
        { "the gradient instead", DerivativeLaws.ProductsOf((f, x, v) => Gradient.Of(Leaves<double>.Of(x), at => f.Of(at[0])).Gradient[0].Value) },
        { "Newton with damping", DerivativeLaws.QuadraticsOf((f, x) => Newton.Step(f, x, 1)) },
        { "Gauss-Newton with damping", DerivativeLaws.LeastSquaresOf((f, x) => Newton.GaussStep(f, x, 1)) },
    };

    [Theory, MemberData(nameof(Faults))]
    public void EveryLawOfDerivativesFindsAFault(string fault, Law<SeedCase> law) =>
        Assert.True(Assert.Throws<LawException>(() => LawBook.Hold(new Claim<SeedCase>(SeedCase.Subject(fault), law))).Counterexample.Size <= 4);

    [Fact]
    public void AFunctionIsRunAsOftenAsAJacobianSays()
    {
        foreach (var mode in new Func<IMap, Tensor<double>, Jacobian>[] { Derivative.Reverse, Derivative.Forward, (f, x) => Derivative.Numerical(f, x) })
        {
            var counted = new Counted();
            Assert.Equal(mode(counted, Tensor<double>.Zeros([5])).Runs, counted.Runs);
        }
    }

    /// <summary>100 runs on 100 x 100 weights turned to dual numbers, which take 160 KB: their memory goes back after each run.</summary>
    [Fact]
    public void RunsOfForwardModeShareTheirMemory()
    {
        var (f, x) = (new Weighted(Key.Of(1).Normal<double>([100, 100])), Key.Of(2).Normal<double>([100]));
        Derivative.Forward(f, x);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Derivative.Forward(f, x);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2 << 20);
    }

    sealed class Counted : IMap
    {
        public int Runs { get; private set; }

        public Diff<T, Var<T>> Of<T>(Var<T> x) where T : struct, System.Numerics.IFloatingPointIeee754<T>
        {
            Runs++;
            return Ops.Tanh(x);
        }
    }

    sealed record Weighted(Tensor<double> Weights) : IMap
    {
        public Diff<T, Var<T>> Of<T>(Var<T> x) where T : struct, System.Numerics.IFloatingPointIeee754<T> =>
            from row in Ops.Reshape(x, 1, x.Shape.Size)
            from y in Ops.MatMul(row, Weights.Convert<T>())
            select y;
    }

    [Fact]
    public void SystemsAreSolvedOrRefused()
    {
        var x = LinearSystem.Solve(Tensor<double>.Of([3, 3], 0, 2, 1, 1, 0, 3, 4, 1, 0), Tensor<double>.Of([3], 7, 10, 6));
        Assert.Equal([1, 2, 3], x.Span.ToArray().Select(value => Math.Round(value, 12)));
        Assert.Contains("singular", Assert.Throws<DlException>(() => LinearSystem.Solve(Tensor<double>.Of([2, 2], 1, 2, 2, 4), Tensor<double>.Of([2], 1, 2))).Message, StringComparison.Ordinal);
    }

    /// <summary>y = sigmoid(w x + b) at w = 2, x = 0.5, b = -1: y = 1/2, and the local derivatives are x, w, 1, 1 and y (1 - y).</summary>
    [Fact]
    public void AGraphShowsValuesAndLocalDerivatives()
    {
        var graph = Neuron();
        Assert.Equal(["0", "1", "2", "multiply", "add", "sigmoid"], graph.Nodes.Select(node => node.Name));
        Assert.Equal([2, 0.5, -1, 1, 0, 0.5], graph.Nodes.Select(node => node.Value[0]));
        Assert.Equal([0.125, 0.5, 0.25, 0.25, 0.25, 1], graph.Nodes.Select(node => node.Derivative[0]));
        Assert.Equal([(0, 0.5), (1, 2), (3, 1), (2, 1), (4, 0.25)], graph.Nodes.SelectMany(node => node.Inputs).Select(edge => (edge.From, edge.Local[0])));
    }

    /// <summary>A value that is used twice has one node; the derivative adds up over its edges.</summary>
    [Fact]
    public void DerivativesAddUpOverPaths()
    {
        var graph = Graph.Of(Leaves<double>.Of(Tensor<double>.Scalar(3)), at => from square in Ops.Multiply(at[0], at[0]) from sum in Ops.Add(square, at[0]) from y in Ops.Multiply(sum, square) select y);
        for (var i = 0; i < graph.Nodes.Count - 1; i++)
            Assert.Equal(graph.Nodes.SelectMany(node => node.Inputs.Where(edge => edge.From == i).Select(edge => edge.Local[0] * node.Derivative[0])).Sum(), graph.Nodes[i].Derivative[0], 1e-12);
        Assert.Equal(4 * 27 + 3 * 9, graph.Nodes[0].Derivative[0], 1e-12);
    }

    [Fact]
    public void AGraphIsDrawnInThreeLanguages()
    {
        Assert.Contains("n3 [label=\"multiply\\n1\\nd 0.25\"];", GraphDrawing.Dot(Neuron()), StringComparison.Ordinal);
        Assert.Contains("n0 -> n3 [label=\"0.5\"];", GraphDrawing.Dot(Neuron()), StringComparison.Ordinal);
        Assert.Contains("n4 -->|\"0.25\"| n5", GraphDrawing.Mermaid(Neuron()).Replace("\"|", "\"|", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(new GraphPlot("", Neuron()).ToSvg(), GraphDrawing.Svg(Neuron()));
    }

    /// <summary>A plot of it has, beside the page, two fields for each node and one behind each edge's number, and a line for each edge; names are text.</summary>
    [Fact]
    public void AGraphIsAPlot()
    {
        var graph = Neuron();
        var svg = System.Xml.Linq.XDocument.Parse(new GraphPlot("a < b", graph with { Nodes = [.. graph.Nodes.Select(node => node with { Name = "<" })] }).ToSvg()).Root!;
        Assert.Equal(1 + 2 * 6 + 5, svg.Descendants().Count(element => element.Name.LocalName == "rect"));
        Assert.Equal(5, svg.Descendants().Count(element => element.Name.LocalName == "path"));
        var texts = svg.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value).ToArray();
        Assert.Equal(["a < b", "<", "2", "d 0.125"], texts[..4]);
        Assert.Equal(["0.5", "2", "1", "1", "0.25"], texts[^5..]);
        Assert.Contains("[2, 2]", new GraphPlot("", Graph.Of(Leaves<double>.Of(Tensor<double>.Ones([2, 2])), at => Ops.Sum(at[0]))).ToSvg(), StringComparison.Ordinal);
    }

    static Graph Neuron() => Graph.Of(Leaves<double>.Of(Tensor<double>.Scalar(2), Tensor<double>.Scalar(0.5), Tensor<double>.Scalar(-1)), at =>
        from product in Ops.Multiply(at[0], at[1])
        from sum in Ops.Add(product, at[2])
        from y in Ops.Sigmoid(sum)
        select y);

    /// <summary>1,000 layers, in 32 bodies that are run again: the same gradient, and memory that grows as the root of the depth. Of a batch twice as large only what is as long
    /// as the batch is larger: so many such values are alive at once.</summary>
    [Fact]
    public void RecomputationSavesMemory()
    {
        ILayer layer = new Dense(16, Activation.Tanh);
        var plain = Net.Seq([.. Enumerable.Repeat(layer, 1000)]);
        var again = Net.Seq([.. Enumerable.Repeat(layer, 1000).Chunk(32).Select(part => new Recompute(Net.Seq(part)))]);
        var vector = Key.Of(1).Normal<float>([1000 * (16 * 16 + 16)], 0, 0.25f);
        var (small, large) = (Key.Of(2).Normal<float>([256, 16]), Key.Of(2).Normal<float>([512, 16]));
        Assert.True(Run(plain, vector, small).Gradient.SameBits(Run(again, vector, small).Gradient));
        // Plain, two values a layer are alive at the end of the forward pass. Run again, one for each of 32 segments and 64 inside the last. A few more are on their way: cotangents
        // and what an op works in.
        Assert.InRange(Values(plain), 2000, 2008);
        Assert.InRange(Values(again), 96, 104);

        double Values(Seq net) => (Run(net, vector, large).Bytes - Run(net, vector, small).Bytes) / (256.0 * 16 * sizeof(float));
    }

    /// <summary>What a segment does not take in it may not use.</summary>
    [Fact]
    public void AValueFromOutsideIsRefused()
    {
        var error = Assert.Throws<DlException>(() => Gradient.Of(Leaves<double>.Of(Tensor<double>.Ones([2]), Tensor<double>.Ones([2])), at =>
            from y in Diff.Recompute(new Leaves<double>([at[0]]), inner => Ops.Multiply(inner[0], at[1]))
            from sum in Ops.Sum(y)
            select sum));
        Assert.Contains("not among its inputs", error.Message, StringComparison.Ordinal);
    }

    // A fresh thread has an empty pool: what it allocates is what is alive at once.
    static (Tensor<float> Gradient, long Bytes) Run(Seq net, Tensor<float> vector, Tensor<float> batch)
    {
        (Tensor<float>, long) result = default;
        var thread = new System.Threading.Thread(() => result = Workers.With(1, () =>
        {
            var start = net.Init<float>(Key.Of(0), [16]);
            var mold = new Mold<float>(start.Params);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var gradient = Gradient.Of(mold.Pour(vector), at => net.Apply(new Call<float>(at, start.State, Key.Of(3), Mode.Train), batch).Bind(result => Ops.Sum(result.Output))).Gradient;
            return (mold.Flatten(gradient), GC.GetAllocatedBytesForCurrentThread() - before);
        }));
        thread.Start();
        thread.Join();
        return result;
    }
}
