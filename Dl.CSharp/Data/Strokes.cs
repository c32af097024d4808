namespace Dl.CSharp;

/// <summary>One movement of the pen: through its points on a smooth curve, or straight from one to the next.</summary>
internal sealed record Stroke(bool Smooth, ImmutableArray<InkPoint> Points);

/// <summary>How people write the ten digits, as strokes in the unit box, y downwards.</summary>
internal static class Strokes
{
    static readonly ImmutableArray<ImmutableArray<ImmutableArray<Stroke>>> Digits =
    [
        [   // 0
            [Curve(.50, .02, .20, .20, .12, .50, .20, .80, .50, .98, .80, .80, .88, .50, .80, .20, .50, .02)],
            [Curve(.70, .06, .38, .04, .12, .34, .14, .76, .44, .98, .78, .80, .88, .40, .66, .06, .44, .04)],
        ],
        [   // 1
            [Line(.50, .02, .50, .98)],
            [Line(.28, .24, .55, .02, .55, .98)],
            [Line(.30, .22, .54, .02, .54, .98), Line(.24, .98, .82, .98)],
        ],
        [   // 2
            [Curve(.16, .24, .30, .06, .55, .02, .78, .14, .80, .35, .58, .62, .15, .98), Line(.15, .98, .88, .96)],
            [Curve(.16, .20, .42, .02, .76, .14, .74, .42, .46, .74, .22, .94, .12, .84, .28, .78, .56, .90, .90, .92)],
        ],
        [   // 3
            [Curve(.18, .12, .45, .02, .75, .13, .72, .36, .42, .47), Curve(.42, .47, .75, .55, .84, .76, .60, .97, .30, .97, .12, .85)],
            [Line(.15, .04, .80, .04, .42, .40), Curve(.42, .40, .72, .46, .86, .70, .68, .95, .35, .98, .12, .86)],
        ],
        [   // 4
            [Line(.28, .05, .14, .58, .90, .58), Line(.68, .30, .66, .98)],
            [Line(.68, .98, .68, .03, .10, .66, .92, .66)],
            [Curve(.22, .06, .16, .36, .28, .52, .56, .52, .78, .42), Line(.82, .04, .72, .98)],
        ],
        [   // 5
            [Line(.82, .04, .28, .04, .22, .45), Curve(.22, .45, .50, .36, .80, .50, .82, .75, .60, .96, .32, .97, .14, .86)],
            [Curve(.28, .06, .22, .28, .24, .42, .56, .44, .82, .62, .72, .88, .40, .98, .14, .90), Line(.28, .06, .84, .04)],
        ],
        [   // 6
            [Curve(.72, .04, .42, .20, .20, .50, .18, .78, .40, .97, .70, .92, .80, .70, .62, .52, .36, .56, .20, .74)],
            [Curve(.46, .02, .26, .34, .18, .70, .34, .96, .64, .96, .80, .78, .70, .60, .46, .58, .22, .72)],
        ],
        [   // 7
            [Line(.12, .06, .86, .06, .42, .98)],
            [Line(.12, .06, .86, .06, .42, .98), Line(.30, .50, .80, .48)],
            [Line(.14, .20, .16, .06, .84, .05), Curve(.84, .05, .62, .36, .48, .66, .44, .98)],
        ],
        [   // 8
            [Curve(.72, .16, .50, .02, .26, .16, .36, .38, .62, .56, .80, .76, .60, .96, .38, .96, .18, .78, .34, .56, .64, .38, .76, .20, .66, .08)],
            [Curve(.50, .02, .26, .12, .28, .36, .50, .46, .72, .36, .74, .12, .50, .02), Curve(.50, .46, .20, .58, .18, .86, .50, .98, .82, .86, .80, .58, .50, .46)],
        ],
        [   // 9
            [Curve(.80, .24, .62, .46, .32, .46, .20, .24, .40, .04, .70, .08, .80, .28, .76, .62, .58, .98)],
            [Curve(.78, .20, .60, .04, .30, .08, .20, .32, .40, .50, .68, .42, .80, .16), Line(.80, .10, .78, .98)],
            [Curve(.80, .24, .62, .46, .32, .46, .20, .24, .40, .04, .70, .08, .82, .34, .80, .76, .54, .98, .22, .90)],
        ],
    ];

    /// <summary>The ways to write a digit.</summary>
    public static ImmutableArray<ImmutableArray<Stroke>> Of(int digit) => Digits[digit];

    static Stroke Curve(params ReadOnlySpan<double> coordinates) => new(true, Points(coordinates));

    static Stroke Line(params ReadOnlySpan<double> coordinates) => new(false, Points(coordinates));

    static ImmutableArray<InkPoint> Points(ReadOnlySpan<double> coordinates)
    {
        var points = ImmutableArray.CreateBuilder<InkPoint>(coordinates.Length / 2);
        for (var i = 0; i < coordinates.Length; i += 2) points.Add(new(coordinates[i], coordinates[i + 1]));
        return points.MoveToImmutable();
    }
}
