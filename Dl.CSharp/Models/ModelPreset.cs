using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <summary>A network by name, for command lines and tables.</summary>
/// <param name="Name">Its name, in lower case.</param>
/// <param name="Line">What it is, in one line.</param>
/// <param name="Example">The shape of the examples that it was made for.</param>
/// <param name="Classes">How many classes they have; the number of outputs for a network that is no classifier.</param>
/// <param name="Net">The network for a number of classes.</param>
public sealed record ModelPreset(string Name, string Line, Shape Example, int Classes, Func<int, ILayer> Net)
{
    static readonly Shape Digit = [28, 28, 1], Photo = [224, 224, 3];

    /// <summary>How it is trained when nothing else is asked for.</summary>
    public Recipe Recipe { get; init; } = new();

    /// <summary>The share of the test set that the recipe was measured to get right, see <c>bench/accuracy</c>; empty where it was not.</summary>
    public string Measured { get; init; } = "";

    /// <summary>Whether it gives a row of logits, and <c>dl train</c> can train it.</summary>
    public bool IsClassifier { get; init; } = true;

    /// <summary>How many numbers it learns on examples of its own shape; counted, not drawn.</summary>
    public long Parameters => Functional.Net.Count(Net(Classes), Example);

    /// <summary>All networks: perceptrons, small images, the sizes of the papers, and those that are no classifiers.</summary>
    public static Many<ModelPreset> All { get; } =
    [
        Small("mlp", "two hidden layers, 256 and 128, with batch norm", classes => Dense(new Dense(256), new BatchNorm(), Activation.Relu, new Dense(128), new BatchNorm(), Activation.Relu, new Dense(classes)), new(), "97.9 % of MNIST (seed 1)"),
        Small("mlp-plain", "two hidden layers, 256 and 128", classes => Mlp.Of([256, 128], classes), new(), "98.2 % of MNIST (seed 1)"),
        Small("mlp-residual", "a residual block of 128 units", classes => Dense(
            new Dense(128, Activation.Relu), Functional.Net.Residual(Functional.Net.Seq(new Dense(128, Activation.Relu), new Dense(128))), new BatchNorm(), Activation.Relu, new Dense(classes)), new(), "98.1 % of MNIST (seed 1)"),
        Small("linear", "logistic regression; linear regression where values are learnt", classes => Mlp.Of([], classes), new(), "92.68 % of MNIST (92.60 to 92.77 over seeds 1 to 3)"),
        Small("mlp-dropout", "two hidden layers of 512 with dropout 0.3 (Srivastava et al. 2014)", classes => Mlp.Of([512, 512], classes, 0.3), new(Rate: 1e-3, FinalRate: 0.01, Epochs: 30, Batch: 128) { Fall = Fall.Cosine, Decay = 0.2, Smoothing = 0.1 },
            "98.59 % of MNIST (98.56 to 98.63 over seeds 1 to 3)"),
        Small("lenet5", "two convolutions, three dense layers (LeCun et al. 1998)", classes => LeNet5.Of(classes), new(Rate: 2e-3, FinalRate: 0.01, Epochs: 15) { Fall = Fall.Cosine, Decay = 0.1 },
            "99.22 % of MNIST (99.15 to 99.35 over seeds 1 to 3)"),
        Small("cnn-small", "ten layers in three residual stages, each halved by pooling, with batch norm; after Page (2018)", classes => ResNet.Pooled(classes), new(Rate: 3e-3, FinalRate: 0.01, Epochs: 20, Batch: 128)
        {
            Fall = Fall.Cosine, WarmUp = 2, Decay = 0.05, Augment = Augment.Of(new RandomRotation(10), new RandomScale(0.9, 1.1), new RandomShift(0.08)),
        }, "99.63 % of MNIST (99.62 to 99.64 over seeds 1 to 3); 93.72 % of Fashion-MNIST with hflip, crop(28, 28, 2) instead (93.58 to 93.90)"),
        Small("vgg-small", "two blocks of 3 x 3 convolutions with batch norm, after VGG (Simonyan and Zisserman 2015)", classes => Vgg.Small(classes), new(Rate: 2e-3, FinalRate: 0.01, Epochs: 20, Batch: 128)),
        Small("all-conv", "convolutions alone, width 32 (Springenberg et al. 2015)", classes => AllConvolutional.Of(classes, 32, 0.2), new(Rate: 1e-3, FinalRate: 0.01, Epochs: 20)),
        Small("inception-small", "three blocks of windows of several sizes, after Inception (Szegedy et al. 2015)", classes => Inception.Small(classes), new(Rate: 2e-3, FinalRate: 0.01, Epochs: 20)),
        Small("densenet-small", "three dense blocks of four layers, growth 12 (Huang et al. 2017)", classes => DenseNet.Small(classes), new(Rate: 2e-3, FinalRate: 0.01, Epochs: 15)),
        Residual(20), Residual(56), Residual(110), Plain(20), Plain(56), Plain(110),
        Small("resnet1004", "a thousand residual layers, width 4 (He et al. 2016, identity mappings)", classes => ResNet.PreActivation(1004, classes, 4), new(Rate: 1e-3, Epochs: 5)),
        Small("vit-small", "a vision transformer: patches of 4, four blocks of 64 features (Dosovitskiy et al. 2021)", classes => VisionTransformer.Of(classes, 4, 64, 4, 4, 0.1), new("adamw", 1e-3, 0.01, 30, 128)),
        Small("lstm", "reads an image row by row into 128 memories (Hochreiter and Schmidhuber 1997)", classes => LstmClassifier.Of(classes), new(Rate: 2e-3, Epochs: 15)),
        new("alexnet", "five convolutions, three dense layers (Krizhevsky et al. 2012)", [227, 227, 3], 1000, classes => AlexNet.Of(classes)),
        new("alexnet-groups", "the same in two groups, as the paper has it", [227, 227, 3], 1000, classes => AlexNet.Of(classes, 2)),
        new("vgg16", "16 layers (Simonyan and Zisserman 2015)", Photo, 1000, classes => Vgg.Of(16, classes)),
        new("vgg19", "19 layers", Photo, 1000, classes => Vgg.Of(19, classes)),
        new("inception-v1", "nine blocks of windows of several sizes (Szegedy et al. 2015)", Photo, 1000, classes => Inception.V1(classes)),
        new("resnet18", "residual, 18 layers (He et al. 2016)", Photo, 1000, classes => ResNet.Of(18, classes)),
        new("resnet34", "residual, 34 layers", Photo, 1000, classes => ResNet.Of(34, classes)),
        new("resnet50", "residual with bottlenecks, 50 layers", Photo, 1000, classes => ResNet.Of(50, classes)),
        new("resnet152", "residual with bottlenecks, 152 layers", Photo, 1000, classes => ResNet.Of(152, classes)),
        new("densenet121", "densely connected, 121 layers (Huang et al. 2017)", Photo, 1000, classes => DenseNet.Of(121, classes)),
        new("vit-tiny", "ViT-Ti/16: 12 blocks of 192 features (Touvron et al. 2021)", Photo, 1000, classes => VisionTransformer.Tiny(classes)),
        Other("unet", "an output for every pixel (Ronneberger et al. 2015); in code: UNet.Of", [256, 256, 1], 2, outputs => UNet.Of(outputs)),
        Other("autoencoder", "through 256 units and back; in code: Autoencoder.Dense", Digit, 1, _ => Autoencoder.Dense(Digit)),
        Other("autoencoder-conv", "through 7 x 7 x 4 and back by transposed convolutions; in code: Autoencoder.Convolutional", Digit, 1, channels => Autoencoder.Convolutional(channels)),
        Other("mixture", "three normal densities for one number (Bishop 1994); in code: MixtureNetwork.Of", [1], 1, numbers => MixtureNetwork.Of(new(3), numbers, [20])),
    ];

