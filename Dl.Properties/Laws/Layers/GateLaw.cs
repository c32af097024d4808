namespace Dl.Properties;

/// <summary>L13: the bias of a gate opens and closes that gate and no other.</summary>
public static class GateLaw
{
    // The logistic function of it is 0 or 1 to the last bit, whatever the features of a case add.
    const double Wide = 1000;

    /// <summary>The law.</summary>
    public static Law<LayerCase> Of { get; } = new("gates", "the bias of each gate opens and closes that gate: shut it, and what it guards is gone (L13)", asked => Claimed.By(asked.Layer) switch
    {
        Lstm => OfLstm(asked),
        Gru gru => OfGru(asked, gru.ResetAfter ? ["recurrent", "inner"] : ["candidate"]),
        _ => Verdict.Silent,
    });

    static Verdict OfLstm(LayerCase asked)
    {
        var blind = With(asked, "input", _ => 0);
        return Same(Run(With(asked, 3, -Wide)), asked.Cotangent, _ => 0, "with the output gate shut the output is not zero")
            .And(() => Alike(Run(With(asked, 0, -Wide)), Run(With(With(asked, 0, -Wide), 2, Wide)), "with the input gate shut the candidate matters"))
            // Without a way back, and all forgotten, each time is the first.
            .And(() => Alone(With(With(asked, "recurrent", _ => 0), 1, -Wide), "with the forget gate shut and no way back a time depends on those before it"))
            .And(() => Same(Run(With(With(With(blind, 0, -Wide), 1, Wide), 3, Wide)), asked.Cotangent, i => Math.Tanh(Start(asked, 1, i)), "with the forget gate open and the input gate shut the memory does not stay"));
    }

    static Verdict OfGru(LayerCase asked, string[] guarded) =>
        Same(Run(With(asked, 1, Wide)), asked.Cotangent, i => Start(asked, 0, i), "with the update gate open the state does not stay")
            .And(() => Alike(Run(With(asked, 0, -Wide)), Run(Guarded(With(asked, 0, -Wide), guarded)), "with the reset gate shut the old state reaches the candidate"));

    // What the reset gate guards: the candidate's own columns of the weights, and its inner bias.
    static LayerCase Guarded(LayerCase asked, string[] names) => names.Aggregate(asked, (changed, name) =>
    {
        var slot = Slot(asked, name);
        var units = Units(asked);
        return slot is not { } there ? changed : Set(changed, there, i => name != "recurrent" || i % there.Shape.Last >= 2 * units, x => x + 1);
    });

    static Verdict Alone(LayerCase asked, string why)
    {
        var (whole, times) = (Run(asked), asked.Batch.Shape[1]);
        if (Claimed.By(asked.Layer) is Recurrent { Give: Steps.Last }) return Alike(whole, Run(asked with { Batch = Ops.Part<double>(asked.Batch, 1, times - 1, 1).Value().Value }), why);
        var all = Verdict.Holds;
        for (var t = 0; t < times; t++)
        {
            var time = t;
            all = all.And(() => Alike(Ops.Part<double>(whole, 1, time, 1).Value().Value, Run(asked with { Batch = Ops.Part<double>(asked.Batch, 1, time, 1).Value().Value }), why));
        }
        return all;
    }

    static Verdict Alike(Tensor<double> a, Tensor<double> b, string why) => Same(a, a, i => b[i], why);

    static Verdict Same(Tensor<double> found, Tensor<double> form, Func<int, double> expected, string why)
    {
        var all = Verdict.If(found.Shape == form.Shape, () => $"the output has the shape {found.Shape}");
        for (var i = 0; i < found.Shape.Size; i++)
        {
            var at = i;
            all = all.And(() => Verdict.Close(found[at], expected(at), 1e-13 * Math.Max(1, Math.Abs(expected(at))), () => $"{why}: entry {at}"));
        }
        return all;
    }

    // What a learned start holds for the unit of an output, zero without one.
    static double Start(LayerCase asked, int tensor, int output) =>
        Slot(asked, FormattableString.Invariant($"start {tensor}")) is { } slot ? asked.Vector[slot.Start + output % slot.Shape.Last] : 0;

    static LayerCase With(LayerCase asked, int gate, double bias)
    {
        var units = Units(asked);
        return Set(asked, Slot(asked, "bias")!.Value, i => i / units == gate, _ => bias);
    }

    static LayerCase With(LayerCase asked, string name, Func<double, double> f) => Set(asked, Slot(asked, name)!.Value, _ => true, f);

    static LayerCase Set(LayerCase asked, Slot slot, Func<int, bool> which, Func<double, double> f) => asked with
    {
        Vector = Tensor<double>.From(asked.Vector.Shape, [.. asked.Vector.Span.ToArray().Select((x, i) => i >= slot.Start && i < slot.Start + slot.Shape.Size && which(i - slot.Start) ? f(x) : x)]),
    };

    static Slot? Slot(LayerCase asked, string name) => new Mold<double>(asked.Start<double>().Params).Slots
        .Where(slot => slot.Path.Split('.')[^1] == name).Select(slot => (Slot?)slot).FirstOrDefault();

    static int Units(LayerCase asked) => ((Recurrent)Claimed.By(asked.Layer)).Units;

    static Tensor<double> Run(LayerCase asked) =>
        asked.Apply(new Mold<double>(asked.Start<double>().Params).Pour(asked.Vector), asked.Batch, Mode.Infer).Value().Output.Value;
}
