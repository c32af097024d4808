namespace Dl.Functional;

/// <summary>A marked tape read from end to end: what each op gave, in which layer, and what came back to it. The plain form of <see cref="Sweep"/>, which keeps all
/// cotangents and looks at each.</summary>
sealed class Seen<T> where T : struct, IFloatingPointIeee754<T>
{
    // What a slope must fall below, of the largest that the activation has, for its value to count as saturated.
    const double Flat = 0.05;

    readonly List<(Tape<T> Record, string Layer)> records = [];
    readonly Dictionary<Tape<T>, Tensor<T>> cotangents = [];
    NonFinite? slope;

    /// <summary>Reads a tape, and sends the cotangent 1 of an output back along it.</summary>
    public Seen(Tape<T> tape, Var<T> output)
    {
        Place(tape);
        if (output.On is not Tape<T> top) return;
        cotangents[top] = Tensor<T>.Ones(output.Shape);
        for (var i = records.Count - 1; i >= 0; i--) Back(records[i].Record, records[i].Layer);
    }

    /// <summary>The first value that is not finite, in the order of the computation.</summary>
    public NonFinite? Value()
    {
        foreach (var (record, layer) in records)
            if (record.Pullback is not null && NonFinite.First(record.Value) is { } number)
                return new(Origin.Value, layer, record.Name, number);
        return null;
    }

    /// <summary>The first cotangent that is not finite, in the order of the sweep.</summary>
    public NonFinite? Slope() => slope;

    /// <summary>Each parameter and its gradient.</summary>
    public Many<LeafSigns> Leaves(Many<Slot> slots)
    {
        var leaves = records.Where(one => one.Record.Applied is null).Select(one => one.Record).ToArray();
        var users = new Dictionary<Tape<T>, string>();
        foreach (var (record, layer) in records)
            for (var i = 0; i < (record.Applied?.Count ?? 0); i++)
                if (record.Applied!.Input(i).On is Tape<T> { Applied: null } leaf) users.TryAdd(leaf, layer);
        return slots.Select((slot, i) => new LeafSigns(
            slot.Path, users.GetValueOrDefault(leaves[i], ""), slot.Role, slot.Shape.Size, Norm(leaves[i].Value),
            cotangents.TryGetValue(leaves[i], out var gradient) ? Norm(gradient) : 0)).ToMany();
    }

    /// <summary>The units behind each activation.</summary>
    public Many<UnitSigns> Units() =>
    [
        .. from one in records
           let kind = one.Record.Applied is null ? null : Kind(one.Record.Name)
           where kind is not null && one.Record.Shape is { Rank: > 0, Size: > 0 }
           select Signs(one.Record, one.Layer, kind.Value),
    ];

    // Oldest first, each with the path of the part it was recorded in.
    void Place(Tape<T> tape)
    {
        var all = new List<Tape<T>>();
        for (var at = tape; at.Before is { } before; at = before) all.Add(at);
        var path = new Stack<string>();
        for (var i = all.Count - 1; i >= 0; i--)
            if (all[i].Applied is not Border<T> border) records.Add((all[i], path.TryPeek(out var inside) ? inside : ""));
            else if (border.Name.Length == 0) path.Pop();
            else path.Push(path.TryPeek(out var outside) ? $"{outside}/{border.Name}" : border.Name);
    }

    void Back(Tape<T> record, string layer)
    {
        if (record.Applied is not { } applied || record.Pullback is not { } pull || !cotangents.TryGetValue(record, out var cotangent)) return;
        if (applied is IRerun<T> segment) segment.Again(cotangent, (i, part) => Add(applied.Input(i).On, part));
        else
        {
            var parts = pull(cotangent);
            for (var i = 0; i < parts.Count; i++) Add(applied.Input(i).On, parts[i]);
        }

        Tensor<T>? Add(Place to, Delta<T> part)
        {
            if (to is not Tape<T> input) return null;
            var sum = cotangents[input] = cotangents.TryGetValue(input, out var before) ? part.AddTo(before) : part.ToTensor();
            if (slope is null && NonFinite.First(cotangent) is null && NonFinite.First(sum) is { } number) slope = new(Origin.Slope, layer, record.Name, number);
            return sum;
        }
    }

    static UnitSigns Signs(Tape<T> record, string layer, (double Steepest, bool Bounded) kind)
    {
        var slopes = record.Pullback!(Tensor<T>.Ones(record.Shape))[0].ToTensor().Span;
        var units = record.Shape.Last;
        var (alive, flat) = (new bool[units], 0);
        for (var i = 0; i < slopes.Length; i++)
        {
            alive[i % units] |= slopes[i] != T.Zero;
            if (Math.Abs(double.CreateTruncating(slopes[i])) < Flat * kind.Steepest) flat++;
        }
        return new(layer, record.Name, units, (double)alive.Count(lives => !lives) / units, kind.Bounded ? (double)flat / slopes.Length : 0, Spread.Of(record.Value.Span));
    }

    static double Norm(Tensor<T> x) => Magnitude.Of(x).Value;

    // The largest slope of an activation, and whether it has bounds on both sides; null for what is none.
    static (double Steepest, bool Bounded)? Kind(string op) => op switch
    {
        "relu" or "leaky relu" or "elu" or "selu" or "gelu" or "gelu tanh" or "silu" or "mish" or "softplus" or "prelu" or "hard tanh" or "hard swish" or "log sigmoid" => (1, false),
        "sigmoid" => (0.25, true),
        "hard sigmoid" => (1.0 / 6, true),
        "tanh" or "softsign" => (1, true),
        _ => null,
    };
}
