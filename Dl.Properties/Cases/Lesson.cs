namespace Dl.Properties;

/// <summary>A network and all that it takes to train it, drawn at random: what laws of training, trees and memory run on.</summary>
/// <param name="Net">The network.</param>
/// <param name="Input">The shape of one example.</param>
/// <param name="Loss">How wrong it is.</param>
/// <param name="Optimizer">How it changes.</param>
/// <param name="Key">What parameters and batches are drawn from.</param>
public sealed record Lesson(Seq Net, Shape Input, ILoss Loss, Optimizer Optimizer, Key Key)
{
    const int Classes = 3;

    /// <summary>A lesson whose network has up to <paramref name="scale"/> layers and a last one.</summary>
    public static Lesson Draw(Key key, int scale)
    {
        var width = Examples.Size(key, scale + 1, 0);
        Shape input = key.Bernoulli(0.25, 1) ? [2, width] : [width];
        var layers = new List<ILayer>();
        if (input.Rank > 1) layers.Add(new Flatten());
        width = input.Size;
        for (var i = 0; i < scale; i++)
        {
            var (layer, after) = Layer(key.Child(i), width, scale);
            layers.Add(layer);
            width = after;
        }
        layers.Add(new Dense(Classes));
        return new(Functional.Net.Seq([.. layers]), input, key.Bernoulli(0.7, 2) ? Functional.Loss.CrossEntropy : Functional.Loss.MeanSquaredError, key.Bernoulli(0.5, 4) ? Optimizers(key.Below(4, 3)) : Wider(key.Below(8, 5)), key.Child(-1));
    }

    /// <summary>The learner before the first step.</summary>
    public Learner<T> Start<T>() where T : struct, IFloatingPointIeee754<T> => Train.Start<T>(Net, Optimizer, Input, Key.Child(0));

    /// <summary>The step.</summary>
    public Step<T> Step<T>() where T : struct, IFloatingPointIeee754<T> => Train.Step<T>(Net, Loss, Optimizer);

    /// <summary>Batches of five examples.</summary>
    public Many<Batch<T>> Batches<T>(int count) where T : struct, IFloatingPointIeee754<T> => Enumerable.Range(1, count).Select(i => Batch<T>(Key.Child(i))).ToMany();

    /// <inheritdoc/>
    public override string ToString() => Source.Of(this);

    Batch<T> Batch<T>(Key key) where T : struct, IFloatingPointIeee754<T>
    {
        const int items = 5;
        return new(key.Child(0).Normal<T>(Input.Batch(items)), Loss is CrossEntropy
            ? Indices.Of([.. Enumerable.Range(0, items).Select(i => key.Below(Classes, i))])
            : key.Child(1).Normal<T>([items, Classes]));
    }

    static (ILayer, int) Layer(Key key, int width, int scale) => (key.Below(6, 0), Examples.Size(key, scale, 1)) switch
    {
        (0, var units) => (new Dense(units, Activation.Tanh), units),
        (1, var units) => (new Dense(units, Activation.Relu).WithoutBias(), units),
        (2, _) => (new BatchNorm(), width),
        (3, _) => (new Dropout(0.25), width),
        (4, _) => (new Residual(new Dense(width, Activation.Tanh)), width),
        _ => (new Residual(Functional.Net.Seq(new BatchNorm(), new Dropout(0.5), new Dense(width + 1, Activation.Sigmoid)), new Dense(width + 1).WithoutBias()), width + 1),
    };

    static Optimizer Optimizers(int which) => which switch
    {
        0 => Functional.Optimizer.Sgd(0.125),
        1 => Functional.Optimizer.Momentum(0.0625),
        2 => Functional.Optimizer.Adam(0.015625),
        _ => new Momentum(0.5).Then(new Adam()).Then(new Rate(0.015625)),
    };

    // Links that look at the whole, or wrap: what they remember must outlive the step, and what they need of the parameters must not.
    static Optimizer Wider(int which) => which switch
    {
        0 => new ClipNorm(0.5).Then(new Momentum(0.5)).Then(new Rate(Schedule.Linear(0.25, 0.0625, 3))).Then(new Ema(0.5)),
        1 => Functional.Optimizer.Each((Where.Matrices, new Muon().Then(new Rate(0.0625))), (Where.Roles(Role.Bias), Functional.Optimizer.Adam(0.015625))),
        2 => Functional.Optimizer.Lookahead(Functional.Optimizer.Momentum(0.0625), 2),
        3 => Functional.Optimizer.Accumulate(Functional.Optimizer.Adam(0.015625), 3),
        4 => Functional.Optimizer.Sam(Functional.Optimizer.Momentum(0.0625)),
        5 => Functional.Optimizer.ScheduleFree(Functional.Optimizer.Sgd(0.0625)),
        6 => Functional.Optimizer.AdamW(0.015625, new Decay(0.125, Where.Matrices)).Freeze(Where.Path("0")),
        _ => new Adafactor().Then(new TrustRatio(Where.Matrices)).Then(new Rate(0.0625)),
    };
}
