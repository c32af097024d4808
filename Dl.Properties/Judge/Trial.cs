namespace Dl.Properties;

/// <summary>Examples for a layer or a loss that brings none: the first of some usual forms that it takes.</summary>
static class Trial
{
    static readonly Shape[] Shapes = [[4], [5, 3], [6, 6, 2], [], [8, 8, 3], [28, 28, 1], [16]];

    /// <summary>Examples of the first usual shape that a layer takes.</summary>
    /// <exception cref="DlException">It takes none of them.</exception>
    public static Func<Key, int, LayerExample> Of(string name, ILayer layer)
    {
        var refusals = new List<string>();
        foreach (var shape in Shapes)
        {
            try
            {
                layer.Init<double>(Key.Of(0), shape);
                return (_, _) => new(layer, shape);
            }
            catch (DlException refusal)
            {
                refusals.Add($"{shape}: {refusal.Message}");
            }
        }
        throw new DlException($"{name} takes examples of none of the shapes {string.Join(", ", Shapes)} ({refusals[0]}): give its type a public static Example(Key, int) that returns a LayerExample");
    }

    /// <summary>Examples of the first usual kind of output and targets that a loss takes.</summary>
    /// <exception cref="DlException">It takes none of them.</exception>
    public static Func<Key, int, LossExample> Of(string name, ILoss loss)
    {
        Func<Key, int, LossExample>[] forms =
        [
            (key, size) => Drawn(key, size, (items, classes) => Indices.Of([.. Enumerable.Range(0, items).Select(i => key.Below(classes, i))])),
            (key, size) => Drawn(key, size, (items, classes) => Examples.Any(key.Child(1), [items, classes])),
            (key, size) => Drawn(key, size, (items, classes) => key.Child(1).Uniform<double>([items, classes])),
        ];
        foreach (var form in forms)
        {
            try
            {
                var example = form(Key.Of(1), 2);
                loss.Of<double>(example.Output, example.Targets).Value();
                return form;
            }
            catch (DlException)
            {
            }
        }
        throw new DlException($"{name} takes neither class labels nor numbers of the output's shape as targets: give its type a public static Example(Key, int) that returns a LossExample");

        LossExample Drawn(Key key, int size, Func<int, int, Targets<double>> targets)
        {
            var (items, classes) = (Examples.Size(key, size, 0), 1 + Examples.Size(key, size, 1));
            return new(loss, Examples.Any(key.Child(0), [items, classes]), targets(items, classes));
        }
    }
}
