using Dl.Functional;

namespace Dl.CSharp;

/// <content>Normalisations and dropouts.</content>
public static partial class NetJson
{
    static Kind<ILayer>[] NormalisationRows =>
    [
        Kind<ILayer>.Of<Dropout>("dropout", dropout => new() { ["rate"] = dropout.Rate }, f => new Dropout(f.Number("rate"))),
        Kind<ILayer>.Of<BatchNorm>("batch norm",
            norm => new() { ["statisticsRate"] = norm.StatisticsRate, ["epsilon"] = norm.Epsilon },
            f => new BatchNorm(f.Number("statisticsRate"), f.Number("epsilon"))),
    ];
}
