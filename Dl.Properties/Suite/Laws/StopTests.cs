using System.Diagnostics;
using System.IO;
using System.Threading;
using Dl.Cli;
using Dl.Core;

namespace Dl.Properties.Suite.Laws;

/// <summary>A check that is told to stop asks no further case, draws none and shrinks none.</summary>
public sealed class StopTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void NoCaseIsAskedAfterTheStop(bool broken)
    {
        using var stop = new CancellationTokenSource();
        var asked = 0;
        var law = new Law<SeedCase>("stops", "nothing", _ =>
        {
            if (++asked == 5) stop.Cancel();
            return Verdict.If(!broken || asked < 5, () => "it is the fifth");
        });
        var claim = new Claim<SeedCase>(SeedCase.Subject("seed"), law);
        Assert.Throws<OperationCanceledException>(() => claim.Check(new CheckSettings(10_000, Stop: stop.Token)));
        Assert.Equal(5, asked);
        Assert.ThrowsAny<OperationCanceledException>(() => LawBook.Check([claim], new(Stop: stop.Token)).ToArray());
    }

    [Theory]
    [InlineData("check", "--only", "MatMulOp/gradient", "--cases", "100000")]
    [InlineData("check", "--gallery", "--cases", "100000")]
    public void TheCommandEndsInTheMiddleOfALaw(params string[] args)
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        using var output = new StringWriter();
        var clock = Stopwatch.StartNew();
        Assert.Equal(143, Program.Run(args, new Shell(output, output) { Stop = stop.Token, StopCode = () => 143 }));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), $"it took {clock.Elapsed.TotalSeconds:F0} s");
    }
}
