using System.Diagnostics;
using System.Numerics;
using Dl.Core;
using Dl.Functional;

namespace Dl.Bench.Peers;

/// <summary>What is timed. One call of ours leaves no memory behind, as inside a training step.</summary>
static class PeerCases
{
    /// <summary>All, in the order of the table.</summary>
    public static IReadOnlyList<PeerCase> All { get; } = [.. Products(), .. Convolutions(), .. Pointwise(), .. Updates(), .. Steps()];

    static IEnumerable<PeerCase> Products()
    {
        int[] sizes = [64, 128, 256, 512, 1024, 2048];
        foreach (var n in sizes) yield return new($"sgemm {n}", () => Product<float>(n, n, n), 2.0 * n * n * n, Bound.Float, 1.00);
        foreach (var n in sizes) yield return new($"dgemm {n}", () => Product<double>(n, n, n), 2.0 * n * n * n, Bound.Double, 1.00);
        (int, int, int)[] shapes = [(32, 784, 128), (128, 784, 1024), (128, 1024, 1024), (64, 32, 32), (128, 1024, 10)];
        foreach (var (m, k, n) in shapes)
        {
            var work = 2.0 * m * k * n;
            yield return new($"x w {m}x{k}x{n}", () => Product<float>(m, k, n), work, Bound.Float);
            yield return new($"x' g {k}x{m}x{n}", () => Product<float>(k, m, n, left: true), work, Bound.Float);
            yield return new($"g w' {m}x{n}x{k}", () => Product<float>(m, n, k, right: true), work, Bound.Float);
        }
    }

    static IEnumerable<PeerCase> Convolutions()
    {
        foreach (var (name, images, kernel, padding, most) in new (string, Shape, Shape, int, double?[])[]
        {
            ("3x3 64-64", [32, 32, 32, 64], [3, 3, 64, 64], 1, [0.65, 0.65, 0.95]), ("3x3 128-128", [32, 16, 16, 128], [3, 3, 128, 128], 1, [0.65, 0.65, 0.95]),
            ("1x1 256-64", [32, 14, 14, 256], [1, 1, 256, 64], 0, [0.80, null, null]), ("5x5 1-6", [64, 28, 28, 1], [5, 5, 1, 6], 2, [0.35, null, null]),
        })
        {
            var (x, w, op) = (Normal<float>(1, images), Normal<float>(2, kernel), new Conv2dOp(1, padding, 1));
            var work = 2.0 * images.Size * kernel[0] * kernel[1] * kernel[3];
            yield return new($"{name} forward", () => Freed(() => op.Rule<float>([x, w])), work, Bound.Float, most[0]);
            if (kernel[0] == 3)
                yield return new($"{name} forward, F(4, 3)", () => Freed(() => (op with { Method = ConvolutionMethod.Winograd4 }).Rule<float>([x, w])), work, Bound.Float, 0.45) { Theirs = $"{name} forward" };
            yield return new($"{name} input", () => Pulled(op, [x, w], 0), work, Bound.Float, most[1]);
            yield return new($"{name} kernel", () => Pulled(op, [x, w], 1), work, Bound.Float, most[2]);
        }

        Shape shape = [32, 32, 32, 64];
        yield return new("max pool 2x2", () => Freed(Given(Normal<float>(1, shape), x => new MaxPool2dOp(2).Rule<float>([x]))), 5.0 * shape.Size, Bound.Bytes, 0.15);
        yield return new("batch norm", () =>
        {
            var (x, one, zero, g) = (Normal<float>(1, shape), Tensor<float>.Ones([64]), Tensor<float>.Zeros([64]), Normal<float>(2, shape));
            var (net, call) = (new BatchNorm(), Key.Of(3));
            var start = net.Init<float>(call, [32, 32, 64]);
            return Freed(() => Gradient.Pull(new Watched<float>(start.Params, x),
                at => net.Apply(new Call<float>(at.Params, start.State, call, Mode.Train), at.Input).Select(result => result.Output), _ => g));
        }, 4.0 * 8 * shape.Size, Bound.Bytes, 0.30);
    }

