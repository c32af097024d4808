namespace Dl.Functional;

/// <summary>Targets of 1 and -1.</summary>
static class Signs
{
    public static Tensor<T> Checked<T>(string name, Tensor<T> targets) where T : struct, IFloatingPointIeee754<T>
    {
        for (var i = 0; i < targets.Shape.Size; i++)
            if (T.Abs(targets[i]) != T.One) throw new DlException($"{name}: targets are 1 and -1, but target {i} is {targets[i]}");
        return targets;
    }

    /// <summary>1 where the target has a sign, 0 elsewhere.</summary>
    public static Tensor<T> Share<T>(Tensor<T> signs, T sign) where T : struct, IFloatingPointIeee754<T> => Tensor<T>.Build(signs.Shape, (signs, sign), static (into, s) =>
    {
        for (var i = 0; i < into.Length; i++) into[i] = s.signs[i] == s.sign ? T.One : T.Zero;
    });

    public static Tensor<double> Any(Key key, Shape shape) => Tensor<double>.Build(shape, key, static (into, key) =>
    {
        for (var i = 0; i < into.Length; i++) into[i] = key.Below(2, i) == 0 ? 1 : -1;
    });
}
