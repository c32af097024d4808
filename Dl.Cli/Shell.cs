using System.IO;
using System.Runtime.InteropServices;
using System.Threading;

namespace Dl.Cli;

/// <summary>Where a command runs: what it writes to, and how it is told to stop.</summary>
/// <param name="Output">Results.</param>
/// <param name="Error">Everything else.</param>
public sealed record Shell(TextWriter Output, TextWriter Error)
{
    /// <summary>Whether a person watches the error stream on a terminal that can move its cursor.</summary>
    public bool IsLive { get; init; }

    /// <summary>Is cancelled by the first signal.</summary>
    public CancellationToken Stop { get; init; }

    /// <summary>The exit code of the signal that came: 130 for Ctrl-C, 143 for SIGTERM.</summary>
    public Func<int> StopCode { get; init; } = () => 130;

    internal static Shell OfConsole(Signals signals) => new(Console.Out, Console.Error)
    {
        IsLive = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb"),
        Stop = signals.Stop,
        StopCode = () => signals.Code,
    };
}

/// <summary>Ctrl-C and SIGTERM: the first asks the command to finish its step and save, the second leaves at once.</summary>
sealed class Signals : IDisposable
{
    readonly CancellationTokenSource stop = new();
    readonly PosixSignalRegistration[] registrations;
    int code;

    public Signals()
    {
        registrations = [Listen(PosixSignal.SIGINT, 130), Listen(PosixSignal.SIGTERM, 143)];

        PosixSignalRegistration Listen(PosixSignal signal, int exit) => PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            if (Interlocked.CompareExchange(ref code, exit, 0) != 0) Environment.Exit(exit);
            stop.Cancel();
        });
    }

    public CancellationToken Stop => stop.Token;

    public int Code => Volatile.Read(ref code);

    public void Dispose()
    {
        foreach (var registration in registrations) registration.Dispose();
        stop.Dispose();
    }
}
