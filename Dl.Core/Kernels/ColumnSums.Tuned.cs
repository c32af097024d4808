using System.Runtime.InteropServices;

namespace Dl.Core;

public static partial class Tuned
{
    /// <summary>The kernel of <see cref="Broadcast.SumTo"/> where the last axes stay and all before them go; false, with nothing written, for scalars that have none.</summary>
    internal static bool ColumnSums<T>(Tensor<T> x, Span<T> into, bool add) where T : struct, IFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float)) Core.ColumnSums.Of(As<T, float>(x), MemoryMarshal.Cast<T, float>(into), add);
        else if (typeof(T) == typeof(double)) Core.ColumnSums.Of(As<T, double>(x), MemoryMarshal.Cast<T, double>(into), add);
        else return false;
        return true;
    }
}
