using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Dl.Functional;

namespace Dl.CSharp;

/// <summary>Training as a sequence of records, for those who would rather write the loop than a callback.</summary>
/// <example><code>
/// await foreach (var at in model.FitAsync(data, settings))
/// {
///     if (at.Metrics is { } metrics) Console.WriteLine(metrics);
///     if (at.Result is { } result) return result.Best;
/// }
/// </code></example>
public static class FitStream
{
    // So many records training may be ahead of who reads them.
    const int Ahead = 256;

    /// <summary>
    /// Trains on a thread of its own, see <see cref="Fitting.Run"/>: a record after each step and each epoch, and a last one with <see cref="TrainingProgress.Result"/>. Whoever
    /// leaves the loop before its end cancels training, which has ended when the loop has been left. Law: the same bits as <see cref="Model.Fit"/>.
    /// </summary>
    /// <inheritdoc cref="Fitting.Run"/>
    public static async IAsyncEnumerable<TrainingProgress> FitAsync(
        this Model model, DataSet data, FitSettings? settings = null, FitState? from = null, Action<FitState>? look = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var channel = Channel.CreateBounded<TrainingProgress>(new BoundedChannelOptions(Ahead) { SingleReader = true, SingleWriter = true });
        using var gone = new CancellationTokenSource();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, gone.Token);
        var sending = new Sending(channel.Writer, gone.Token);
        var training = Task.Factory.StartNew(() =>
        {
            try
            {
                var result = Fitting.Run(model, data, settings, sending, from, look, stop.Token);
                sending.Report(sending.Last with { Step = result.Steps, Metrics = null, Fault = result.Fault, Elapsed = result.Elapsed, Remaining = TimeSpan.Zero, Result = result });
            }
            finally
            {
                channel.Writer.Complete();
            }
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            await foreach (var at in channel.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false)) yield return at;
        }
        finally
        {
            await gone.CancelAsync().ConfigureAwait(false);
            await training.ConfigureAwait(false);
        }
    }

    // Waits where the reader is far behind; once the reader is gone it tells nobody.
    sealed class Sending(ChannelWriter<TrainingProgress> to, CancellationToken gone) : IProgress<TrainingProgress>
    {
        public TrainingProgress Last { get; private set; } = new(0, 0, 0, 0, double.NaN, null, double.NaN, default, default);

        public void Report(TrainingProgress value)
        {
            Last = value;
            try
            {
                if (!to.TryWrite(value)) to.WriteAsync(value, gone).AsTask().GetAwaiter().GetResult();
            }
            catch (OperationCanceledException)
            {
                // Nobody reads any more.
            }
        }
    }
}
