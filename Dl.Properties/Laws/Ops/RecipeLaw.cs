namespace Dl.Properties;

/// <summary>
/// G4 and the law of recipes: each cotangent has the shape of its input; written into memory that holds anything it is
/// what it is, and adding it to another gives the sum.
/// </summary>
public static class RecipeLaw
{
    /// <summary>The law.</summary>
    public static Law<OpCase> Of { get; } = new("recipe", "a cotangent has its input's shape, and added twice it is twice itself (G4)", asked =>
    {
        var pulled = asked.Op.Rule(asked.Inputs).Pull(asked.Cotangent);
        var all = Verdict.If(pulled.Count == asked.Inputs.Count, () => $"{asked.Inputs.Count} inputs, but {pulled.Count} cotangents");
        for (var i = 0; i < Math.Min(pulled.Count, asked.Inputs.Count); i++)
        {
            var at = i;
            var once = pulled[i].ToTensor();
            all = all
                .And(() => Verdict.If(pulled[at].Shape == asked.Inputs[at].Shape && once.Shape == asked.Inputs[at].Shape,
                    () => $"input {at} has shape {asked.Inputs[at].Shape}, its cotangent {pulled[at].Shape}"))
                .And(() => Verdict.Close(pulled[at].AddTo(once), Tensor<double>.From(once.Shape, [.. once.Span.ToArray().Select(x => 2 * x)]), 1e-14, () => $"input {at} added to itself"))
                .And(() => Verdict.If(Over(pulled[at]).SameBits(once), () => $"input {at}: written over other numbers it is {Over(pulled[at])}, on fresh memory {once}"));
        }
        return all;
    });

    static Tensor<double> Over(Delta<double> recipe) => Tensor<double>.Build(recipe.Shape, recipe, static (into, recipe) =>
    {
        into.Fill(7);
        recipe.Write(into, false);
    });
}
