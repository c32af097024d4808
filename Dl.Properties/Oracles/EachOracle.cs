namespace Dl.Properties;

/// <summary>Every leaf by itself in its first group that takes it: the group's coordinates are picked one by one.</summary>
public sealed class EachOracle : IVectorOracle<Each>
{
    /// <inheritdoc/>
    public Func<Moment, double[]> Begin(Each link, Layout layout)
    {
        var groups = link.Groups.Select((group, g) =>
        {
            var slots = layout.Slots.Where(slot => Enumerable.Range(0, link.Groups.Count).First(i => i == g || link.Groups[i].Where.Takes(slot)) == g && group.Where.Takes(slot)).ToArray();
            var places = slots.SelectMany(slot => Enumerable.Range(slot.Start, slot.Shape.Size)).ToArray();
            var start = 0;
            var own = new List<Slot>();
            foreach (var slot in slots)
            {
                own.Add(slot with { Start = start });
                start += slot.Shape.Size;
            }
            return (Places: places, Loop: Oracle.Begin(group.Optimizer, new Layout(own.ToMany())));
        }).ToArray();
        return moment =>
        {
            var update = new double[layout.Size];
            foreach (var (places, loop) in groups)
            {
                double[] Of(double[] whole) => [.. places.Select(place => whole[place])];
                var moved = loop(new(Of(moment.X), Of(moment.Update), point =>
                {
                    var whole = (double[])moment.X.Clone();
                    for (var i = 0; i < places.Length; i++) whole[places[i]] = point[i];
                    return Of(moment.GradientAt(whole));
                }));
                for (var i = 0; i < places.Length; i++) update[places[i]] = moved[i];
            }
            return update;
        };
    }
}