    static IEnumerable<PeerCase> Pointwise()
    {
        foreach (var (name, op, most) in new (string, IOp, double?)[]
        {
            ("relu", new ReluOp(), null), ("exp", new ExpOp(), 0.50), ("sigmoid", new SigmoidOp(), 0.50), ("tanh", new TanhOp(), 0.50), ("gelu", new GeluOp(), 0.50),
        })
            foreach (var size in new[] { 1_000, 100_000, 10_000_000 })
                yield return new($"{name} {Power(size)}", () => Freed(Given(Normal<float>(1, [size]), x => op.Rule<float>([x]))), 8.0 * size, size > 100_000 ? Bound.Bytes : Bound.None, size > 100_000 ? null : most);
    }

    static IEnumerable<PeerCase> Updates()
    {
        foreach (var (size, adam) in new[] { (1_000_000, 0.40), (10_000_000, 0.20) })
        {
            yield return new($"adam {Power(size)}", () => Update(Optimizer.Adam(), size, inPlace: false), 28.0 * size, Bound.Bytes, adam);
            yield return new($"adam {Power(size)} in place", () => Update(Optimizer.Adam(), size, inPlace: true), 28.0 * size, Bound.Bytes) { Theirs = $"adam {Power(size)}" };
            yield return new($"momentum {Power(size)}", () => Update(Optimizer.Momentum(0.01), size, inPlace: true), 20.0 * size, Bound.Bytes, 0.85);
            yield return new($"momentum {Power(size)} pure", () => Update(Optimizer.Momentum(0.01), size, inPlace: false), 20.0 * size, Bound.Bytes) { Theirs = $"momentum {Power(size)}" };
        }
    }

    static IEnumerable<PeerCase> Steps()
    {
        foreach (var (name, net, example, batch, loss, optimizer, most) in new (string, ILayer, Shape, int, ILoss, Optimizer, double)[]
        {
            ("mlp b32", Mlp(128), [784], 32, Loss.CrossEntropy, Optimizer.Sgd(0.01), 0.45),
            ("mlp b128", Mlp(128), [784], 128, Loss.CrossEntropy, Optimizer.Sgd(0.01), 0.70),
            ("mlp 1024 b128", Mlp(1024, 1024), [784], 128, Loss.CrossEntropy, Optimizer.Adam(), 0.80),
            ("deep norm b64", Deep(), [2], 64, Loss.CrossEntropy, Optimizer.Sgd(0.01), 0.20),
            ("lenet5 b64", LeNet(), [28, 28, 1], 64, Loss.CrossEntropy, Optimizer.Momentum(0.01), 0.40),
            ("vgg b64", Vgg(), [32, 32, 3], 64, Loss.CrossEntropy, Optimizer.Momentum(0.01), 0.70),
            ("residual b32", Block(), [32, 32, 64], 32, Loss.MeanSquaredError, Optimizer.Momentum(0.01), 0.65),
        })
        {
            var step = Train.Step<float>(net, loss, optimizer);
            yield return new($"step {name}", () => Fold(step, example, batch), AtMost: most);
            yield return new($"step {name} pure", () => Pure(step, example, batch)) { Theirs = $"step {name}" };
        }
    }

    static Seq Mlp(params int[] widths) => new([.. widths.Select(width => (ILayer)new Dense(width, Activation.Relu)), new Dense(10)]);

    static Seq Deep() => new([.. Enumerable.Range(0, 16).SelectMany(_ => new ILayer[] { new Dense(32), new BatchNorm(), Activation.Relu }), new Dense(2)]);

    static Seq LeNet() => Net.Seq(
        new Conv2d(6, 5, padding: 2, then: Activation.Relu), new MaxPool2d(2), new Conv2d(16, 5, then: Activation.Relu), new MaxPool2d(2),
        new Flatten(), new Dense(120, Activation.Relu), new Dense(84, Activation.Relu), new Dense(10));

    static Seq Vgg() => Net.Seq(
        new Conv2d(32, 3, padding: 1, then: Activation.Relu), new Conv2d(32, 3, padding: 1, then: Activation.Relu), new MaxPool2d(2),
        new Conv2d(64, 3, padding: 1, then: Activation.Relu), new Conv2d(64, 3, padding: 1, then: Activation.Relu), new MaxPool2d(2), new Flatten(), new Dense(10));

