namespace Dl.Functional;

/// <summary>
/// One step through the links of an optimizer. Coordinate-wise links wait until one needs the whole update, and then go over
/// the vector together.
/// </summary>
sealed class Pass<T> where T : struct, IFloatingPointIeee754<T>
{
    readonly List<(int Link, Slotted<T> Rule)> waiting = [];
    readonly ITree<T>[] states;
    readonly OptimizerState<T> before;
    Flow<T> flow;

    public Pass(Optimizer optimizer, OptimizerState<T> state, Flow<T> flow)
    {
        if (state.Links.Count != optimizer.Links.Count)
            throw new DlException($"an optimizer of {optimizer.Links.Count} links was given the memory of one of {state.Links.Count}: start with this optimizer");
        (before, states, this.flow) = (state, [.. state.Links], flow);
        for (var i = 0; i < states.Length; i++) Take(i, optimizer.Links[i]);
    }

    /// <summary>The memory after the step.</summary>
    public OptimizerState<T> State => before with { Links = states.ToMany(), Steps = before.Steps + 1 };

    /// <summary>The parameters after the step.</summary>
    public Tensor<T> Step()
    {
        // The memory of a link may be, or view, the parameters: it is kept before theirs is handed down.
        if (Region.Current is { } region)
            foreach (var state in states)
                if (Owners.Have(state, flow.Parameters.Owner)) region.Keep(flow.Parameters.Owner);
        return Remember(Blocks.Step(flow.Parameters, flow.Update, Rules));
    }

    /// <summary>The update that is left.</summary>
    public Tensor<T> Turn()
    {
        Flush();
        return flow.Update;
    }

    void Take(int i, ILink link)
    {
        switch (link)
        {
            case IBlockLink block:
                if (states[i] is not LinkState<T> known || !known.Names.Equals(block.Slots) || !Fits(known.Slots.Shape, block.Slots.Count))
                    throw new DlException($"link {i} '{link.Name}' remembers {block.Slots} for {flow.Layout.Size} parameters, but was given {Told(states[i])}: start with this optimizer");
                waiting.Add((i, new(block.At(flow.Count), known.Slots, flow.Count, flow.Layout.Only(block.Where))));
                break;
            case IMeasuringLink measuring:
                Flush();
                waiting.Add((-1, new(measuring.Measured(flow), Nothing, flow.Count)));
                break;
            case IWholeLink whole:
                Flush();
                var turned = whole.Turn(flow, states[i]);
                if (turned.Update.Shape != flow.Update.Shape)
                    throw new DlException($"link {i} '{link.Name}' made an update of {turned.Update.Shape} from one of {flow.Update.Shape}");
                (flow, states[i]) = (flow with { Update = turned.Update }, turned.State);
                break;
            default:
                throw new DlException($"link {i} '{link.Name}' is no {nameof(IBlockLink)}, {nameof(IMeasuringLink)} or {nameof(IWholeLink)}");
        }
    }

    void Flush()
    {
        if (waiting.Count == 0) return;
        flow = flow with { Update = Remember(Blocks.Turn(flow.Parameters, flow.Update, Rules)) };
        waiting.Clear();
    }

    Slotted<T>[] Rules => [.. waiting.Select(one => one.Rule)];

    Tensor<T> Remember((Tensor<T> Result, Tensor<T>[] Slots) done)
    {
        for (var i = 0; i < done.Slots.Length; i++)
            if (waiting[i].Link is >= 0 and var link)
                states[link] = ((LinkState<T>)states[link]) with { Slots = done.Slots[i] };
        return done.Result;
    }

    bool Fits(Shape slots, int count) => slots.Rank == 2 && slots[0] == count && slots[1] == flow.Layout.Size;

    // The slots of a rule without any.
    Tensor<T> Nothing => Tensor<T>.From([0, flow.Layout.Size], []);

    static string Told(ITree<T> state) => state is LinkState<T> known ? $"{known.Names} of shape {known.Slots.Shape}" : state.GetType().Name;
}
