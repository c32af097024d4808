using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <summary>A network by name, for command lines and tables.</summary>
/// <param name="Name">Its name, in lower case.</param>
/// <param name="Line">What it is, in one line.</param>
/// <param name="Example">The shape of the examples that it was made for.</param>
/// <param name="Classes">How many classes they have; for another aim its <see cref="Aim.Size"/>.</param>
/// <param name="Net">The network for examples of a shape and a number of classes; images that are too small for it get a margin of zeros.</param>
public sealed record ModelPreset(string Name, string Line, Shape Example, int Classes, Func<Shape, int, ILayer> Net)
{
    static readonly Shape Digit = [28, 28, 1], Photo = [224, 224, 3];

    /// <summary>How it is trained when nothing else is asked for.</summary>
    public Recipe Recipe { get; init; } = new();

    /// <summary>What it is to learn.</summary>
    public Aim Aim { get; init; } = new Aim.Targets();

    /// <summary>How good the recipe was measured to be on a test set, see <c>bench/accuracy</c>; empty where it was not.</summary>
    public string Measured { get; init; } = "";

    /// <summary>Whether it gives a row of logits.</summary>
    public bool IsClassifier => Aim is Aim.Targets;

    /// <summary>How many numbers it learns on examples of its own shape; counted, not drawn.</summary>
    public long Parameters => Functional.Net.Count(Net(Example, Classes), Example);

