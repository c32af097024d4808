namespace Dl.Properties;

/// <summary>
/// G4 where inputs do not fit: one too few, one too many, none, one of another rank or size, or empty. The op refuses with a <see cref="DlException"/> that says its
/// name, or it computes and its cotangents have the shapes of the inputs; nothing else comes out of it.
/// </summary>
public static class RefusalLaw
{
    /// <summary>The law.</summary>
    public static Law<OpCase> Of { get; } = new("refusal", "inputs that do not fit are refused by name, and what is accepted has cotangents of its shapes (G4)", asked =>
    {
        var all = Verdict.Holds;
        foreach (var inputs in Wrong([.. asked.Inputs])) all = all.And(() => Ask(asked.Op, inputs));
        return all;
    });

    static IEnumerable<Tensor<double>[]> Wrong(Tensor<double>[] inputs)
    {
        yield return [];
        yield return inputs[1..];
        yield return [.. inputs, inputs[^1]];
        for (var i = 0; i < inputs.Length; i++)
            foreach (var shape in Others(inputs[i].Shape))
                yield return [.. inputs.Select((x, j) => i == j ? Tensor<double>.Ones(shape) : x)];
    }

    static IEnumerable<Shape> Others(Shape shape)
    {
        yield return shape.Batch(1);
        yield return shape.Batch(2);
        if (shape.Rank == 0) yield break;
        yield return Shape.Scalar;
        yield return shape.Example;
        for (var axis = 0; axis < shape.Rank; axis++)
            foreach (var size in new[] { 0, shape[axis] + 1 })
                yield return Shape.Of([.. shape.Select((old, at) => at == axis ? size : old)]);
    }

    static Verdict Ask(IOp op, Tensor<double>[] inputs)
    {
        string Given() => $"of inputs {string.Join(", ", inputs.Select(x => x.Shape))}";
        try
        {
            var ruled = op.Rule(Few.Of<Tensor<double>>(inputs));
            var pulled = ruled.Pull(Tensor<double>.Ones(ruled.Value.Shape)).Select(delta => delta.ToTensor().Shape).ToArray();
            return Verdict.If(pulled.SequenceEqual(inputs.Select(x => x.Shape)), () => $"{Given()} it accepts, but the cotangents have the shapes {string.Join(", ", pulled.AsEnumerable())}");
        }
        catch (DlException refusal)
        {
            return Verdict.If(refusal.Message.StartsWith(op.Name, StringComparison.Ordinal), () => $"{Given()} it complains without its name '{op.Name}': {refusal.Message}");
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return Verdict.Broken($"{Given()} it breaks with {error.GetType().Name}: {error.Message}");
        }
    }
}
