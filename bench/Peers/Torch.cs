using System.Diagnostics;
using System.IO;
using System.Text.Json;

namespace Dl.Bench.Peers;

/// <summary>PyTorch in a process of its own, with a number of threads of its own, that times what it is told to.</summary>
/// <remarks>Its OpenBLAS chooses kernels and blocks for the processor that it finds: variables of the environment that choose others, such as
/// <c>OPENBLAS_CORETYPE</c>, are not handed on, because they may halve the speed of the peer.</remarks>
sealed class Torch : IDisposable
{
    readonly Process process;

    Torch(Process process, int threads, string version) => (this.process, Threads, Version) = (process, threads, version);

    /// <summary>How many threads it uses.</summary>
    public int Threads { get; }

    /// <summary>Its version.</summary>
    public string Version { get; }

    /// <summary>Starts it; null, and why, where it is not installed.</summary>
    /// <param name="python">The interpreter.</param>
    /// <param name="threads">How many threads it may use.</param>
    /// <param name="why">What was missing.</param>
    public static Torch? Start(string python, int threads, out string why)
    {
        var how = new ProcessStartInfo(python, [Path.Combine(AppContext.BaseDirectory, "torch_peer.py"), $"{threads}"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false,
        };
        foreach (var name in how.Environment.Keys.Where(name => name.StartsWith("OPENBLAS_", StringComparison.Ordinal)).ToList()) how.Environment.Remove(name);
        try
        {
            var process = Process.Start(how)!;
            var hello = process.StandardOutput.ReadLine();
            if (hello is not null && JsonDocument.Parse(hello).RootElement is var said && said.TryGetProperty("torch", out var version))
            {
                why = "";
                return new(process, threads, version.GetString()!);
            }

            why = hello ?? $"{python} said nothing";
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            why = error.Message;
        }

        return null;
    }

    /// <summary>Seconds a call; null for a case that it does not have.</summary>
    public double[]? Time(string name, double seconds)
    {
        process.StandardInput.WriteLine(JsonSerializer.Serialize(new { @case = name, seconds }));
        var answer = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"PyTorch ended while it timed '{name}'");
        return JsonDocument.Parse(answer).RootElement.TryGetProperty("samples", out var samples) ? [.. samples.EnumerateArray().Select(s => s.GetDouble())] : null;
    }

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }
}
