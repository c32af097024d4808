using System.IO;
using System.Text;
using Dl.Core;
using Dl.CSharp;

namespace Dl.Properties.Suite.Data;

public sealed class NpyTests : Files
{
    static readonly string[] Names = ["a.npy", "a.npy.gz"];

    public static TheoryData<int[]> Shapes => [[], [1], [7], [3, 4], [2, 0, 3], [2, 3, 4, 5], [70_000]];

    [Theory, MemberData(nameof(Shapes))]
    public void WhatIsWrittenReadsBackToTheSameBits(int[] axes) => Abroad(() =>
    {
        var wide = Key.Of(1).Normal<double>(Shape.Of(axes));
        var single = wide.Convert<float>();
        var whole = Indices.From(Shape.Of(axes), [.. wide.Span.ToArray().Select(number => (int)(number * 1e6))]);
        foreach (var name in Names)
        {
            Npy.Write(At(name), wide);
            Assert.True(wide.SameBits(Npy.Read<double>(At(name))));
            Assert.True(single.SameBits(Npy.Read<float>(At(name))));
            Npy.Write(At(name), single);
            Assert.True(single.SameBits(Npy.Read<float>(At(name))));
            Npy.Write(At(name), whole);
            Assert.Equal(whole, Npy.ReadIndices(At(name)));
            Assert.Equal(whole.Span.ToArray().Select(i => (double)i), Npy.Read<double>(At(name)).Span.ToArray());
        }
    });

    [Fact]
    public void TheHeaderIsWhatNumPyWrites()
    {
        Npy.Write(At("a.npy"), Tensor<float>.Zeros([3]));
        var bytes = File.ReadAllBytes(At("a.npy"));
        Assert.Equal(128 + 12, bytes.Length);
        Assert.Equal("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }".PadRight(117) + "\n", Encoding.ASCII.GetString(bytes, 10, 118));
        Npy.Write(At("b.npy"), Tensor<double>.Zeros([3, 4]));
        Assert.Contains("{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), } ", Encoding.ASCII.GetString(File.ReadAllBytes(At("b.npy"))), StringComparison.Ordinal);
    }

    [Fact]
    public void OtherIntegersAndFormat2AreRead()
    {
        Assert.Equal(Indices.Of(5, -2), Npy.ReadIndices(Array("'<i8'", "False", "(2,)", [5, 0, 0, 0, 0, 0, 0, 0, 254, 255, 255, 255, 255, 255, 255, 255])));
        Assert.Equal(Tensor<float>.Of([2], 5, -2), Npy.Read<float>(Array("'<i8'", "False", "(2,)", [5, 0, 0, 0, 0, 0, 0, 0, 254, 255, 255, 255, 255, 255, 255, 255])));
        Assert.Equal(Tensor<float>.Of([1, 2], 7, 255), Npy.Read<float>(Array("'|u1'", "False", "(1, 2)", [7, 255], version: 2)));
        Assert.Equal(Indices.From([1, 2], [7, 255]), Npy.ReadIndices(Array("'|u1'", "False", "(1L, 2L)", [7, 255])));
    }

    [Fact]
    public void WhatCannotBeReadIsRefused()
    {
        Fails($"{At("a.npy")}: in Fortran order, as the header before byte 96 says; save np.ascontiguousarray(array)", () => Npy.Read<float>(Array("'<f4'", "True", "(2,)", new byte[8])));
        Fails($"{At("a.npy")}: holds >f4, as the header before byte 96 says, but <f4, <f8, <i4, <i8 and |u1 can be read; save array.astype('<f4')", () => Npy.Read<float>(Array("'>f4'", "False", "(2,)", new byte[8])));
        Fails($"{At("a.npy")}: holds <f4, as the header before byte 96 says, but integers are <i4, <i8 or |u1", () => Npy.ReadIndices(Array("'<f4'", "False", "(2,)", new byte[8])));
        Fails($"{At("a.npy")}: the header before byte 96 is {{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (2,), }}, but {{'descr': '<f4', 'fortran_order': False, 'shape': (N, ...)}} is expected",
            () => Npy.Read<float>(Array("[('x', '<f4')]", "False", "(2,)", new byte[8])));
        Fails($"{At("a.npy")}: truncated at byte 128: the array goes on to byte 132", () => Npy.Read<float>(Array("'<f4'", "False", "(9,)", new byte[32])));
        Fails($"{At("a.npy")}: 4 bytes are left over after the array at byte 128", () => Npy.Read<float>(Array("'<f4'", "False", "(8,)", new byte[36])));
        Fails($"{At("a.npy")}: the shape (99999, 99999) before byte 96 is larger than can be read", () => Npy.Read<float>(Array("'<f4'", "False", "(99999, 99999)", [])));
        Fails($"{At("a.npy")}: the shape (99999999999) before byte 96 is larger than can be read", () => Npy.Read<float>(Array("'<f4'", "False", "(99999999999,)", [])));
        Fails($"{At("a.npy")}: of .npy format 3.0 at byte 6, but 1.0 and 2.0 can be read", () => Npy.Read<float>(Array("'<f4'", "False", "(2,)", new byte[8], version: 3)));
        Fails($"{At("a.npy")}: not a .npy file: it begins at byte 0 with 50 4b 03 04 00 00 instead of 93 4e 55 4d 50 59", () => Npy.Read<float>(Bytes("a.npy", 0x50, 0x4b, 3, 4, 0, 0, 0, 0)));
        Fails($"{At("a.npy")}: truncated at byte 3: the magic string goes on to byte 8", () => Npy.Read<float>(Bytes("a.npy", 0x93, 1, 2)));
        Abroad(() => Fails($"{At("a.npy")}: item 0 at byte 96 is -4294967296, which does not fit 32 bits", () => Npy.ReadIndices(Array("'<i8'", "False", "(1,)", [0, 0, 0, 0, 255, 255, 255, 255]))));
    }

    [Fact]
    public void AHeaderOfNonsenseEndsSoon() =>
        Assert.Throws<DlException>(() => Npy.Read<float>(Array("'<f4'", "False", "(" + new string('1', 60_000) + "x)", [])));

    string Array(string kind, string fortran, string shape, byte[] content, byte version = 1)
    {
        var header = $"{{'descr': {kind}, 'fortran_order': {fortran}, 'shape': {shape}, }}".PadRight(85) + "\n";
        byte[] length = version == 1 ? [(byte)header.Length, (byte)(header.Length >> 8)] : [(byte)header.Length, (byte)(header.Length >> 8), 0, 0];
        return Bytes("a.npy", [0x93, .. "NUMPY"u8, version, 0, .. length, .. Encoding.ASCII.GetBytes(header), .. content]);
    }
}
