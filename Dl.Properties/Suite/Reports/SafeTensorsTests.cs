using System.Buffers.Binary;
using System.IO;
using System.Text;
using Dl.Core;
using Dl.CSharp;

namespace Dl.Properties.Suite.Reports;

/// <summary>What is written comes back bit by bit, and every broken file is refused by one line that names the place.</summary>
public sealed class SafeTensorsTests
{
    static readonly Many<SafeTensor> Sample =
    [
        SafeTensor.Of("1:dense.weight", Tensor<float>.Of([2, 3], 1, -0f, float.NaN, float.PositiveInfinity, float.Epsilon, -7.25f)),
        SafeTensor.Of("maß \"x\"\n", Tensor<double>.Of([2], double.MaxValue, -0.0)),
        SafeTensor.Of("scalar", Tensor<float>.Scalar(3)),
        SafeTensor.Of("none", Tensor<float>.Zeros([0, 5])),
        SafeTensor.Of("step", Tensor<double>.Scalar(0.1)),
    ];

    static byte[] Written(Many<SafeTensor> tensors, Many<(string, string)>? metadata = null)
    {
        using var stream = new MemoryStream();
        SafeTensors.Write(stream, tensors, metadata);
        return stream.ToArray();
    }

    static SafeTensorFile Read(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        return SafeTensors.Read(stream, "w.safetensors");
    }

