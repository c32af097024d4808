using System.IO;
using System.Text;
using System.Text.Encodings.Web;
using Dl.Core;

namespace Dl.CSharp;

/// <summary>
/// Reads and writes safetensors files: eight bytes with the length of a header (little-endian), the header (a JSON object
/// that gives each tensor's type, shape and place), the numbers (little-endian, row-major, without gaps).
/// </summary>
/// <remarks>
/// <para>
/// Equal content makes equal bytes: metadata lie in the ordinal order of their keys, doubles before floats and otherwise in
/// the given order. The header is padded with blanks so that the numbers begin at a multiple of 64 bytes.
/// </para>
/// <para>
/// The reader trusts nothing: every length, offset, shape and name is checked before memory is asked for, and no file can
/// make it run code. Format: the README of huggingface/safetensors, section "Format". PyTorch:
/// <c>safetensors.torch.load_file</c> and <c>save_file</c>.
/// </para>
/// </remarks>
public static partial class SafeTensors
{
    const int Alignment = 64, HeaderLimit = 100_000_000, Chunk = 1 << 24;
    const string MetadataKey = "__metadata__";

    static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Writes a file, whole or not at all.</summary>
    /// <param name="path">Where the file shall be; an older one is replaced.</param>
    /// <param name="tensors">Tensors of float or double with different names.</param>
    /// <param name="metadata">Texts by key, for people and programs: what trained this, with which seed.</param>
    /// <exception cref="DlException">Two tensors or two texts have the same name, or a tensor is neither of float nor of double.</exception>
    public static void Write(string path, Many<SafeTensor> tensors, Many<(string Key, string Value)>? metadata = null)
    {
        try
        {
            Atomic.Write(path, stream => Write(stream, tensors, metadata));
        }
        catch (DlException error)
        {
            throw error.In(path);
        }
    }

    /// <summary>Writes to a stream, from where it stands.</summary>
    /// <inheritdoc cref="Write(string, Many{SafeTensor}, Many{ValueTuple{string, string}})"/>
    public static void Write(Stream stream, Many<SafeTensor> tensors, Many<(string Key, string Value)>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensors);
        var ordered = tensors.OrderByDescending(tensor => TypeOf(tensor).Bytes).ToArray();
        stream.Write(Header(ordered, metadata ?? []));
        foreach (var tensor in ordered)
        {
            if (tensor is SafeTensor<double> wide) WriteNumbers(stream, wide.Value.Span);
            else WriteNumbers(stream, ((SafeTensor<float>)tensor).Value.Span);
        }
    }

    /// <summary>
    /// Reads a file. F32 and F64 keep their type and bits; F16, BF16, BOOL and integers of 8 and 16 bits become float,
    /// integers of 32 and 64 bits double, all without loss.
    /// </summary>
    /// <exception cref="DlException">The file is missing, is not a whole safetensors file, or holds a type that no float or
    /// double can hold; the message names the file, the tensor and the place.</exception>
    public static SafeTensorFile Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using var stream = File.OpenRead(path);
            return Read(stream, path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DlException("there is no such file").In(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DlException(error.Message.ReplaceLineEndings(" ")).In(path);
        }
    }

    /// <summary>Reads a stream that can seek, from its beginning to its end.</summary>
    /// <inheritdoc cref="Read(string)"/>
    /// <param name="stream">The bytes of the file.</param>
    /// <param name="path">What to call it in messages.</param>
    public static SafeTensorFile Read(Stream stream, string path)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            return ReadAll(stream);
        }
        catch (DlException error)
        {
            throw error.In(path);
        }
    }

    internal static DlException Unfit(string name) =>
        new($"tensor {Quote(name)} is neither of float nor of double; convert it before it is written");

    internal static string Quote(string name) => $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(name)}\"";
}
