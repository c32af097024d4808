#!/usr/bin/env dotnet
#:project ../Dl.CSharp
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

// Networks and computation graphs, drawn
//
// A network is drawn by its layers, its loss by a graph of ops with the local derivatives on its edges. The deck takes derivatives on the second: by the chain rule
// "walk through all paths" from the loss to a weight, multiply the local derivatives along each and add up the paths. It says too that reverse mode is the better one if inputs outnumber outputs, and forward mode otherwise. Paths and
// runs can be counted.

var note = Note.Begin(args, Console.Out);

// 1. The deck's example, f(x) = s(w2 s(w1 x)) for one number, with the loss -log f(x) + lambda (w1^2 + w2^2)
//
// Two paths lead from the loss to w1: one through the network, one through the penalty.
const double x = 1.5, lambda = 0.1, w1 = 0.8, w2 = -1.2;
var graph = Graph.Of(Leaves<double>.Of(Tensor<double>.Scalar(w1), Tensor<double>.Scalar(w2)), w =>
    from u2 in Ops.Scale(w[0], x)
    from u3 in Ops.Sigmoid(u2)
    from u4 in Ops.Multiply(w[1], u3)
    from u5 in Ops.LogSigmoid(u4)
    from u6 in Ops.Square(w[0])
    from u7 in Ops.Square(w[1])
    from u8 in Ops.Add(u6, u7)
    from u9 in Ops.Scale(u8, lambda)
    from loss in Ops.Subtract(u9, u5)
    select loss);
foreach (var (node, i) in graph.Nodes.Select((node, i) => (node, i)))
    note.Say($"u{i,-3}{(node.IsLeaf ? $"w{i + 1}" : node.Name),-12}{node.Value[0],8:F4}   dl/du {node.Derivative[0],8:F4}   from {(node.IsLeaf ? "-" : string.Join(", ", node.Inputs.Select(edge => FormattableString.Invariant($"u{edge.From} ({edge.Local[0]:F4})"))))}");
// All paths from a node to the end, each the product of its local derivatives.
double[] Paths(Graph graph, int from) => from == graph.Nodes.Count - 1 ? [1] :
    [.. graph.Nodes.SelectMany((node, i) => node.Inputs.Where(edge => edge.From == from).SelectMany(edge => Paths(graph, i).Select(rest => edge.Local[0] * rest)))];
// The figure has all this in it: each value, below it the derivative of the loss by it, at each edge its local derivative.
note.Draw("computation-graph-ops", new GraphPlot("The loss as a graph of ops: two paths lead back to w1", graph with { Nodes = graph.Nodes.Select((node, i) => node.IsLeaf ? node with { Name = $"w{i + 1}" } : node).ToMany() }));
double S(double u) => 1 / (1 + Math.Exp(-u));
var paths = Paths(graph, 0);
var h = S(w1 * x);
var byHand = (1 - S(w2 * h)) * -w2 * h * (1 - h) * x;
note.Claim($"{paths.Length} paths lead to w1: {paths[0]:F4} and {paths[1]:F4}, by hand {byHand:F4} through the network and {2 * lambda * w1:F4} through the penalty; their sum {paths.Sum():F4} is the gradient {graph.Nodes[0].Derivative[0]:F4}",
    paths.Length == 2 && paths.Any(p => Math.Abs(p - byHand) < 1e-14) && paths.Any(p => Math.Abs(p - 2 * lambda * w1) < 1e-14) && Math.Abs(paths.Sum() - graph.Nodes[0].Derivative[0]) < 1e-14);

