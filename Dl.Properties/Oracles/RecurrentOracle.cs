namespace Dl.Properties;

/// <summary>Recurrent layers as loops over single numbers, written from the papers.</summary>
/// <param name="layer">The layer.</param>
/// <param name="leaf">Its parameters, by the name of the leaf.</param>
sealed class RecurrentOracle(Recurrent layer, Func<string, Tensor<double>> leaf)
{
    /// <summary>Whether the layer is one of the papers, with an activation that is known here.</summary>
    public static bool Knows(Recurrent layer) => layer is Lstm or Gru or Rnn { Then: Tanh or Sigmoid or Relu or Identity };

    /// <summary>For each time the outputs of all units, for the features of each time of one item.</summary>
    public List<Rounded[]> Run(IEnumerable<double[]> sequence)
    {
        var (h, c) = (Start(0), layer is Lstm ? Start(1) : []);
        var all = new List<Rounded[]>();
        foreach (var x in sequence)
        {
            var (was, memory) = (h, c);
            var steps = Enumerable.Range(0, layer.Units).Select(unit => Step(x, was, memory, unit)).ToArray();
            (h, c) = ([.. steps.Select(step => step.Output)], [.. steps.Select(step => step.Memory)]);
            all.Add(h);
        }
        return all;
    }

    Rounded[] Start(int i) => [.. Enumerable.Range(0, layer.Units).Select(unit => layer.LearnStart ? new Rounded(leaf(FormattableString.Invariant($"start {i}"))[unit], 0) : 0)];

    (Rounded Output, Rounded Memory) Step(double[] x, Rounded[] h, Rounded[] c, int unit)
    {
        Rounded Reached(int gate, int of) => Fed(x, gate * layer.Units + unit) + Product(h, leaf("recurrent"), gate * layer.Units + unit, of * layer.Units);
        switch (layer)
        {
            case Rnn rnn:
                return (Activated(rnn.Then, Reached(0, 1)), 0);
            case Lstm:
                var (input, forget, cell, output) = (Rounded.Sigmoid(Reached(0, 4)), Rounded.Sigmoid(Reached(1, 4)), Rounded.Tanh(Reached(2, 4)), Rounded.Sigmoid(Reached(3, 4)));
                var memory = forget * c[unit] + input * cell;
                return (output * Rounded.Tanh(memory), memory);
            case Gru gru:
                var gates = gru.ResetAfter ? 3 : 2;
                var update = Rounded.Sigmoid(Reached(1, gates));
                var candidate = Rounded.Tanh(Fed(x, 2 * layer.Units + unit) + (gru.ResetAfter ? After(x, h, unit) : Before(x, h, unit)));
                return ((1 - update) * candidate + update * h[unit], 0);
            default:
                throw new DlException($"no oracle for {layer.Name}");
        }
    }

    Rounded After(double[] x, Rounded[] h, int unit) => Reset(x, h, unit, 3) * (Product(h, leaf("recurrent"), 2 * layer.Units + unit, 3 * layer.Units) + leaf("inner")[unit]);

    Rounded Before(double[] x, Rounded[] h, int unit) => Product([.. h.Select((old, other) => Reset(x, h, other, 2) * old)], leaf("candidate"), unit, layer.Units);

    Rounded Reset(double[] x, Rounded[] h, int unit, int gates) => Rounded.Sigmoid(Fed(x, unit) + Product(h, leaf("recurrent"), unit, gates * layer.Units));

    Rounded Fed(double[] x, int column) => Product([.. x.Select(feature => new Rounded(feature, 0))], leaf("input"), column, leaf("input").Shape[1]) + leaf("bias")[column];

    static Rounded Product(Rounded[] row, Tensor<double> matrix, int column, int columns) => Rounded.Sum([.. row.Select((number, i) => number * matrix[i * columns + column])]);

    static Rounded Activated(Activation then, Rounded x) => then switch
    {
        Tanh => Rounded.Tanh(x),
        Sigmoid => Rounded.Sigmoid(x),
        Relu => x with { Value = Math.Max(x.Value, 0) },
        _ => x,
    };
}
