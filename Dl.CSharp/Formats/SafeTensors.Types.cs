using System.IO;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Dl.Core;

namespace Dl.CSharp;

// The types of numbers in a file, and what they become.
public static partial class SafeTensors
{
    sealed record Place(string Name, Dtype Type, Shape Shape, long Begin, long End);

    sealed record Dtype(string Name, int Bytes, Func<Stream, Place, SafeTensor> Read);

    static readonly Dtype F32 = Kept<float>("F32"), F64 = Kept<double>("F64");

    static readonly Dtype[] Types =
    [
        F64, F32,
        Widened<Half, float>("F16", static x => (float)x),
        Widened<ushort, float>("BF16", static x => BitConverter.UInt32BitsToSingle((uint)x << 16)),
        Widened<long, double>("I64", Exactly), Widened<ulong, double>("U64", Exactly),
        Widened<int, double>("I32", static x => x), Widened<uint, double>("U32", static x => x),
        Widened<short, float>("I16", static x => x), Widened<ushort, float>("U16", static x => x),
        Widened<sbyte, float>("I8", static x => x), Widened<byte, float>("U8", static x => x),
        Widened<byte, float>("BOOL", static x => x == 0 ? 0 : 1),
    ];

    static Dtype Kept<T>(string name) where T : unmanaged, IFloatingPointIeee754<T> => new(name, Unsafe.SizeOf<T>(), static (stream, place) =>
        SafeTensor.Of(place.Name, Tensor<T>.Build(place.Shape, stream, static (into, from) => ReadNumbers(from, into))));

    static Dtype Widened<N, T>(string name, Func<N, T> widen) where N : unmanaged where T : unmanaged, IFloatingPointIeee754<T> =>
        new(name, Unsafe.SizeOf<N>(), (stream, place) => SafeTensor.Of(place.Name, Tensor<T>.Build(place.Shape, (stream, place, widen), static (into, s) =>
        {
            var narrow = new N[Math.Min(Chunk, into.Length)];
            for (var at = 0; at < into.Length; at += Chunk)
            {
                var part = narrow.AsSpan(0, Math.Min(Chunk, into.Length - at));
                ReadNumbers(s.stream, part);
                try
                {
                    for (var i = 0; i < part.Length; i++) into[at + i] = s.widen(part[i]);
                }
                catch (OverflowException error)
                {
                    throw new DlException($"tensor {Quote(s.place.Name)}: {error.Message}");
                }
            }
        })));

    static double Exactly<N>(N whole) where N : IBinaryInteger<N> => long.CreateSaturating(whole) is >= -(1L << 53) and <= 1L << 53
        ? double.CreateChecked(whole)
        : throw new OverflowException($"the integer {whole} is larger than 2^53, and a double may not hold it exactly");

    static void ReadNumbers<N>(Stream stream, Span<N> into) where N : unmanaged
    {
        for (var at = 0; at < into.Length; at += Chunk) stream.ReadExactly(MemoryMarshal.AsBytes(into[at..Math.Min(at + Chunk, into.Length)]));
        if (!BitConverter.IsLittleEndian) Turn(into);
    }

    static void Turn<N>(Span<N> numbers) where N : unmanaged
    {
        for (var i = 0; i < numbers.Length; i++) MemoryMarshal.AsBytes(numbers.Slice(i, 1)).Reverse();
    }
}
