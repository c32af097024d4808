namespace Dl.Functional;

/// <summary>What a <see cref="MarkOne"/> is shown: a number for each photocell, and which of its responses ought to fire.</summary>
public sealed record Picture(Many<double> Cells, Many<bool> Fires);

/// <summary>A machine that has learned, and how each of its responses did.</summary>
public sealed record Taught(MarkOne Machine, Many<Learned> Responses);

/// <summary>
/// The Mark I perceptron: photocells, association units wired to some of them at random, once and for all, and response units that learn. An association unit
/// fires if more light falls on the cells that excite it than on those that inhibit it; what they say together is a projection of the picture to many bits, in which a
/// line may separate what none separates among the pixels. Each response is a <see cref="Perceptron"/> over them.
/// </summary>
/// <remarks>
/// The machine had 20 x 20 photocells, 512 association units and 8 response units, and told letters apart. Its motors turned the weights from association to response
/// units; the wiring before them was fixed (texts that call the association units trainable are wrong). Laws: learning changes the responses alone; where
/// the bits of the association units are separable with a margin g each response makes at most (R / g)^2 mistakes (Novikoff, 1962).
/// Source: Rosenblatt, "Perceptron simulation experiments", 1960; Hay, Lynch and Smith, "Mark I perceptron operators' manual", 1960.
/// </remarks>
/// <param name="Associations">The units behind the photocells, which stay as they are.</param>
/// <param name="Responses">The units behind these.</param>
public sealed record MarkOne(Many<ThresholdUnit> Associations, Many<ThresholdUnit> Responses)
{
    /// <summary>Where texts and the machine differ.</summary>
    public static Many<Convention> Conventions { get; } = [new("threshold of the responses", "fires above it (>), as the machine's description has it", "-", "-", "-")];

    /// <summary>A machine whose responses know nothing yet.</summary>
    /// <param name="key">Draws the wiring; unit i depends on (key, i) alone.</param>
    /// <param name="cells">The photocells.</param>
    /// <param name="associations">The association units.</param>
    /// <param name="responses">The response units.</param>
    /// <param name="wires">How many cells excite an association unit; as many others inhibit it.</param>
    /// <exception cref="DlException">There are fewer cells than an association unit has wires.</exception>
    public static MarkOne Wired(Key key, int cells = 400, int associations = 512, int responses = 8, int wires = 20) => wires >= 1 && 2 * wires <= cells
        ? new(Enumerable.Range(0, associations).Select(i => Unit(key.Child(i), cells, wires)).ToMany(), Enumerable.Repeat(Perceptron.Start(associations, Firing.Above), responses).ToMany())
        : throw new DlException($"mark one: an association unit has {wires} wires that excite and as many that inhibit, and {cells} cells are not enough for them; give 1 to {cells / 2}");

    /// <summary>What the association units make of a picture: 1 for each that fires and 0 for the others.</summary>
    /// <exception cref="DlException">There are more or fewer numbers than photocells.</exception>
    public Many<double> Associate(Many<double> cells) => Associations.Map(unit => unit.OfNumbers(cells) ? 1.0 : 0);

    /// <summary>Which responses fire.</summary>
    public Many<bool> Answer(Many<double> cells)
    {
        var seen = Associate(cells);
        return Responses.Map(unit => unit.OfNumbers(seen));
    }

    /// <summary>Shows all pictures again and again, until no response was wrong in a pass or there were so many passes.</summary>
    /// <param name="pictures">What it is shown.</param>
    /// <param name="passes">How often, at most.</param>
    /// <param name="rate">By how much a weight is turned.</param>
    /// <exception cref="DlException">A picture says of more or fewer responses whether they ought to fire.</exception>
    public Taught Learn(Many<Picture> pictures, int passes, double rate = 1)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        if (pictures.FirstOrDefault(picture => picture.Fires.Count != Responses.Count) is { } odd) throw new DlException($"mark one: a machine of {Responses.Count} responses was shown a picture that has answers for {odd.Fires.Count}");
        var seen = pictures.Map(picture => Associate(picture.Cells));
        var learned = Responses.Select((unit, i) => Perceptron.Learn(unit, seen.Select((bits, at) => new Observation(bits, pictures[at].Fires[i])).ToMany(), passes, rate)).ToMany();
        return new(this with { Responses = learned.Map(one => one.Unit) }, learned);
    }

    // It fires above 0: where the picture is empty it is silent.
    static ThresholdUnit Unit(Key key, int cells, int wires)
    {
        var order = key.Permutation(cells);
        var weights = new double[cells];
        for (var i = 0; i < 2 * wires; i++) weights[order[i]] = i < wires ? 1 : -1;
        return new([.. weights], 0, Firing.Above);
    }
}