    /// <summary>The presets whose name fits a pattern, see <see cref="Pattern"/>.</summary>
    public static Many<ModelPreset> Like(string? pattern) => Pattern.Chosen(All, preset => preset.Name, pattern);

    /// <summary>The architecture for other examples and another number of classes.</summary>
    public Architecture Of(Shape example, int classes) => new(example, Net(classes) is Seq seq ? seq.Layers : [Net(classes)]);

    static Seq Dense(params ILayer[] layers) => new([new Flatten(), .. layers]);

    static ModelPreset Small(string name, string line, Func<int, ILayer> net, Recipe recipe, string measured = "") => new(name, line, Digit, 10, net) { Recipe = recipe, Measured = measured };

    static ModelPreset Other(string name, string line, Shape example, int outputs, Func<int, ILayer> net) => new(name, line, example, outputs, net) { IsClassifier = false };

    static ModelPreset Residual(int depth) => Small($"resnet{depth}", $"residual, {depth} layers for small images (He et al. 2016)", classes => ResNet.Small(depth, classes, zero: true), Deep);

    static ModelPreset Plain(int depth) => Small($"plain{depth}", $"the same {depth} layers without ways around", classes => ResNet.Small(depth, classes, ways: false), Deep);

    static Recipe Deep => new(Rate: 2e-3, FinalRate: 0.01, Epochs: 12, Batch: 128);
}
