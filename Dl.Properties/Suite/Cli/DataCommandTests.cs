using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Dl.Cli;
using Dl.Core;
using Dl.CSharp;
using Dl.Properties.Suite.Data;

namespace Dl.Properties.Suite.Cli;

public sealed class DataCommandTests : Files
{
    [Fact]
    public void AFolderOfImagesIsDescribed()
    {
        Idx.WriteFolder(At("set"), Glyphs.Make(Key.Of(1), 40), Glyphs.Make(Key.Of(2), 10));
        var (code, lines, _) = Run("data", "describe", At("set"));
        Assert.Equal(0, code);
        Assert.Equal($"{At("set")}: IDX images and labels", lines[0]);
        Assert.StartsWith("  training  40 x [28, 28, 1], 30.8 KiB", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("            from 0 to 1, mean 0.", lines[2], StringComparison.Ordinal);
        Assert.Equal("            0: 4, 1: 4, 2: 4, 3: 4, 4: 4, 5: 4, 6: 4, 7: 4, 8: 4, 9: 4", lines[3]);
        Assert.StartsWith("  test      10 x [28, 28, 1]", lines[4], StringComparison.Ordinal);
    }

    [SharedFact]
    public void MnistIsWhatItIsKnownToBe()
    {
        var (code, lines, _) = Run("data", "describe", SharedFactAttribute.At("data", "mnist"));
        Assert.Equal(0, code);
        Assert.StartsWith("  training  60,000 x [28, 28, 1], ", lines[1], StringComparison.Ordinal);
        Assert.Equal("            from 0 to 1, mean 0.13066, deviation 0.30811", lines[2]);
        Assert.Equal("            0: 5,923, 1: 6,742, 2: 5,958, 3: 6,131, 4: 5,842, 5: 5,421, 6: 5,918, 7: 6,265, 8: 5,851, 9: 5,949", lines[3]);
    }

    [Fact]
    public void ATableIsDescribedColumnByColumn() => Abroad(() =>
    {
        Text("t.csv", "age,town\n1.5,Oslo\n,Bergen\n4.5,Oslo\n");
        Assert.Equal([$"{At("t.csv")}: table of 3 rows and 2 columns", "  age   3, 1 missing, 12 bytes", "        from 1.5 to 4.5, mean 3, deviation 1.5", "  town  3, 12 bytes", "        Bergen: 1, Oslo: 2"],
            Run("data", "describe", At("t.csv")).Lines);
        var json = JsonNode.Parse(Run("data", "describe", At("t.csv"), "--json").Lines.Single())!;
        Assert.Equal((3, 1, 4.5, 2), ((int)json["parts"]![0]!["count"]!, (int)json["parts"]![0]!["missing"]!, (double)json["parts"]![0]!["range"]!["most"]!, (int)json["parts"]![1]!["classes"]!["Oslo"]!));
    });

    [Fact]
    public void EveryKindOfFileIsDescribed()
    {
        var numbers = Key.Of(1).Normal<float>([3, 2]);
        Npy.Write(At("a.npy.gz"), numbers);
        Npz.Write(At("a.npz"), ("x", numbers), ("y", Tensor<float>.Zeros([5])));
        SafeTensors.Write(At("a.safetensors"), [SafeTensor.Of("w", numbers)]);
        Idx.WriteLabels(At("labels.gz"), Indices.Of(3, 1, 3));
        Idx.WriteImages(At("images"), Tensor<float>.Zeros([2, 3, 4, 1]));
        Directory.CreateDirectory(At("pictures/cat"));
        Bytes("pictures/cat/1.pgm", [.. "P5 2 1 255\n"u8, 0, 255]);
        foreach (var (name, first, second) in new[]
        {
            ("a.npy.gz", "NumPy array", "  array  3 x [2], 24 bytes"), ("a.npz", "NumPy archive", "  x  3 x [2], 24 bytes"), ("a.safetensors", "safetensors", "  w  3 x [2], 24 bytes"),
            ("labels.gz", "IDX labels", "  labels  3, 12 bytes"), ("images", "IDX images", "  images  2 x [3, 4, 1], 96 bytes"), ("pictures", "pictures by class", "  pictures  1 x [1, 2, 1], 8 bytes"),
            ("pictures/cat/1.pgm", "picture", "  picture  1 x [1, 2, 1], 8 bytes"),
        })
        {
            var (code, lines, errors) = Run("data", "describe", At(name));
            Assert.True(code == 0, errors);
            Assert.Equal(($"{At(name)}: {first}", second), (lines[0], lines[1]));
        }
    }

    [Fact]
    public void WhatCannotBeDescribedIsRefused()
    {
        Directory.CreateDirectory(At("empty"));
        Refused($"{At("empty")}: holds neither the files of MNIST (train-images-idx3-ubyte.gz and its like) nor a folder of pictures for each class", "data", "describe", At("empty"));
        Refused($"{At("no")}: there is no such file", "data", "describe", At("no"));
        Bytes("l.gz", 0, 0, 8, 1, 0, 0, 0, 2, 7, 3);
        Refused($"{At("l.gz")}: unpacks to more than 3 bytes; max bytes sets how many are allowed", "data", "describe", At("l.gz"), "--max-bytes", "3");
        Refused("--max-bytes takes a whole number from 0 on, not '-1' (see dl data describe --help)", "data", "describe", At("l.gz"), "--max-bytes", "-1");
        Refused("--from takes an address that begins with https:// or http://, not 'here'", "data", "fetch", "mnist", "--from", "here", "--out", At("x"));
        Assert.False(Directory.Exists(At("x")));
    }

    [SharedFact]
    public async Task TheRealFilesAreFetchedFromAServerOfThisMachine()
    {
        using var server = new HttpListener();
        var port = FreePort();
        server.Prefixes.Add($"http://127.0.0.1:{port}/");
        server.Start();
        var serving = Task.Run(async () =>
        {
            for (var i = 0; i < 4; i++)
            {
                var context = await server.GetContextAsync();
                var bytes = await File.ReadAllBytesAsync(SharedFactAttribute.At("data", context.Request.Url!.AbsolutePath[1..]));
                context.Response.ContentLength64 = bytes.Length;
                await context.Response.OutputStream.WriteAsync(bytes);
                context.Response.Close();
            }
        });
        var (code, lines, errors) = await Task.Run(() => Run("data", "fetch", "mnist", "--from", $"http://127.0.0.1:{port}/mnist", "--out", At("mnist")));
        Assert.True(code == 0, errors);
        await serving;
        Assert.Equal([$"{At("mnist")}: 4 files; train with: dl train --data {At("mnist")}"], lines);
        Assert.Equal(10_000, Idx.ReadFolder(At("mnist")).Test.Count);
        // All is there: the second time nobody is asked.
        server.Stop();
        Assert.Equal(0, Run("data", "fetch", "mnist", "--from", $"http://127.0.0.1:{port}/mnist", "--out", At("mnist")).Code);
    }

    [Fact]
    public void PredictionsReadTablesAsTheModelWasTaught()
    {
        var rows = Csv.ReadRecords(Text("t.csv", "size,town,kind\n1,Oslo,a\n2,Bergen,b\n,Oslo,a\n"));
        var encoding = TableEncoding.Fit(rows, new() { Missing = Missing.Mean });
        Checkpoint.Save(At("m"), Model.Of(encoding.Width).Dense(2).Init(Key.Of(1)) with { Classes = ["a", "b"], Table = encoding });
        var taught = Run("predict", At("m"), At("t.csv"));
        Assert.Equal((0, 3), (taught.Code, taught.Lines.Length));
        // Other columns, another order, no target.
        Text("u.csv", "town,other,size\nOslo,x,1\nBergen,y,2\nOslo,z,\n");
        Assert.Equal(taught.Lines, Run("predict", At("m"), At("u.csv")).Lines);
        Refused($"{Text("v.csv", "size,town\n1,Bodø\n")}: line 2, town: 'Bodø' is not one of the 2 words of the training part (Bergen, Oslo)", "predict", At("m"), At("v.csv"));
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    static void Refused(string message, params string[] args)
    {
        var (code, lines, errors) = Run(args);
        Assert.Equal((2, $"dl: {message}"), (code, errors.TrimEnd().Split('\n')[^1]));
        Assert.Empty(lines);
    }

    static (int Code, string[] Lines, string Errors) Run(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = Program.Run(args, output, error);
        return (code, output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries), error.ToString());
    }
}
