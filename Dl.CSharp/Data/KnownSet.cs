using Dl.Core;

namespace Dl.CSharp;

/// <summary>A file whose content is known before it is fetched.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Bytes">How many bytes it has.</param>
/// <param name="Sha256">The digest of its content, in hexadecimal.</param>
public sealed record KnownFile(string Name, long Bytes, string Sha256);

/// <summary>A public data set that can be fetched: where it lies, and what is to come of it.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="From">The address of the folder of its files.</param>
/// <param name="Licence">Under what its makers give it.</param>
/// <param name="Classes">The names of its classes.</param>
/// <param name="Files">Its files.</param>
public sealed record KnownSet(string Name, Uri From, string Licence, Many<string> Classes, Many<KnownFile> Files)
{
    /// <summary>Handwritten digits: 60,000 to train and 10,000 to test, 28 x 28 (LeCun, Cortes and Burges). The address is the mirror that PyTorch keeps.</summary>
    public static KnownSet Mnist { get; } = new(
        "mnist", new("https://ossci-datasets.s3.amazonaws.com/mnist/"), "CC BY-SA 3.0, Y. LeCun and C. Cortes", Idx.Digits,
        [
            new("train-images-idx3-ubyte.gz", 9912422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
            new("train-labels-idx1-ubyte.gz", 28881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
            new("t10k-images-idx3-ubyte.gz", 1648877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
            new("t10k-labels-idx1-ubyte.gz", 4542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
        ]);

    /// <summary>Pieces of clothing in the form of <see cref="Mnist"/> (Xiao, Rasul and Vollgraf). The address is that of its makers' README.</summary>
    public static KnownSet FashionMnist { get; } = new(
        "fashion-mnist", new("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"), "MIT, Zalando SE", Idx.Fashion,
        [
            new("train-images-idx3-ubyte.gz", 26421880, "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
            new("train-labels-idx1-ubyte.gz", 29515, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
            new("t10k-images-idx3-ubyte.gz", 4422102, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
            new("t10k-labels-idx1-ubyte.gz", 5148, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
        ]);

    /// <summary>All that are known.</summary>
    public static Many<KnownSet> All { get; } = [Mnist, FashionMnist];
}