// 2. Why nobody walks all paths
//
// In v -> v^2 + v each step has two ways; n of them have 2^n paths and 3 n edges. A sweep back (backpropagation, or reverse mode) takes each edge once, since the paths behind
// a node share what lies before it.
Graph Doubled(int n) => Graph.Of(Leaves<double>.Of(Tensor<double>.Scalar(0.1)), at => Diff.Fold(Enumerable.Range(0, n), at[0], (v, _) => from square in Ops.Square(v) from sum in Ops.Add(square, v) select sum));
int[] lengths = [1, 2, 4, 8, 12];
var walks = lengths.Select(n => (N: n, Graph: Doubled(n))).Select(one => (one.N, Paths: Paths(one.Graph, 0), Edges: one.Graph.Nodes.Sum(node => node.Inputs.Count), Derivative: one.Graph.Nodes[0].Derivative[0])).ToArray();
note.Claim($"{string.Join(", ", walks.Select(walk => $"{walk.N} steps: {walk.Paths.Length} paths on {walk.Edges} edges"))}; the sums of the paths are the derivatives, to {walks.Max(walk => Math.Abs(walk.Paths.Sum() / walk.Derivative - 1)):0e0}",
    walks.All(walk => walk.Paths.Length == 1 << walk.N && walk.Edges == 3 * walk.N && Math.Abs(walk.Paths.Sum() / walk.Derivative - 1) < 1e-12));

// 3. Forward or back: a Jacobian of m outputs by n inputs is m sweeps back or n runs forward. The counts follow from the two algorithms; what they are worth is time, of which the median is
// said: a run on dual numbers and a sweep do not cost the same, so that where the counts are even, at 20 by 20, one of the two is still ahead.
double Seconds(Func<Jacobian> take)
{
    List<double> spent = [];
    for (var i = 0; i < (note.Quick ? 3 : 21); i++)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        take();
        spent.Add(clock.Elapsed.TotalSeconds);
    }
    return spent.Order().ElementAt(spent.Count / 2);
}
foreach (var (inputs, outputs) in new[] { (200, 1), (1, 200), (20, 20) })
{
    var (map, at) = (new Plane(Key.Of(1).Normal<double>([inputs, outputs])), Key.Of(2).Normal<double>([inputs]));
    var (back, forward) = (Derivative.Reverse(map, at), Derivative.Forward(map, at));
    note.Claim($"{inputs} inputs and {outputs} outputs: {back.Runs} run and {back.Sweeps} sweeps back, or {forward.Runs} runs forward, for the same matrix",
        (back.Runs, back.Sweeps, forward.Runs) == (1, outputs, inputs) && back.Matrix.Span.ToArray().Zip(forward.Matrix.Span.ToArray()).All(pair => Math.Abs(pair.First - pair.Second) < 1e-12));
    note.Say($"{inputs} inputs and {outputs} outputs: {1000 * Seconds(() => Derivative.Reverse(map, at)):0.000} ms by reverse mode, {1000 * Seconds(() => Derivative.Forward(map, at)):0.000} ms by forward mode");
}

// 4. Networks by their layers: shape of the output and number of parameters in each box. The deck's perceptron, and a block with a way around it (a skip connection).
var perceptron = Model.Of(784).Dense(100, Activation.Tanh).Dense(10).Init(Key.Of(1));
note.Claim($"784 - 100 - 10 has {Tree.Size(perceptron.Params)} parameters, (784 + 1) 100 + (100 + 1) 10 = {785 * 100 + 101 * 10}", Tree.Size(perceptron.Params) == 785 * 100 + 101 * 10);
var residual = Model.Of(28, 28, 1).Then(new Conv2d(8, 3, padding: Padding.Same)).Then(Net.Residual(Net.Seq(new BatchNorm(), Activation.Relu, new Conv2d(8, 3, padding: Padding.Same)))).Then(new GlobalAveragePool2d()).Dense(10).Init(Key.Of(1));
note.Draw("computation-graph-perceptron", new NetworkDrawing("One hidden layer", perceptron));
note.Draw("computation-graph-residual", new NetworkDrawing("A way around a block", residual));

// What would falsify this: a gradient that is not the sum over paths, or a Jacobian whose cost in runs does not follow its shape.
return note.End();

/// <summary>tanh of a matrix product.</summary>
sealed record Plane(Tensor<double> Weights) : IMap
{
    public Diff<T, Var<T>> Of<T>(Var<T> x) where T : struct, System.Numerics.IFloatingPointIeee754<T> =>
        from row in Ops.Reshape(x, 1, x.Shape.Size)
        from product in Ops.MatMul<T>(row, Weights.Convert<T>())
        from y in Ops.Tanh(product)
        select y;
}
