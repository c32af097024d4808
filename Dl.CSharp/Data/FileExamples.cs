using System.IO;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Dl.Core;

namespace Dl.CSharp;

/// <summary>Examples of one size that lie one behind the other in a file, and are read from it when they are asked for.</summary>
/// <param name="path">The file.</param>
/// <param name="shape">N x the shape of an example.</param>
/// <param name="begin">Where the first one begins.</param>
/// <param name="width">The bytes of a number.</param>
/// <param name="numbers">Makes numbers of bytes.</param>
internal sealed class FileExamples(string path, Shape shape, long begin, int width, FileExamples.Decoder numbers) : IExamples
{
    // Closed by its finaliser: a data set is a value, and nobody disposes of it. So it must not lock the file.
    readonly SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    /// <summary>Makes numbers of bytes.</summary>
    public delegate void Decoder(ReadOnlySpan<byte> bytes, Span<float> into);

    public Shape Shape => shape;

    public void Read(int example, Span<float> into)
    {
        var bytes = new byte[into.Length * width];
        var (at, done) = (begin + (long)example * bytes.Length, 0);
        try
        {
            for (int read; done < bytes.Length; done += read)
                if ((read = RandomAccess.Read(file, bytes.AsSpan(done), at + done)) == 0)
                    throw new DlException($"{path}: example {example} goes on to byte {at + bytes.Length}, but the file now ends at byte {RandomAccess.GetLength(file)}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DlException($"{path}: example {example} at byte {at} cannot be read ({error.Message.ReplaceLineEndings(" ").TrimEnd('.')})");
        }
        numbers(bytes, into);
    }

    /// <summary>Little-endian numbers as they are.</summary>
    public static void Singles(ReadOnlySpan<byte> bytes, Span<float> into)
    {
        bytes.CopyTo(MemoryMarshal.AsBytes(into));
        if (BitConverter.IsLittleEndian) return;
        for (var i = 0; i < into.Length; i++) MemoryMarshal.AsBytes(into.Slice(i, 1)).Reverse();
    }
}