    static byte[] Raw(string header, int numbers, long? claimed = null)
    {
        var text = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + text.Length + numbers];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, claimed ?? text.Length);
        text.CopyTo(bytes, 8);
        return bytes;
    }

    static string Refusal(byte[] bytes)
    {
        var message = Assert.Throws<DlException>(() => Read(bytes)).Message;
        Assert.StartsWith("w.safetensors: ", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        return message["w.safetensors: ".Length..];
    }

    [Fact]
    public void TheRoundTripKeepsEveryBit()
    {
        var file = Read(Written(Sample, [("seed", "7"), ("ä", "line\nline"), ("", "")]));
        foreach (var tensor in Sample)
        {
            var back = file[tensor.Name];
            Assert.True(tensor switch
            {
                SafeTensor<float> single => back is SafeTensor<float> same && same.Value.SameBits(single.Value),
                SafeTensor<double> wide => back is SafeTensor<double> same && same.Value.SameBits(wide.Value),
                _ => false,
            }, tensor.Name);
        }
        Assert.Equal(Many.Of(("", ""), ("seed", "7"), ("ä", "line\nline")), file.Metadata);
        Assert.Equal("7", file.Note("seed"));
        Assert.Null(file.Note("other"));
    }

    [Fact]
    public void NothingAtAllAndMetadataAloneAreFiles()
    {
        Assert.Equal(new([], []), Read(Written([])));
        Assert.Equal(new([("a", "b")], []), Read(Written([], [("a", "b")])));
    }

    [Fact]
    public void NumbersBeginAtAMultipleOf64AndWideOnesComeFirst()
    {
        for (var length = 0; length < 80; length++)
        {
            var bytes = Written([SafeTensor.Of("a", Tensor<float>.Scalar(1)), SafeTensor.Of(new string('n', length) + "b", Tensor<double>.Scalar(2))]);
            var header = BinaryPrimitives.ReadInt64LittleEndian(bytes);
            Assert.Equal(0, (8 + header) % 64);
            Assert.Equal(8 + header + 12, bytes.Length);
            Assert.Equal(2.0, BinaryPrimitives.ReadDoubleLittleEndian(bytes.AsSpan(8 + (int)header)));
        }
        Assert.Equal(["maß \"x\"\n", "step", "1:dense.weight", "scalar", "none"], Read(Written(Sample)).Tensors.Select(tensor => tensor.Name));
    }

    [Fact]
    public void EqualContentMakesEqualBytes()
    {
        Assert.Equal(Written(Sample, [("a", "1"), ("b", "2")]), Written(Sample, [("b", "2"), ("a", "1")]));
        var file = Read(Written(Sample, [("a", "1")]));
        Assert.Equal(Written(Sample, [("a", "1")]), Written(file.Tensors, file.Metadata));
    }

    [Fact]
    public void TheHeaderIsTheOneOfTheFormat()
    {
        var bytes = Written([SafeTensor.Of("w", Tensor<float>.Of([1, 2], 1, 2))], [("format", "pt")]);
        var header = Encoding.UTF8.GetString(bytes, 8, (int)BinaryPrimitives.ReadInt64LittleEndian(bytes));
        Assert.Equal("""{"__metadata__":{"format":"pt"},"w":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}""", header.TrimEnd(' '));
    }

    [Theory]
    [InlineData("F16", new byte[] { 0x00, 0x3C }, 1.0)]
    [InlineData("BF16", new byte[] { 0x80, 0xBF }, -1.0)]
    [InlineData("U8", new byte[] { 200 }, 200.0)]
    [InlineData("I8", new byte[] { 255 }, -1.0)]
    [InlineData("BOOL", new byte[] { 1 }, 1.0)]
    [InlineData("I32", new byte[] { 0xFF, 0xFF, 0xFF, 0x7F }, 2147483647.0)]
    [InlineData("I64", new byte[] { 0, 0, 0, 0, 0, 0, 0x20, 0 }, 9007199254740992.0)]
    public void NarrowTypesAndIntegersWidenWithoutLoss(string type, byte[] numbers, double expected)
    {
        var bytes = Raw($$$"""{"x":{"dtype":"{{{type}}}","shape":[1],"data_offsets":[0,{{{numbers.Length}}}]}}""", numbers.Length);
        numbers.CopyTo(bytes, bytes.Length - numbers.Length);
        Assert.Equal(expected, Read(bytes)["x"].As<double>()[0]);
    }

    [Fact]
    public void AnIntegerThatNoDoubleHoldsIsRefused()
    {
        var bytes = Raw("""{"x":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}""", 8);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(bytes.Length - 8), (1L << 53) + 1);
        Assert.Contains("tensor \"x\": the integer 9007199254740993", Refusal(bytes), StringComparison.Ordinal);
    }

    [Fact]
    public void EveryShorterFileIsRefused()
    {
        var whole = Written(Sample, [("a", "1")]);
        for (var length = 0; length < whole.Length; length++) Refusal(whole[..length]);
        Assert.Contains("the file is cut", Refusal(whole[..^1]), StringComparison.Ordinal);
        Assert.Contains("something was appended", Refusal([.. whole, 0]), StringComparison.Ordinal);
        Assert.Contains("0 bytes are no safetensors file", Refusal([]), StringComparison.Ordinal);
    }

    [Fact]
    public void NoFlippedBitOfTheHeaderCausesAnythingButARefusal()
    {
        var whole = Written(Sample, [("a", "1")]);
        var end = 8 + (int)BinaryPrimitives.ReadInt64LittleEndian(whole);
        for (var bit = 0; bit < 8 * end; bit++)
        {
            byte[] flipped = [.. whole];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            if (Record.Exception(() => Read(flipped)) is { } error) Assert.IsType<DlException>(error);
        }
    }

    const string W = """{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""";

    [Theory]
    [InlineData(W, 8, 100_000_001L, "claim a header of 100000001 bytes, but at most 100000000")]
    [InlineData(W, 8, -1L, "claim a header of 18446744073709551615 bytes")]
    [InlineData(W, 8, 500L, "claim a header of 500 bytes, but only 62 follow")]
    [InlineData(W, 8, 0L, "does not begin with '{'")]
    [InlineData(" " + W, 8, null, "does not begin with '{'")]
    [InlineData("{\"w\":", 8, null, "the header is not valid JSON: line 1, byte 5")]
    [InlineData("{}}", 0, null, "not valid JSON")]
    [InlineData("""{"\ud800":{}}""", 0, null, "not valid UTF-8")]
    [InlineData("""{"w":[1]}""", 0, null, "tensor \"w\" is no JSON object but [1]")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"w":{"dtype":"F32","shape":[0],"data_offsets":[8,8]}}""", 8, null, "the header has the name \"w\" twice")]
    [InlineData("""{"__metadata__":{"a":"1","a":"2"}}""", 0, null, "__metadata__ has the name \"a\" twice")]
    [InlineData("""{"__metadata__":{"a":1}}""", 0, null, "__metadata__ \"a\" is no text but 1")]
    [InlineData("""{"__metadata__":null}""", 0, null, "__metadata__ is no JSON object but null")]
    [InlineData("""{"w":{"dtype":"F8_E4M3","shape":[2],"data_offsets":[0,2]}}""", 2, null, "tensor \"w\": dtype \"F8_E4M3\" is not one of F64, F32")]
    [InlineData("""{"w":{"dtype":7,"shape":[2],"data_offsets":[0,2]}}""", 2, null, "tensor \"w\": dtype is no text but 7")]
    [InlineData("""{"w":{"shape":[2],"data_offsets":[0,8]}}""", 8, null, "tensor \"w\" has no dtype")]
    [InlineData("""{"w":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, null, "tensor \"w\": shape [3] of F32 takes 12 bytes, but data_offsets [0, 8] hold 8")]
    [InlineData("""{"w":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", 8, null, "tensor \"w\": shape has -2")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}}""", 8, null, "tensor \"w\": shape has 2.5")]
    [InlineData("""{"w":{"dtype":"F32","shape":2,"data_offsets":[0,8]}}""", 8, null, "tensor \"w\": shape is no list")]
    [InlineData("""{"w":{"dtype":"F32","shape":[0,9999999999],"data_offsets":[0,0]}}""", 0, null, "longer than 2147483647")]
    [InlineData("""{"w":{"dtype":"F32","shape":[4294967296,4294967296,4294967296,4294967296],"data_offsets":[0,8]}}""", 8, null, "but data_offsets [0, 8] hold 8")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, null, "tensor \"w\": data_offsets [8, 0] end before they begin")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0]}}""", 8, null, "tensor \"w\": data_offsets are 1 numbers")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, null, "tensor \"w\": its data begin at 4, which leaves a gap after 0")]
    [InlineData("""{"v":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"w":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, null, "tensor \"w\": its data begin at 4, which overlaps the tensor that ends at 8")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 4, null, "the tensors take 8 bytes, but 4 follow")]
    public void EveryCorruptionIsRefusedByName(string header, int numbers, long? claimed, string expected) =>
        Assert.Contains(expected, Refusal(Raw(header, numbers, claimed)), StringComparison.Ordinal);

    [Fact]
    public void InvalidUtf8IsRefused() => Assert.Contains("not valid UTF-8", Refusal([4, 0, 0, 0, 0, 0, 0, 0, (byte)'{', 0xFF, 0xFE, (byte)'}']), StringComparison.Ordinal);

    [Fact]
    public void TheWriterRefusesWhatItsReaderWould()
    {
        var one = Tensor<float>.Scalar(1);
        Assert.Contains("\"a\" is there twice", Refused([SafeTensor.Of("a", one), SafeTensor.Of("a", one)]), StringComparison.Ordinal);
        Assert.Contains("__metadata__", Refused([SafeTensor.Of("__metadata__", one)]), StringComparison.Ordinal);
        Assert.Contains("neither of float nor of double", Refused([SafeTensor.Of("a", Tensor<Half>.Zeros([1]))]), StringComparison.Ordinal);
        Assert.Contains("not valid Unicode", Refused([SafeTensor.Of("\ud800", one)]), StringComparison.Ordinal);

        static string Refused(Many<SafeTensor> tensors) => Assert.Throws<DlException>(() => Written(tensors)).Message;
    }

    [Fact]
    public void FilesCarryTheirPathInMessages()
    {
        using var folder = new TemporaryFolder();
        var path = folder.At("run/model.safetensors");
        Assert.Equal($"{path}: there is no such file", Assert.Throws<DlException>(() => SafeTensors.Read(path)).Message);
        SafeTensors.Write(path, Sample);
        Assert.Equal(Written(Sample), File.ReadAllBytes(path));
        Assert.StartsWith($"{path}: ", Assert.Throws<DlException>(() => SafeTensors.Write(path, [SafeTensor.Of("h", Tensor<Half>.Zeros([1]))])).Message, StringComparison.Ordinal);
        Assert.Equal(Written(Sample), File.ReadAllBytes(path));
        Assert.Contains("there is no tensor \"zz\" among the 5: maß", Assert.Throws<DlException>(() => SafeTensors.Read(path)["zz"]).Message, StringComparison.Ordinal);
    }
}