    /// <summary>All networks: perceptrons, small images, the sizes of the papers, and those that learn something else than a class.</summary>
    public static Many<ModelPreset> All { get; } =
    [
        Small("mlp", "two hidden layers, 256 and 128, with batch norm", classes => Dense(new Dense(256), new BatchNorm(), Activation.Relu, new Dense(128), new BatchNorm(), Activation.Relu, new Dense(classes)), new(), "99.32 % of the glyphs, 97.9 % of MNIST (seed 1)"),
        Small("mlp-plain", "two hidden layers, 256 and 128", classes => Mlp.Of([256, 128], classes), new(), "99.14 % of the glyphs, 98.2 % of MNIST (seed 1)"),
        Small("mlp-residual", "a residual block of 128 units", classes => Dense(
            new Dense(128, Activation.Relu), Functional.Net.Residual(Functional.Net.Seq(new Dense(128, Activation.Relu), new Dense(128))), new BatchNorm(), Activation.Relu, new Dense(classes)), new(), "99.32 % of the glyphs, 98.1 % of MNIST (seed 1)"),
        Small("linear", "logistic regression; linear regression where values are learnt", classes => Mlp.Of([], classes), new(), "92.84 % of the glyphs; 92.68 % of MNIST (92.60 to 92.77 over seeds 1 to 3)"),
        Small("mlp-dropout", "two hidden layers of 512 with dropout 0.3 (Srivastava et al. 2014)", classes => Mlp.Of([512, 512], classes, 0.3), Falling(1e-3, 30) with { Fall = Fall.Cosine, Decay = 0.2, Smoothing = 0.1 },
            "99.52 % of the glyphs; 98.59 % of MNIST (98.56 to 98.63 over seeds 1 to 3)"),
        Small("lenet5", "two convolutions, three dense layers (LeCun et al. 1998)", classes => LeNet5.Of(classes), Falling(2e-3, 15, 64) with { Fall = Fall.Cosine, Decay = 0.1 },
            "99.88 % of the glyphs; 99.23 % of MNIST (99.18 to 99.28 over seeds 1 to 3)"),
        Small("cnn-small", "ten layers in three residual stages, each halved by pooling, with batch norm; after Page (2018)", classes => ResNet.Pooled(classes), Falling(3e-3, 20) with
        {
            Fall = Fall.Cosine, WarmUp = 2, Decay = 0.05, Augment = Augment.Of(new RandomRotation(10), new RandomScale(0.9, 1.1), new RandomShift(0.08)),
        }, "99.92 % of the glyphs (seed 1); 99.63 % of MNIST (99.62 to 99.64 over seeds 1 to 3); 93.72 % of Fashion-MNIST with hflip, crop(28, 28, 2) instead (93.58 to 93.90)"),
        Small("vgg-small", "two blocks of 3 x 3 convolutions with batch norm, after VGG (Simonyan and Zisserman 2015)", classes => Vgg.Small(classes), Falling(2e-3, 6), "99.84 % of the glyphs (seed 1)"),
        Small("all-conv", "convolutions alone, width 32 (Springenberg et al. 2015)", classes => AllConvolutional.Of(classes, 32, 0.2), Falling(1e-3, 8, 64), "99.86 % of the glyphs (seed 1)"),
        Small("inception-small", "three blocks of windows of several sizes, after Inception (Szegedy et al. 2015)", classes => Inception.Small(classes), Falling(2e-3, 10, 64), "99.90 % of the glyphs, 99.22 % of MNIST (seed 1)"),
        Small("densenet-small", "three dense blocks of four layers, growth 12 (Huang et al. 2017)", classes => DenseNet.Small(classes), Falling(2e-3, 6, 64), "99.96 % of the glyphs (seed 1)"),
        Residual(20, 6, "99.92 % of the glyphs (seed 1)"), Residual(56, 4, "99.94 % of the glyphs (seed 1)"), Residual(110, 2, "99.80 % of the glyphs (seed 1)"), Plain(20, 6, "99.86 % of the glyphs (seed 1)"), Plain(56, 4, "98.64 % of the glyphs (seed 1)"), Plain(110, 2, "13.64 % of the glyphs (seed 1): what ways around are for"),
        Small("resnet1004", "a thousand residual layers, width 4 (He et al. 2016, identity mappings)", classes => ResNet.PreActivation(1004, classes, 4), Falling(1e-3, 2, 64), "99.52 % of the glyphs (seed 1)"),
        Small("vit-small", "a vision transformer: patches of 4, four blocks of 64 features (Dosovitskiy et al. 2021)", classes => VisionTransformer.Of(classes, 4, 64, 4, 4, 0.1), new("adamw", 1e-3, 0.01, 12, 128), "97.72 % of the glyphs (seed 1)"),
        Small("lstm", "reads an image row by row into 128 memories (Hochreiter and Schmidhuber 1997)", classes => LstmClassifier.Of(classes), new(Rate: 2e-3, Epochs: 15), "99.82 % of the glyphs, 99.03 % of MNIST (seed 1)"),
        Large("alexnet", "five convolutions, three dense layers (Krizhevsky et al. 2012)", [227, 227, 3], classes => AlexNet.Of(classes), Falling(5e-4, 8), "99.62 % of the glyphs (seed 1)", least: 67),
        Large("alexnet-groups", "the same in two groups, as the paper has it", [227, 227, 3], classes => AlexNet.Of(classes, 2), Falling(5e-4, 8), "99.66 % of the glyphs (seed 1)", least: 67),
        Large("vgg16", "16 layers (Simonyan and Zisserman 2015)", Photo, classes => Vgg.Of(16, classes), Falling(3e-4, 4), "99.84 % of the glyphs (seed 1)", least: 32),
        Large("vgg19", "19 layers", Photo, classes => Vgg.Of(19, classes), Falling(3e-4, 4), "99.82 % of the glyphs (seed 1)", least: 32),
        Large("inception-v1", "nine blocks of windows of several sizes (Szegedy et al. 2015)", Photo, classes => Inception.V1(classes), Falling(5e-4, 8), "99.88 % of the glyphs (seed 1)"),
        Large("resnet18", "residual, 18 layers (He et al. 2016)", Photo, classes => ResNet.Of(18, classes), Falling(1e-3, 5), "99.86 % of the glyphs (seed 1)"),
        Large("resnet34", "residual, 34 layers", Photo, classes => ResNet.Of(34, classes), Falling(1e-3, 4), "99.70 % of the glyphs (seed 1)"),
        Large("resnet50", "residual with bottlenecks, 50 layers", Photo, classes => ResNet.Of(50, classes), Falling(1e-3, 4), "98.84 % of the glyphs (seed 1)"),
        Large("resnet152", "residual with bottlenecks, 152 layers", Photo, classes => ResNet.Of(152, classes), Falling(1e-3, 4), "95.40 % of the glyphs (seed 1)"),
        Large("densenet121", "densely connected, 121 layers (Huang et al. 2017)", Photo, classes => DenseNet.Of(121, classes), Falling(1e-3, 4), "99.82 % of the glyphs (seed 1)", least: 32),
        Large("vit-tiny", "ViT-Ti/16: 12 blocks of 192 features (Touvron et al. 2021)", Photo, classes => VisionTransformer.Tiny(classes), new("adamw", 5e-4, 0.01, 15, 128) { WarmUp = 1 }, "99.28 % of the glyphs (seed 1)", least: 16, part: 16),
        new("unet", "a class for every pixel (Ronneberger et al. 2015)", [256, 256, 1], 2, (example, classes) => UNet.Of(example, classes)) { Aim = new Aim.Segmentation(), Recipe = Falling(5e-4, 2, 64), Measured = "98.67 % of the pixels of the glyphs, intersection over union 0.871 (seed 1)" },
        new("unet-small", "a class for every pixel, width 16, two levels", Digit, 11, (example, classes) => UNet.Of(example, classes, 16, 2)) { Aim = new Aim.Segmentation(), Recipe = Falling(2e-3, 5, 64), Measured = "99.61 % of the pixels of the glyphs, intersection over union 0.965; of MNIST 99.69 %, 0.970 (seed 1)" },
        new("autoencoder", "through 64 units and back (Hinton and Salakhutdinov 2006)", Digit, 1, (example, _) => Autoencoder.Dense(example, 64)) { Aim = new Aim.Reconstruction(), Recipe = Falling(1e-3, 20), Measured = "root mean squared error 0.122 on the glyphs, 0.098 on MNIST (seed 1)" },
        new("autoencoder-conv", "through 7 x 7 x 4 and back by transposed convolutions (Masci et al. 2011)", Digit, 1, (_, channels) => Autoencoder.Convolutional(channels)) { Aim = new Aim.Reconstruction(), Recipe = Falling(2e-3, 10, 64), Measured = "root mean squared error 0.070 on the glyphs, 0.038 on MNIST (seed 1)" },
        new("mixture", "three normal densities for each number (Bishop 1994)", [1], 1, (_, numbers) => MixtureNetwork.Of(Three, numbers, [20])) { Aim = new Aim.Density(Three), Recipe = Falling(0.02, 100, 100), Measured = "minus log likelihood -0.965 on the inverse problem (seed 1)" },
    ];

