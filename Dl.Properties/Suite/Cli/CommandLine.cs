using System.IO;
using System.IO.Compression;
using Dl.Cli;
using Dl.Core;
using Dl.CSharp;
using Dl.Properties.Suite.Data;

namespace Dl.Properties.Suite.Cli;

/// <summary>Command lines, and a folder with a few digits to give them.</summary>
public abstract class CommandLine : Files
{
    protected CommandLine()
    {
        Idx.WriteFolder(At("data"), Glyphs.Make(Key.Of(1), 240), Glyphs.Make(Key.Of(2), 50));
        foreach (var path in Directory.GetFiles(At("data")))
        {
            using var packed = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
            using var plain = File.Create(path[..^3]);
            packed.CopyTo(plain);
        }
        foreach (var path in Directory.GetFiles(At("data"), "*.gz")) File.Delete(path);
    }

    protected (int Code, string Output, string Error) Train(params string[] more) => Run(["train", "--data", At("data"), "--epochs", "2", "--batch", "16", "--model", "mlp-plain", .. more]);

    protected static (int Code, string Output, string Error) Run(params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = Program.Run(args, output, error);
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>A run that ended with one line, which says this, and printed nothing.</summary>
    protected static void Refused((int Code, string Output, string Error) run, string complaint)
    {
        Assert.Equal((Program.Wrong, ""), (run.Code, run.Output));
        Assert.Contains(complaint, run.Error, StringComparison.Ordinal);
        Assert.StartsWith("dl: ", run.Error, StringComparison.Ordinal);
        Assert.Equal(1, run.Error.Count(c => c == '\n'));
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }
}
