namespace Dl.Properties;

/// <summary>
/// G4 for layers. Examples of another shape: <c>Init</c> refuses them in one line that says the layer's name or path, or it takes them, and then a batch of them comes out as
/// announced. A batch of others than the layer began with: it is refused in one line, or computed. Nothing else comes out of either.
/// </summary>
public static class LayerRefusalLaw
{
    /// <summary>The law.</summary>
    public static Law<LayerCase> Of { get; } = new("refusal", "Init refuses examples by the layer's name, or a batch of them comes out as announced; a batch that does not fit is refused (G4)", asked =>
    {
        var all = Verdict.Holds;
        foreach (var example in Others(asked.Batch.Shape.Example)) all = all.And(() => Begin(asked, example));
        foreach (var batch in Others(asked.Batch.Shape)) all = all.And(() => Meet(asked, batch));
        return all;
    });

    /// <summary>Shapes like this one: without its axes, with one more or one less, with an axis empty or longer.</summary>
    internal static IEnumerable<Shape> Others(Shape shape)
    {
        yield return Shape.Scalar;
        yield return shape.Batch(1);
        if (shape.Rank == 0) yield break;
        yield return shape.Example;
        for (var axis = 0; axis < shape.Rank; axis++)
            foreach (var size in new[] { 0, shape[axis] + 1 })
                yield return Shape.Of([.. shape.Select((old, at) => at == axis ? size : old)]);
    }

    static Verdict Begin(LayerCase asked, Shape example)
    {
        try
        {
            var initial = asked.Layer.Init<double>(asked.Key, example);
            return Modes(asked, initial, example.Batch(2), (mode, shape) => Verdict.If(shape == initial.Output.Batch(2),
                () => $"Init takes examples {example} and announces {initial.Output}, but a batch of two in mode {mode} gives {shape}"),
                (mode, error) => Verdict.Broken($"Init takes examples {example}, but a batch of two in mode {mode} breaks with {error.GetType().Name}: {error.Message}"));
        }
        catch (DlException refusal)
        {
            return OneLine(refusal).And(() => Verdict.If(refusal.Path.Length > 0 || Named(refusal, asked.Layer.Name, Claimed.By(asked.Layer).Name),
                () => $"of examples {example} it complains without its name '{asked.Layer.Name}': {refusal.Message}"));
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return Verdict.Broken($"of examples {example} Init breaks with {error.GetType().Name}: {error.Message}");
        }
    }

    static Verdict Meet(LayerCase asked, Shape batch) => Modes(asked, asked.Start<double>(), batch, (_, _) => Verdict.Holds, (mode, error) => error is DlException refusal
        ? OneLine(refusal)
        : Verdict.Broken($"begun with {asked.Batch.Shape.Example}, it breaks at a batch {batch} in mode {mode} with {error.GetType().Name}: {error.Message}"));

    static Verdict Modes(LayerCase asked, Initial<double> initial, Shape batch, Func<Mode, Shape, Verdict> gives, Func<Mode, Exception, Verdict> breaks)
    {
        Verdict In(Mode mode)
        {
            Shape shape;
            try
            {
                shape = asked.Layer.Apply(new Call<double>(initial.Params, initial.State, asked.Key, mode), Tensor<double>.Zeros(batch)).Value().Output.Shape;
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                return breaks(mode, error);
            }
            return gives(mode, shape);
        }
        return In(Mode.Train).And(() => In(Mode.Infer));
    }

    /// <summary>Whether an error begins with the name of a thing, or of what it claims to be.</summary>
    internal static bool Named(DlException refusal, params string[] names) => names.Any(name => refusal.Message.StartsWith(name, StringComparison.Ordinal));

    static Verdict OneLine(DlException refusal) => Verdict.If(!refusal.Message.Contains('\n', StringComparison.Ordinal), () => $"it complains in more than one line: {refusal.Message}");
}
