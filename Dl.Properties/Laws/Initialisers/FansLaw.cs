namespace Dl.Properties;

/// <summary>A weight of a kind of layer: what its fans follow from.</summary>
/// <param name="Transposed">Whether the convolution runs backwards.</param>
/// <param name="Channels">The channels of the input.</param>
/// <param name="Filters">The channels of the output.</param>
/// <param name="Groups">The number of groups.</param>
/// <param name="Kernel">The size of the kernel along each axis; none for a dense layer.</param>
public sealed record FansCase(bool Transposed, int Channels, int Filters, int Groups, Many<int> Kernel) : Case
{
    /// <inheritdoc/>
    public override string Source => $"new FansCase({(Transposed ? "true" : "false")}, {Channels}, {Filters}, {Groups}, {Kernel})";

    /// <inheritdoc/>
    public override Measure Measure => Kernel.Append(Channels).Append(Filters).Append(Groups).Aggregate(default(Measure), (sum, i) => sum + Shrink.Of(i)) + new Measure(Transposed ? 1 : 0, 0, 0);

    /// <summary>Cases of up to two axes.</summary>
    public static FansCase Draw(Key key, int size)
    {
        var groups = Examples.Size(key, size, 0);
        return new(key.Bernoulli(0.5, 1), groups * Examples.Size(key, size, 2), groups * Examples.Size(key, size, 3), groups,
            Enumerable.Range(0, key.Below(3, 4)).Select(axis => Examples.Size(key, size, axis + 5)).ToMany());
    }

    /// <inheritdoc/>
    public override IEnumerable<Case> Smaller()
    {
        yield return this with { Transposed = false };
        yield return this with { Channels = Channels / Groups, Filters = Filters / Groups, Groups = 1 };
        yield return this with { Channels = Groups };
        yield return this with { Filters = Groups };
        for (var i = 0; i < Kernel.Count; i++)
        {
            var axis = i;
            yield return this with { Kernel = Kernel.Where((_, at) => at != axis).ToMany() };
            yield return this with { Kernel = Kernel.Select((k, at) => at == axis ? 1 : k).ToMany() };
        }
    }

    /// <summary>The library's answer.</summary>
    public Fans Fans => Kernel.Count == 0 && Groups == 1 ? Fans.Dense(Channels, Filters)
        : Transposed ? Fans.Transposed(Channels, Filters, Groups, [.. Kernel])
        : Groups == Channels && Filters % Channels == 0 ? Fans.Depthwise(Channels, Filters / Channels, [.. Kernel])
        : Fans.Convolution(Channels, Filters, Groups, [.. Kernel]);
}

/// <summary>
/// I3: the fans of dense, convolved, grouped, depthwise and transposed weights are the connections that one counts: in a convolution the place p of
/// filter f sees the place p + k of channel c, in a transposed one the place p of channel c reaches the place p + k of filter f, for every k in the
/// kernel, where c and f are of one group. One counts for one output, and for one input, away from the edges.
/// </summary>
public static class FansLaw
{
    /// <summary>The law, for a rule of fans.</summary>
    public static Law<FansCase> Of(Func<FansCase, Fans> rule) => new("fans", "fan in and fan out are the connections that one counts (I3)", asked =>
    {
        ArgumentNullException.ThrowIfNull(rule);
        var (found, counted) = (rule(asked), Counted(asked));
        return Verdict.If(found == counted, () => $"claimed {found.In} in and {found.Out} out, counted {counted.In} and {counted.Out}");
    });

    /// <summary>The law on the library's rule.</summary>
    public static Many<Claim> All { get; } = [On("Fans", asked => asked.Fans)];

    /// <summary>The law on a rule.</summary>
    public static Claim On(string name, Func<FansCase, Fans> rule) => new Claim<FansCase>(new(name, FansCase.Draw), Of(rule));

    /// <summary>The connections that one counts.</summary>
    internal static Fans Counted(FansCase asked)
    {
        var places = asked.Kernel.Aggregate(1, (product, size) => product * (2 * size - 1));
        var (into, outOf) = (0, 0);
        for (var channel = 0; channel < asked.Channels; channel++)
            for (var filter = 0; filter < asked.Filters; filter++)
                for (var place = 0; place < places; place++)
                {
                    // The other end lies 1 - size to size - 1 away from this one along each axis.
                    var away = Away(place, asked.Kernel);
                    if (channel / (asked.Channels / asked.Groups) != filter / (asked.Filters / asked.Groups)) continue;
                    // Input minus output is the place in the kernel, or its negation in a transposed convolution.
                    var (ahead, behind) = (away.All(a => a >= 0), away.All(a => a <= 0));
                    if (filter == 0 && (asked.Transposed ? behind : ahead)) into++;
                    if (channel == 0 && (asked.Transposed ? ahead : behind)) outOf++;
                }
        return new(into, outOf);
    }

    static int[] Away(int place, Many<int> kernel)
    {
        var away = new int[kernel.Count];
        for (var axis = kernel.Count - 1; axis >= 0; axis--)
        {
            away[axis] = place % (2 * kernel[axis] - 1) - (kernel[axis] - 1);
            place /= 2 * kernel[axis] - 1;
        }
        return away;
    }
}
