using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Threading;

namespace Dl.CSharp;

/// <summary>Items made ready ahead of whoever asks for them, by one thread: so they come in their order, and with the same bits.</summary>
public static class Prefetching
{
    /// <summary>The same items in the same order; while one is used the next ones are made. An error comes where its item would have come.</summary>
    /// <param name="items">The items, of which one thread asks for one after the other.</param>
    /// <param name="ahead">How many are made ahead; 0 for none, and no thread.</param>
    public static IEnumerable<A> Of<A>(IEnumerable<A> items, int ahead)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentOutOfRangeException.ThrowIfNegative(ahead);
        return ahead == 0 ? items : Ahead(items, ahead);
    }

    static IEnumerable<A> Ahead<A>(IEnumerable<A> items, int ahead)
    {
        using var ready = new BlockingCollection<A>(ahead);
        using var stop = new CancellationTokenSource();
        var error = default(ExceptionDispatchInfo);
        var thread = new Thread(() =>
        {
            try
            {
                foreach (var item in items) ready.Add(item, stop.Token);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
            }
            catch (Exception e)
            {
                error = ExceptionDispatchInfo.Capture(e);
            }
            finally
            {
                ready.CompleteAdding();
            }
        }) { IsBackground = true, Name = "prefetch" };
        thread.Start();
        try
        {
            foreach (var item in ready.GetConsumingEnumerable()) yield return item;
            error?.Throw();
        }
        finally
        {
            stop.Cancel();
            thread.Join();
        }
    }
}
