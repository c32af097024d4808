using System.Globalization;
using System.IO;
using System.IO.Compression;
using Dl.Core;

namespace Dl.Properties.Suite.Data;

/// <summary>A folder of its own for one test, gone afterwards.</summary>
public abstract class Files : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("dl-data-");

    protected string Folder => folder.FullName;

    protected string At(string name) => Path.Combine(Folder, name);

    protected string Text(string name, string content) => Bytes(name, System.Text.Encoding.UTF8.GetBytes(content));

    protected string Bytes(string name, params byte[] content)
    {
        var path = At(name);
        File.WriteAllBytes(path, name.EndsWith(".gz", StringComparison.Ordinal) ? Packed(content) : content);
        return path;
    }

    protected static byte[] Packed(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(content);
        return packed.ToArray();
    }

    /// <summary>The action fails with exactly this one line.</summary>
    protected static void Fails(string message, Action action)
    {
        var error = Assert.Throws<DlException>(action);
        Assert.Equal(message, error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    /// <summary>Runs under a culture in which everything that could differ does.</summary>
    protected static void Abroad(Action action)
    {
        var home = CultureInfo.CurrentCulture;
        var abroad = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (abroad.NumberFormat.NumberDecimalSeparator, abroad.NumberFormat.NumberGroupSeparator, abroad.NumberFormat.NegativeSign) = (",", ".", "~");
        CultureInfo.CurrentCulture = abroad;
        try
        {
            action();
        }
        finally
        {
            CultureInfo.CurrentCulture = home;
        }
    }

    public void Dispose()
    {
        folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }
}
