namespace Dl.Functional;

/// <summary>An op applied to values. The tape records the application itself, so it is small: one class for each number of inputs.</summary>
abstract class Application<T>(IOp op) : Diff<T, Var<T>>, IApplied<T> where T : struct, IFloatingPointIeee754<T>
{
    public static Application<T> Of(IOp op, in Few<Var<T>> inputs) => inputs.Count switch
    {
        1 => new Application1<T>(op, inputs[0]),
        2 => new Application2<T>(op, inputs[0], inputs[1]),
        _ => new ApplicationN<T>(op, inputs),
    };

    public IOp Op => op;

    public string Name => op.Name;

    public abstract int Count { get; }

    public abstract Var<T> Input(int i);

    protected abstract Few<Tensor<T>> Values { get; }

    protected abstract bool IsConstant { get; }

    public sealed override Traced<T, Var<T>> Run(Tape<T> tape) => Run(tape, out _);

    public Traced<T, Var<T>> Run(Tape<T> tape, out Few<Tensor<T>> aside)
    {
        var mark = Region.Current?.Mark ?? 0;
        var ruled = op.Rule(Values);
        aside = ruled.Aside;
        if (IsConstant) return new(ruled.Value, tape);
        var longer = tape.Push(ruled.Value, this, ruled.Pull, mark);
        return new(new(ruled.Value, longer), longer);
    }
}

sealed class Application1<T>(IOp op, Var<T> x) : Application<T>(op) where T : struct, IFloatingPointIeee754<T>
{
    public override int Count => 1;

    protected override Few<Tensor<T>> Values => new(x.Value);

    protected override bool IsConstant => x.On is not Tape<T>;

    public override Var<T> Input(int i) => x;
}

sealed class Application2<T>(IOp op, Var<T> x, Var<T> y) : Application<T>(op) where T : struct, IFloatingPointIeee754<T>
{
    public override int Count => 2;

    protected override Few<Tensor<T>> Values => new(x.Value, y.Value);

    protected override bool IsConstant => x.On is not Tape<T> && y.On is not Tape<T>;

    public override Var<T> Input(int i) => i == 0 ? x : y;
}

sealed class ApplicationN<T>(IOp op, Few<Var<T>> inputs) : Application<T>(op) where T : struct, IFloatingPointIeee754<T>
{
    public override int Count => inputs.Count;

    protected override Few<Tensor<T>> Values => inputs.Count == 3
        ? new(inputs[0].Value, inputs[1].Value, inputs[2].Value)
        : inputs.Map(static input => input.Value);

    protected override bool IsConstant
    {
        get
        {
            for (var i = 0; i < inputs.Count; i++)
                if (inputs[i].On is Tape<T>) return false;
            return true;
        }
    }

    public override Var<T> Input(int i) => inputs[i];
}

sealed class ApplyWithNode<T>(Application<T> application) : Diff<T, With<T>> where T : struct, IFloatingPointIeee754<T>
{
    public override Traced<T, With<T>> Run(Tape<T> tape)
    {
        var output = application.Run(tape, out var aside);
        return new(new(output.Value, aside), output.Tape);
    }
}
