namespace Dl.Properties;

/// <summary>Wrong embeddings, recurrences and attentions.</summary>
static class SequenceMutants
{
    public static Many<Mutant> All { get; } =
    [
        new("M11", "tensorflow/swift-apis#518", "the gradient of the parameters is that of the last time alone",
            [.. LawBook.On(LayerLaws.Subject("forgetful rnn", (key, size) => Of(Rnn.Example(key, size), layer => new ForgetfulRnn((Rnn)layer))), LayerLaws.All)]),
        new("M12", "apache/mxnet#18203", "the cotangent of one direction is overwritten before the other has read it",
            [.. LawBook.On(LayerLaws.Subject("overwriting directions", (key, size) => Of(Bidirectional.Example(key, size), layer => new OverwritingDirections((Bidirectional)layer))), LayerLaws.All)]),
        new("M13", "pytorch#1631; apache/mxnet#9172; PaddlePaddle/Paddle#17663; ooples/AiDotNet.Tensors#894", "the gradient of a row that is taken twice is that of one place alone",
            [.. LawBook.On(OpLaws.Subject("overwriting take", (key, size) => TakeOp.Example(key, size) is var right ? right with { Op = new OverwritingTake(((TakeOp)right.Op).Places, ((TakeOp)right.Op).Axis) } : right), OpLaws.All)]),
    ];

    static LayerExample Of(LayerExample right, Func<ILayer, ILayer> wrong) => right with { Layer = wrong(right.Layer) };
}

/// <summary>M11: parameters are constants at all times but the last.</summary>
sealed record ForgetfulRnn(Rnn Right) : Layer("forgetful rnn"), IClaims<ILayer>
{
    /// <inheritdoc/>
    public ILayer Claims => Right;

    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example) => Right.Init<T>(key, example);

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x)
    {
        var (step, start) = call.Params is StartedParams<T> started ? (started.Step, started.Start[0]) : (call.Params, Tensor<T>.Zeros([1, Right.Units]));
        var still = Tree.Map<T, ITree<T>>(step, leaf => leaf.Value.Value);
        return
            from first in Ops.Add(Right.Zeros<T>(x.Shape[0])[0], start)
            from run in Diff.MapAccumulate<T, Few<Var<T>>, int, Var<T>>(Enumerable.Range(0, x.Shape[1]), [first], (state, t) =>
                from now in Ops.Take(x, Indices.From(Shape.Scalar, [t]), 1)
                from next in Right.Step(t == x.Shape[1] - 1 ? step : still, now, state)
                select new Stepped<Few<Var<T>>, Var<T>>(next, next[0]))
            from y in Right.Give == Steps.All ? Ops.Stack(1, [.. run.Items]) : Diff.Return<T, Var<T>>(run.Last[0])
            select new Result<T>(y, call.State);
    }
}

/// <summary>M12: the second half of the cotangent of two directions side by side holds the first.</summary>
sealed record OverwritingDirections(Bidirectional Right) : Layer("overwriting directions"), IClaims<ILayer>
{
    /// <inheritdoc/>
    public ILayer Claims => Right;

    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example) => Right.Init<T>(key, example);

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) =>
        from right in Right.Apply(call, x)
        from y in Right.Merge == Merge.Concat ? Diff.Apply(new OverwritingCotangent(), [right.Output]) : Diff.Return<T, Var<T>>(right.Output)
        select right with { Output = y };
}

/// <summary>The identity, whose pullback copies the first half of each row over the second.</summary>
sealed record OverwritingCotangent() : Op("overwriting cotangent")
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) => new(inputs[0], g => [Delta<T>.Of(g.Shape, g, static (into, add, g) =>
    {
        var (row, half) = (g.Shape.Last, g.Shape.Last / 2);
        for (var i = 0; i < into.Length; i++) into[i] = (add ? into[i] : T.Zero) + g[i / row * row + i % half];
    })]);
}

/// <summary>M13: sets where it should add.</summary>
sealed record OverwritingTake(Indices Places, int Axis) : Op("overwriting take"), IClaims<IOp>
{
    /// <inheritdoc/>
    public IOp Claims => new TakeOp(Places, Axis);

    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
    {
        var (right, x, places, axis) = (Claims.Rule(inputs), inputs[0], Places, Axis);
        // The cotangent of one place alone, the last of each row: all others are masked out before the right pullback.
        return right with { Pull = g => right.Pull(Masked(g, x.Shape, places, axis)) };
    }

    static Tensor<T> Masked<T>(Tensor<T> g, Shape from, Indices places, int axis) where T : struct, IFloatingPointIeee754<T>
    {
        var at = axis < 0 ? axis + from.Rank : axis;
        var inner = from.Skip(at + 1).Aggregate(1, (product, size) => product * size);
        return Tensor<T>.Build(g.Shape, (g, places, inner), static (into, s) =>
        {
            for (var i = 0; i < into.Length; i++)
            {
                var place = i / s.inner % s.places.Count;
                into[i] = s.places.Span[(place + 1)..].Contains(s.places[place]) ? T.Zero : s.g[i];
            }
        });
    }
}