    static Seq Block() => Net.Seq(
        Net.Residual(Net.Seq(new Conv2d(64, 3, padding: 1, bias: false), new BatchNorm(), Activation.Relu, new Conv2d(64, 3, padding: 1, bias: false), new BatchNorm())),
        Activation.Relu);

    static Sampler Product<T>(int m, int k, int n, bool left = false, bool right = false) where T : struct, IFloatingPointIeee754<T>
    {
        var (a, b, c) = (Normal<T>(1, [m, k]), Normal<T>(2, [k, n]), new T[m * n]);
        return seconds => Samples.Of(() => Tuned.Product(a.Span, left, b.Span, right, c, m, k, n, false), seconds);
    }

    static Sampler Pulled(Conv2dOp op, Few<Tensor<float>> inputs, int which)
    {
        var ruled = op.Rule<float>(inputs);
        var g = Normal<float>(3, ruled.Value.Shape);
        return Freed(() => ruled.Pull(g)[which].ToTensor());
    }

    static Func<object> Given(Tensor<float> x, Func<Tensor<float>, object> run) => () => run(x);

    // A body whose memory goes back to the pool after every call.
    static Sampler Freed<R>(Func<R> run) => seconds => Samples.Of(
        () =>
        {
            using var region = Region.Open();
            run();
        },
        seconds);

    // In place: the parameters and the memory that were are provably dead, as inside Train.Fold.
    static Sampler Update(Optimizer optimizer, int size, bool inPlace)
    {
        var (parameters, gradient, state, before) = (Normal<float>(1, [size]), Normal<float>(2, [size]), optimizer.Start<float>(size), default(Region));
        return seconds => Samples.Of(
            () =>
            {
                using var region = Region.After(before);
                var updated = optimizer.Update(state, parameters, gradient);
                if (!inPlace) return;
                region.Keep(updated.Parameters.Owner);
                Owners.Keep(updated.State);
                (parameters, state, before) = (updated.Parameters, updated.State, region);
            },
            seconds);
    }

    static Sampler Fold(Step<float> step, Shape example, int size)
    {
        var (start, batch) = Begin(step, example, size);
        return seconds =>
        {
            // The first steps fill the pool and are not counted; then as many steps a sample as two milliseconds hold.
            var (samples, steps, inner, from, begin) = (new List<double>(), 0, 0, 0L, 0L);
            Train.Fold(Enumerable.Repeat(batch, int.MaxValue), start, step, _ =>
            {
                if (++steps == 10) begin = from = Stopwatch.GetTimestamp();
                if (steps <= 10) return true;
                inner++;
                if (Stopwatch.GetElapsedTime(from) is var spent && spent.TotalSeconds < 0.002) return true;
                samples.Add(spent.TotalSeconds / inner);
                (inner, from) = (0, Stopwatch.GetTimestamp());
                return samples.Count < 3 || Stopwatch.GetElapsedTime(begin).TotalSeconds < seconds;
            });
            return [.. samples];
        };
    }

    static Sampler Pure(Step<float> step, Shape example, int size)
    {
        var (learner, batch) = Begin(step, example, size);
        return seconds => Samples.Of(() => learner = step.Invoke(learner, batch), seconds);
    }

    static (Learner<float>, Batch<float>) Begin(Step<float> step, Shape example, int size)
    {
        var start = Train.Start<float>(step.Net, step.Optimizer, example, Key.Of(1));
        var inputs = Normal<float>(2, [size, .. example]);
        var classes = step.Loss is CrossEntropy;
        return (start, classes ? new(inputs, Indices.Of([.. Enumerable.Range(0, size).Select(item => Key.Of(3).Below(2, item))])) : new(inputs, Tensor<float>.Zeros(inputs.Shape)));
    }

    static Tensor<T> Normal<T>(ulong key, Shape shape) where T : struct, IFloatingPointIeee754<T> => Key.Of(key).Normal<T>(shape);

    static string Power(int size) => $"1e{(int)Math.Log10(size)}";
}

/// <summary>Parameters and an input: what a layer's gradient is asked with respect to.</summary>
sealed record Watched<T>(ITree<T> Params, Var<T> Input) : ITree<T> where T : struct, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public ITree<T> Walk(Walk<T> walk) => new Watched<T>(walk.Branch("params", Params), walk.Leaf("input", Role.Other, Input));
}