    /// <summary>The presets whose name fits a pattern, see <see cref="Pattern"/>.</summary>
    public static Many<ModelPreset> Like(string? pattern) => Pattern.Chosen(All, preset => preset.Name, pattern);

    /// <summary>The architecture for other examples and another number of classes.</summary>
    public Architecture Of(Shape example, int classes) => new(example, Net(example, classes) is var net && net is Seq seq ? seq.Layers : [net]);

    static Seq Dense(params ILayer[] layers) => new([new Flatten(), .. layers]);

    static ModelPreset Small(string name, string line, Func<int, ILayer> net, Recipe recipe, string measured) => new(name, line, Digit, 10, (_, classes) => net(classes)) { Recipe = recipe, Measured = measured };

    // Images that are too small for a network, or that its patches do not tile, get a margin of zeros.
    static ModelPreset Large(string name, string line, Shape example, Func<int, ILayer> net, Recipe recipe, string measured, int least = 1, int part = 1) => new(name, line, example, 1000, (image, classes) =>
        image.Rank == 3 && Padding.UpTo(new(image[0], image[1]), least, part) is var margin && margin != Padding.None ? Functional.Net.Seq(new Pad2d(margin), net(classes)) : net(classes))
        { Recipe = recipe, Measured = measured };

    static MixtureDensity Three => new(3);

    static ModelPreset Residual(int depth, int epochs, string measured) => Small($"resnet{depth}", $"residual, {depth} layers for small images (He et al. 2016)", classes => ResNet.Small(depth, classes, zero: true), Falling(2e-3, epochs), measured);

    static ModelPreset Plain(int depth, int epochs, string measured) => Small($"plain{depth}", $"the same {depth} layers without ways around", classes => ResNet.Small(depth, classes, ways: false), Falling(2e-3, epochs), measured);

    static Recipe Falling(double rate, int epochs, int batch = 128) => new(Rate: rate, FinalRate: 0.01, Epochs: epochs, Batch: batch);
}
