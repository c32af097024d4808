using System.IO;
using Dl.Core;
using Dl.CSharp;
using Dl.Properties.Suite.Architecture;
using Dl.Properties.Suite.Packages;

namespace Dl.Properties.Suite.Interop;

/// <summary>Files that go to Python and come from it: the same names, shapes and bits.</summary>
public sealed class PythonFileTests
{
    static readonly Tensor<float> Numbers = Tensor<float>.Of([2, 3], 1.5f, -0f, float.PositiveInfinity, float.NaN, float.Epsilon, 1e-38f);

    static readonly Tensor<double> Wide = Tensor<double>.Of([3], Math.PI, -1e300, 5e-324);

    const string Reads = """
        tensors, notes = load("ours.safetensors")
        assert set(tensors) == {"a.weight", "wide \u00e9", "scalar", "empty"}, tensors
        assert tensors["a.weight"].view("u4").tolist() == bits
        assert tensors["wide \u00e9"].dtype == numpy.float64 and tensors["wide \u00e9"].tolist() == [numpy.pi, -1e300, 5e-324]
        assert tensors["scalar"].shape == () and tensors["empty"].shape == (0, 4)
        assert notes == {"format": "pt", "seed": "7"}, notes
        """;

    [PythonFact("numpy")]
    public void SafetensorsAreReadByTheirDefinition()
    {
        using var scratch = new Scratch();
        Written(scratch);
        Python(scratch, "numpy", "from plain_safetensors import load, save\n" + Reads + "\n" + """
            save("theirs.safetensors", {"half": numpy.array([1.5, -2], "f2"), "whole": numpy.array([[1, -2 ** 53]]), "wide": numpy.array([numpy.pi]), "on": numpy.array([True, False])}, {"by": "python"})
            """);
        var theirs = SafeTensors.Read(scratch.At("theirs.safetensors"));
        Assert.Equal("python", theirs.Note("by"));
        Assert.Equal([1.5f, -2f], theirs["half"].As<float>().Span.ToArray());
        Assert.Equal([1, -9007199254740992.0], theirs["whole"].As<double>().Span.ToArray());
        Assert.Equal([Math.PI], theirs["wide"].As<double>().Span.ToArray());
        Assert.Equal([1f, 0f], theirs["on"].As<float>().Span.ToArray());
    }

    /// <summary>The library of the format's authors, where it is installed.</summary>
    [PythonFact("safetensors")]
    public void SafetensorsAreReadByTheirLibrary()
    {
        using var scratch = new Scratch();
        Written(scratch);
        Python(scratch, "safetensors", """
            from safetensors import safe_open
            from safetensors.numpy import load_file, save_file
            def load(path):
                with safe_open(path, "np") as file:
                    return load_file(path), file.metadata()

            """ + Reads + "\nsave_file({\"b\": numpy.arange(6, dtype=\"f4\").reshape(2, 3), \"a\": numpy.array([numpy.pi])}, \"theirs.safetensors\", {\"by\": \"library\"})\n");
        var theirs = SafeTensors.Read(scratch.At("theirs.safetensors"));
        Assert.Equal("library", theirs.Note("by"));
        Assert.Equal(Tensor<float>.Of([2, 3], 0, 1, 2, 3, 4, 5), theirs["b"].As<float>());
        Assert.Equal([Math.PI], theirs["a"].As<double>().Span.ToArray());
    }

    [PythonFact("numpy")]
    public void ArraysAreReadByNumPy()
    {
        using var scratch = new Scratch();
        Npy.Write(scratch.At("single.npy"), Numbers);
        Npy.Write(scratch.At("wide.npy"), Wide);
        Python(scratch, "numpy", """
            single, wide = numpy.load("single.npy"), numpy.load("wide.npy")
            assert single.dtype == numpy.float32 and single.view("u4").tolist() == bits
            assert wide.dtype == numpy.float64 and wide.tolist() == [numpy.pi, -1e300, 5e-324]
            numpy.save("theirs.npy", numpy.array([[1.5, -2.25]]))
            numpy.save("whole.npy", numpy.array([3, -4]))
            numpy.save("scalar.npy", numpy.float32(2.5))
            """);
        Assert.Equal(Tensor<double>.Of([1, 2], 1.5, -2.25), Npy.Read<double>(scratch.At("theirs.npy")));
        Assert.Equal(Indices.Of(3, -4), Npy.ReadIndices(scratch.At("whole.npy")));
        Assert.Equal(Tensor<float>.Scalar(2.5f), Npy.Read<float>(scratch.At("scalar.npy")));
    }

    static void Written(Scratch scratch) => SafeTensors.Write(scratch.At("ours.safetensors"),
        [SafeTensor.Of("a.weight", Numbers), SafeTensor.Of("wide \u00e9", Wide), SafeTensor.Of("scalar", Tensor<float>.Scalar(3)), SafeTensor.Of("empty", Tensor<float>.Zeros([0, 4]))],
        [("seed", "7"), ("format", "pt")]);

    static void Python(Scratch scratch, string module, string program)
    {
        File.Copy(Path.Combine(Rooms.Root, "Dl.Properties", "Suite", "Interop", "plain_safetensors.py"), scratch.At("plain_safetensors.py"), overwrite: true);
        var bits = Numbers.Span.ToArray().Select(BitConverter.SingleToUInt32Bits).Chunk(3).Select(row => $"[{string.Join(", ", row)}]");
        scratch.Write("go.py", $"import numpy\nbits = [{string.Join(", ", bits)}]\n" + program);
        Child.Run(scratch.Path, Tools.PythonWith(module)!, "-B", "go.py");
    }
}
