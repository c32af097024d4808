using System.IO;
using System.IO.Compression;
using Dl.Core;
using Dl.CSharp;

namespace Dl.Properties.Suite.Cli;

/// <summary>What cannot be right ends with one line that says what would be, and touches nothing.</summary>
public sealed class RefusedCommandLineTests : CommandLine
{
    [Theory]
    [InlineData("missing folder", "nowhere: there is no such folder")]
    [InlineData("missing file", "has none of the files train-images")]
    [InlineData("truncated gz", "train-images-idx3-ubyte.gz: the packed stream is damaged or truncated")]
    [InlineData("truncated", "train-images-idx3-ubyte: truncated at byte 1000")]
    [InlineData("magic", "train-images-idx3-ubyte: the magic number at byte 0 is 9")]
    [InlineData("counts", "train-labels-idx1-ubyte: has 239 labels, but")]
    [InlineData("label", "train-labels-idx1-ubyte: item 7 has the label 10, outside 0..9")]
    public void DataThatCannotBeRightEndWithOneLineAndTouchNothing(string fault, string complaint)
    {
        Directory.CreateDirectory(At("run"));
        foreach (var file in new[] { "model.safetensors", "run.json", "metrics.csv", "report.html", "mine.txt" }) File.WriteAllText(At($"run/{file}"), file);
        var (images, labels) = (At("data/train-images-idx3-ubyte"), At("data/train-labels-idx1-ubyte"));
        var data = fault == "missing folder" ? At("nowhere") : At("data");
        switch (fault)
        {
            case "missing file":
                File.Delete(images);
                break;
            case "truncated gz":
                using (var packed = new MemoryStream())
                {
                    using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(File.ReadAllBytes(images));
                    File.WriteAllBytes(images + ".gz", packed.ToArray()[..^2000]);
                    File.Delete(images);
                }
                break;
            case "truncated":
                File.WriteAllBytes(images, File.ReadAllBytes(images)[..1000]);
                break;
            case "magic":
                File.WriteAllBytes(images, [0, 0, 0, 9, .. File.ReadAllBytes(images)[4..]]);
                break;
            case "counts":
                File.WriteAllBytes(labels, [.. File.ReadAllBytes(labels)[..7], 239, .. File.ReadAllBytes(labels)[8..^1]]);
                break;
            case "label":
                var bytes = File.ReadAllBytes(labels);
                bytes[8 + 7] = 10;
                File.WriteAllBytes(labels, bytes);
                break;
        }
        Refused(Run("train", "--data", data, "--out", At("run"), "--force"), complaint);
        Assert.Equal(5, Directory.GetFiles(At("run")).Length);
        Assert.All(Directory.GetFiles(At("run")), file => Assert.Equal(Path.GetFileName(file), File.ReadAllText(file)));
    }

    [Theory]
    [InlineData("bogus", "there is no command 'bogus'; nearest of ")]
    [InlineData("train --bogus", "there is no option '--bogus'; nearest of ")]
    [InlineData("train --epochs 0", "--epochs takes a whole number of at least 1, not '0'")]
    [InlineData("train --epochs 1.5", "--epochs takes a whole number of at least 1, not '1.5'")]
    [InlineData("train --batch many", "--batch takes a whole number of at least 1, not 'many'")]
    [InlineData("train --lr 0,1", "--learning-rate takes a number above 0, not '0,1'")]
    [InlineData("train --lr nan", "--learning-rate takes a number above 0, not 'nan'")]
    [InlineData("train --seed -1", "--seed takes a whole number from 0 on, not '-1'")]
    [InlineData("train --threads 0", "--threads takes a whole number of at least 1, not '0'")]
    [InlineData("train --model cnn", "--model does not know 'cnn'; nearest of ")]
    [InlineData("train --optimizer Adam", " are adam, ")]
    [InlineData("train --epochs", "Required argument missing for option: '--epochs'")]
    [InlineData("train --epochs 1 --epochs 2", "--epochs")]
    [InlineData("trian", "are train, ")]
    [InlineData("train --optimiser adam", "are --optimizer, ")]
    [InlineData("train mnist", "Unrecognized command or argument 'mnist' (see dl train --help)")]
    [InlineData("data fetsh", "there is no command 'fetsh'; known are fetch, describe (see dl data --help)")]
    [InlineData("data fetch minst", "there is no set 'minst' to fetch; known are mnist, fashion-mnist")]
    [InlineData("compare run", "at least two runs are compared, and only run is given; dl report and dl doctor look into one")]
    [InlineData("predict", "Required argument 'MODEL' missing for command: 'predict'")]
    public void UsageThatCannotBeRightEndsWithOneLine(string line, string complaint) => Refused(Run(line.Split(' ')), complaint);

    [Fact]
    public void InputsThatCannotBeRightEndWithOneLine()
    {
        Assert.Equal(0, Train("--out", At("run")).Code);
        RefusedInput("empty.csv", "", "empty.csv: is empty");
        RefusedInput("ragged.csv", "1,2,3\n1,2\n", "ragged.csv: line 2: has 2 cells, but 3 are expected");
        RefusedInput("nan.csv", "1,2,3\n1,NaN,3\n", "nan.csv: line 2, column 2: ");
        RefusedInput("few.csv", "1,2,3\n", "few.csv: an example has 3 numbers, but the model takes 784, of shape [28, 28, 1]");
        RefusedInput("strange.bin", "hello, world", "strange.bin: the magic number at byte 0");
        Npy.Write(At("nan.npy"), Tensor<float>.Full([2, 784], float.NaN));
        Refused(Run("predict", At("run"), At("nan.npy")), "nan.npy: item 0, number 0 is NaN");
        Refused(Run("predict", At("run"), At("none.npy")), "none.npy: there is no such file");
        Refused(Run("predict", At("nowhere"), At("nan.npy")), "nowhere: there is no such file");
        Refused(Run("predict", At("data"), At("nan.npy")), "model.safetensors: there is no such file");

        void RefusedInput(string name, string content, string complaint)
        {
            File.WriteAllText(At(name), content);
            Refused(Run("predict", At("run"), At(name)), complaint);
        }
    }

    [Fact]
    public void ACheckpointThatIsDamagedEndsWithOneLine()
    {
        Assert.Equal(0, Train("--out", At("run")).Code);
        var (whole, path) = (File.ReadAllBytes(At("run/model.safetensors")), At("damaged.safetensors"));
        var header = BitConverter.ToInt32(whole, 0);
        byte[][] damaged = [[], whole[..5], whole[..100], whole[..^1], [.. whole, 0], [.. BitConverter.GetBytes(long.MaxValue), .. whole[8..]], [.. whole[..9], (byte)'}', .. whole[10..]],
            .. Enumerable.Range(1, 20).Select(i => whole.Select((b, at) => at == 8 + i * (header / 21) ? (byte)(b ^ 0x15) : b).ToArray())];
        foreach (var bytes in damaged)
        {
            File.WriteAllBytes(path, bytes);
            var run = Run("predict", path, At("data/t10k-images-idx3-ubyte"));
            // A bit may be turned where it changes no meaning: in a blank, or in the text of a convention.
            if (run.Code != 0) Refused(run, path);
        }
        Assert.All(damaged.Take(7), bytes =>
        {
            File.WriteAllBytes(path, bytes);
            Refused(Run("predict", path, At("data/t10k-images-idx3-ubyte")), path);
        });
    }
}
