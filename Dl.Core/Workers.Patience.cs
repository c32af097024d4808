using System.Diagnostics;
using System.Threading;

#pragma warning disable RS0030 // The clock that bounds their spinning is looked at here and nowhere else.

namespace Dl.Core;

public static partial class Workers
{
    /// <summary>How long a thread spins before it sleeps: long enough to bridge the gap between two kernels of a training step, short enough to be invisible when there is no next one.</summary>
    private struct Patience
    {
        private static readonly long Limit = Stopwatch.Frequency / 25_000; // 40 us

        // Between two looks at the clock.
        private const int Spins = 16;

        private long start;
        private int spins;

        /// <summary>Spins a little; false when it is time to sleep.</summary>
        public bool Lasts()
        {
            if (spins == 0)
                start = Stopwatch.GetTimestamp();
            else if (spins % Spins == 0 && Stopwatch.GetTimestamp() - start > Limit)
                return false;
            if (spins++ > 0)
                Thread.SpinWait(1);
            return true;
        }
    }
}
