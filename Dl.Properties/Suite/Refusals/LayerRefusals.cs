using System.Diagnostics.CodeAnalysis;
using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Refusals;

/// <summary>What every layer must refuse, with the whole message: what came, where, and what would be right. A new one without a row fails.</summary>
public class LayerRefusals
{
    static readonly (ILayer Layer, Shape Example, string Message)[] Layers =
    [
        (new AdaptiveAveragePool1d(2), [8, 3, 1], "adaptive average pool1d takes lists (length, features), not [8, 3, 1]; images go to the 2d layer"),
        (new AdaptiveAveragePool1d(2), [0, 3], "adaptive average pool1d: [0, 3] cannot be pooled to 2; both are at least 1 long"),
        (new AdaptiveAveragePool1d(0), [8, 3], "adaptive average pool1d: [8, 3] cannot be pooled to 0; both are at least 1 long"),
        (new AdaptiveAveragePool2d(2), [8, 3], "adaptive average pool2d takes images (height, width, channels), not [8, 3]; a list (length, features) goes to the 1d layer, a grey image has the shape (height, width, 1)"),
        (new AdaptiveAveragePool2d((2, 0)), [8, 8, 3], "adaptive average pool2d: [8, 8, 3] cannot be pooled to (2, 0); both are at least 1 high and wide"),
        (new AdaptiveMaxPool1d(2), [0, 3], "adaptive max pool1d: [0, 3] cannot be pooled to 2; both are at least 1 long"),
        (new AdaptiveMaxPool1d(-1), [8, 3], "adaptive max pool1d: [8, 3] cannot be pooled to -1; both are at least 1 long"),
        (new AdaptiveMaxPool2d(2), [8], "adaptive max pool2d takes images (height, width, channels), not [8]"),
        (new AdaptiveMaxPool2d((0, 1)), [2, 3, 1], "adaptive max pool2d: [2, 3, 1] cannot be pooled to (0, 1); both are at least 1 high and wide"),
        (new AveragePool1d(3), [2, 3], "average pool1d: the window reaches over 3 (wide), but the image is 2 wide; give a smaller window, more padding or a larger image"),
        (new AveragePool1d(3), [8, 8, 3], "average pool1d takes lists (length, features), not [8, 8, 3]; images go to the 2d layer"),
        (new AveragePool1d(0), [8, 3], "average pool1d: a window is at least 1 high and wide, not (1, 0)"),
        (new AveragePool1d(2, padding: Padding.Of(1, 0)), [8, 3], "average pool1d: a list has two ends and nothing above or below it; give 0, not (1, 1, 0, 0)"),
        (new AveragePool2d(2, stride: 0), [8, 8, 3], "average pool2d: a stride is at least 1, not 0"),
        (new AveragePool2d(2), [8, 8], "average pool2d takes images (height, width, channels), not [8, 8]; a list (length, features) goes to the 1d layer, a grey image has the shape (height, width, 1)"),
        (new AveragePool2d(2, padding: -1), [8, 8, 3], "average pool2d: padding is not negative, but is -1"),
        (new BatchNorm(), [], "batch norm: examples have features on their last axis, but these are single numbers; give the shape [1]"),
        (new BatchNorm(), [0, 3], "batch norm: there is nothing in examples [0, 3]; all axes are at least 1"),
        (new BatchNorm(StatisticsRate: 1.5), [3], "batch norm: the statistics rate, the weight of the new batch, lies in [0, 1], but is 1.5"),
        (new BatchNorm { ScaleStart = double.NaN }, [3], "batch norm: the start of the scale is a finite number, but is NaN"),
        (new BatchNorm(Epsilon: -1), [3], "batch norm: epsilon is finite and at least 0, but is -1"),
        (new BatchNorm(Epsilon: double.NaN), [3], "batch norm: epsilon is finite and at least 0, but is NaN"),
        (new Bidirectional(new Lstm(2)), [6], "0:lstm: lstm: examples are (time, features), not [6]; for token ids put an embedding before it"),
        (new Bidirectional(new Rnn(0)), [4, 6], "0:rnn: rnn: there is at least one unit, not 0"),
        (new Branch(Merge.Sum, []), [3], "branch: there is at least one way, not 0"),
        (Net.Branch(Merge.Sum, new Dense(2), new Dense(3)), [4], "branch: way '0:dense' maps [4] to [2] but way '1:dense' to [3], so they cannot be put together number by number; give all ways the same output"),
        (Net.Branch(Merge.Concat, new Dense(2), new Flatten()), [4, 3], "branch: way '0:dense' maps [4, 3] to [4, 2] but way '1:flatten' to [12], so they cannot be put one after the other; all axes but the last must be equal"),
        (new ClassToken(), [8, 8, 3], "class token: examples are (time, features), not [8, 8, 3]"),
        (new ClassToken(), [0, 4], "class token: there is nothing in examples [0, 4]; all axes are at least 1"),
        (new ClassToken(-1), [8, 4], "class token: the deviation is finite and at least 0, but is -1"),
        (new Conv1d(4, 3), [28, 28, 1], "conv1d takes lists (length, features), not [28, 28, 1]; images go to the 2d layer"),
        (new Conv1d(4, 3), [8, 0], "conv1d: there is at least one channel, the last axis of examples, not 0"),
        (new Conv1d(1, 3, padding: Padding.Of(2, 1)), [8, 3], "conv1d: a list has two ends and nothing above or below it; give (0, 0, 1, 1), not (2, 2, 1, 1)"),
        (new Conv2d(4, 3), [28, 28], "conv2d takes images (height, width, channels), not [28, 28]; a list (length, features) goes to the 1d layer, a grey image has the shape (height, width, 1)"),
        (new Conv2d(4, 3), [8, 8, 0], "conv2d: there is at least one channel, the last axis of examples, not 0"),
        (new Conv2d(4, 5, dilation: 2), [8, 20, 1], "conv2d: the window reaches over 9 (high), but the image is 8 high; give a smaller window, more padding or a larger image"),
        (new Conv2d(4, (1, 9), padding: 1), [8, 6, 1], "conv2d: the window reaches over 9 (wide), but the image is 6 wide and 8 with padding; give a smaller window, more padding or a larger image"),
        (new Conv2d(4, 3, groups: 3), [8, 8, 3], "conv2d: 3 channels and 4 filters cannot be cut into 3 groups; give multiples of 3"),
        (new Conv2d(0, 3), [8, 8, 3], "conv2d: there is at least one filter, not 0"),
        (new Conv2d(1, 3, groups: 0), [8, 8, 3], "conv2d: there is at least one group, not 0"),
        (new Conv2d(1, 0), [8, 8, 3], "conv2d: a window is at least 1 high and wide, not 0"),
        (new Conv2d(1, 3, stride: (1, 0)), [8, 8, 3], "conv2d: a stride is at least 1, not (1, 0)"),
        (new Conv2d(1, 3, dilation: 0), [8, 8, 3], "conv2d: a dilation is at least 1 (1 is none), not 0"),
        (new Conv2d(1, 3, padding: Padding.Of(0, -1)), [8, 8, 3], "conv2d: padding is not negative, but is (0, 0, -1, -1)"),
        (new Conv2d(1, 3, padding: Padding.Same with { Top = 1 }), [8, 8, 3], "conv2d: padding is either same or four numbers, not both"),
        (new Conv2d(1, 3, then: new Softmax(-4)), [8, 8, 3], "softmax: axis -4 is not one of examples [6, 6, 1]; it counts from the end, -1 to -3"),
        (new Conv2d(1, 3, weight: new Normal(-1)), [8, 8, 3], "normal: the deviation is finite and at least 0, but is -1"),
        (new ConvTranspose1d(1, 1, padding: 2), [3, 3], "conv transpose1d: the width of the output would be -1; give less padding or a larger window"),
        (new ConvTranspose1d(1, 1), [3], "conv transpose1d takes lists (length, features), not [3]"),
        (new ConvTranspose2d(1, 3, 2, outputPadding: 2), [8, 8, 3], "conv transpose2d: output padding tells inputs apart that a stride of 2 takes to one output, and lies in 0 to 1, but is 2 (height)"),
        (new ConvTranspose2d(1, 3, 2, Padding.Same, 1), [8, 8, 3], "conv transpose2d: with padding same the output is the input times the stride; leave output padding out or give four numbers of padding"),
        (new ConvTranspose2d(3, 3, groups: 2), [8, 8, 4], "conv transpose2d: 4 channels and 3 filters cannot be cut into 2 groups; give multiples of 2"),
        (new Dense(0), [3], "dense: there is at least one unit, not 0"),
        (new Dense(3), [], "dense: examples have features on their last axis, but these are single numbers; give the shape [1]"),
        (new Dense(3), [4, 0], "dense: there is nothing in examples [4, 0]; all axes are at least 1"),
        (new Dense(3, new LeakyRelu(double.NaN)), [4], "leaky relu: the slope is a finite number, but is NaN"),
        (new Dense(3, Activation.None, new Uniform(1, -1)), [4], "uniform: numbers lie between a lower and a higher one, both finite, not between 1 and -1"),
        (Net.DenseBlock(new Dense(2)), [], "dense block: examples have channels on their last axis, but these are single numbers; give the shape [1]"),
        (Net.DenseBlock(new Flatten()), [4, 3], "dense block: layer '0:flatten' maps [4, 3] to [12], which cannot be put behind its input; all axes but the last must be equal"),
        (new DropConnect(new Dense(3), 1), [4], "drop connect: the rate is the probability to drop and lies in [0, 1), but is 1"),
        (new DropConnect(new Dense(3)), [], "drop connect: examples have features on their last axis, but these are single numbers; give the shape [1]"),
        (new Dropout(1), [3], "dropout: the rate is the probability to drop and lies in [0, 1), but is 1"),
        (new Dropout(-0.5), [3], "dropout: the rate is the probability to drop and lies in [0, 1), but is -0.5"),
        (new Dropout(double.NaN), [3], "dropout: the rate is the probability to drop and lies in [0, 1), but is NaN"),
        (new Elu(double.PositiveInfinity), [3], "elu: alpha is a finite number, but is Infinity"),
        (new Embedding(0, 3), [4], "embedding has 1 to 16777216 ids of at least one feature each, not 0 of 3"),
        (new Embedding(3, 0), [4], "embedding has 1 to 16777216 ids of at least one feature each, not 3 of 0"),
        (new Embedding(2, 3, Padding: 2), [4], "embedding: the padding is one of the ids 0 to 1, not 2"),
        (new Embedding(2, 3, Deviation: -1), [4], "embedding: the deviation is finite and at least 0, but is -1"),
        (new GaussianDropout(1), [3], "gaussian dropout: the rate is the probability to drop and lies in [0, 1), but is 1"),
        (new GlobalAveragePool1d(), [0, 3], "global average pool1d: there is nothing to average in [0, 3]; lists are at least 1 long"),
        (new GlobalAveragePool1d(), [8, 8, 3], "global average pool1d takes lists (length, features), not [8, 8, 3]; images go to the 2d layer"),
        (new GlobalAveragePool2d(), [0, 3, 1], "global average pool2d: there is nothing to average in [0, 3, 1]; images are at least 1 high and wide"),
        (new GlobalAveragePool2d(), [8, 8], "global average pool2d takes images (height, width, channels), not [8, 8]; a list (length, features) goes to the 1d layer, a grey image has the shape (height, width, 1)"),
        (new GlobalMaxPool1d(), [0, 3], "global max pool1d: there is nothing to compare in [0, 3]; lists are at least 1 long"),
        (new GlobalMaxPool2d(), [8, 0, 1], "global max pool2d: there is nothing to compare in [8, 0, 1]; images are at least 1 high and wide"),
        (new GroupNorm(2), [4, 3], "group norm: the 3 channels of examples [4, 3] do not fall into 2 equal groups; give a divisor"),
        (new GroupNorm(0), [4, 3], "group norm: the 3 channels of examples [4, 3] do not fall into 0 equal groups; give a divisor"),
        (new GroupNorm(3), [3], "group norm would take the mean of single numbers in examples [3] and make all of them zero; a group has at least two"),
        (new GroupNorm(1), [], "group norm: examples have channels on their last axis, but these are single numbers; give the shape [1]"),
        (new GroupNorm(1), [0, 3], "group norm: there is nothing in examples [0, 3]; all axes are at least 1"),
        (new GroupNorm(1, Epsilon: -1), [3], "group norm: epsilon is finite and at least 0, but is -1"),
        (new Gru(0), [4, 3], "gru: there is at least one unit, not 0"),
        (new Gru(2), [4], "gru: examples are (time, features), not [4]; for token ids put an embedding before it"),
        (new HardTanh(1, -1), [3], "hard tanh: the bounds rise, but are 1 and -1"),
        (new InstanceNorm(), [3], "instance norm takes examples with positions and channels, (..., positions, channels), not [3]"),
        (new InstanceNorm(), [1, 3], "instance norm would take the mean of single numbers in examples [1, 3] and make all of them zero; a group has at least two"),
        (new InstanceNorm(), [0, 3], "instance norm: there is nothing in examples [0, 3]; all axes are at least 1"),
        (new InstanceNorm(Epsilon: double.PositiveInfinity), [4, 3], "instance norm: epsilon is finite and at least 0, but is Infinity"),
        (new LayerNorm(), [], "layer norm: examples have features on their last axis, but these are single numbers; give the shape [1]"),
        (new LayerNorm(), [4, 1], "layer norm would take the mean of single numbers in examples [4, 1] and make all of them zero; a group has at least two"),
        (new LayerNorm(Axes: 3), [4, 3], "layer norm: the last 3 axes cannot be normalised where examples [4, 3] have 2; give a number from 1 to 2"),
        (new LayerNorm(Axes: 0), [4, 3], "layer norm: the last 0 axes cannot be normalised where examples [4, 3] have 2; give a number from 1 to 2"),
        (new LeakyRelu(double.NaN), [3], "leaky relu: the slope is a finite number, but is NaN"),
        (new LocallyConnected1d(2, 3), [8, 8, 1], "locally connected1d takes lists (length, features), not [8, 8, 1]; images go to the 2d layer"),
        (new LocallyConnected1d(2, 3), [2, 1], "locally connected1d: the window reaches over 3 (wide), but the image is 2 wide; give a smaller window, more padding or a larger image"),
        (new LocallyConnected1d(0, 3), [8, 1], "locally connected1d: there is at least one filter, not 0"),
        (new LocallyConnected2d(2, 3), [8, 2, 1], "locally connected2d: the window reaches over 3 (wide), but the image is 2 wide; give a smaller window, more padding or a larger image"),
        (new LocallyConnected2d(0, 3), [8, 8, 1], "locally connected2d: there is at least one filter, not 0"),
        (new LogSoftmax(-2), [3], "log softmax: axis -2 is not one of examples [3]; it counts from the end, -1"),
        (new LogSoftmax(), [], "log softmax: examples have features on their last axis, but these are single numbers; give the shape [1]"),
        (new Lstm(2), [6], "lstm: examples are (time, features), not [6]; for token ids put an embedding before it"),
        (new Lstm(2), [0, 3], "lstm: there is nothing in examples [0, 3]; all axes are at least 1"),
        (new Lstm(2) with { ForgetBias = double.NaN }, [4, 3], "lstm: the forget bias is a finite number, but is NaN"),
        (new MaxPool1d(3), [2, 3], "max pool1d: the window reaches over 3 (wide), but the image is 2 wide; give a smaller window, more padding or a larger image"),
        (new MaxPool1d(2, padding: 2), [8, 3], "max pool1d: with padding (0, 0, 2, 2) some window of (1, 2) lies in the padding alone; pad by at most half the window"),
        (new MaxPool2d(2, padding: 2), [8, 8, 3], "max pool2d: with padding 2 some window of 2 lies in the padding alone; pad by at most half the window"),
        (new MaxPool2d(2), [8, 8], "max pool2d takes images (height, width, channels), not [8, 8]; a list (length, features) goes to the 1d layer, a grey image has the shape (height, width, 1)"),
        (new Maxout(0), [3], "maxout: there is at least one unit, not 0"),
        (new Maxout(2, 0), [3], "maxout: there is at least one piece, not 0"),
        (new Maxout(2), [], "maxout: examples have features on their last axis, but these are single numbers; give the shape [1]"),
        (new MultiHeadAttention(4), [6], "attention: examples are (time, features), not [6]; for token ids put an embedding before it"),
        (new MultiHeadAttention(4), [2, 6], "attention: 4 heads do not divide the 6 features of [2, 6]; give a divisor"),
        (new MultiHeadAttention(0), [2, 6], "attention: 0 heads do not divide the 6 features of [2, 6]; give a divisor"),
        (new MultiHeadAttention(2, Glorot.Uniform, Dropout: 1), [2, 6], "attention: dropout is the probability to drop and lies in [0, 1), but is 1"),
        (new OneToken(), [6], "token: examples are (time, features), not [6]"),
        (new OneToken(4), [4, 6], "token: there is no token 4 in [4, 6]; its tokens are 0 to 3, or -4 to -1"),
        (new PRelu(Functional.Sharing.Channel), [], "prelu: examples have channels on their last axis, but these are single numbers; give the shape [1]"),
        (new PRelu(Start: double.NaN), [3], "prelu: the start is a finite number, but is NaN"),
        (new Pad2d(1, PaddingMode.Reflect), [4, 1, 3], "pad2d: reflect continues 1 places by at most 0, not by 1"),
        (new Pad2d(Padding.Of(-1, 0)), [4, 4, 3], "pad2d: no side is negative, but these are -1 and -1"),
        (new Pad2d(Padding.Same), [4, 4, 3], "pad2d: how much same is depends on a window; give numbers"),
        (new Crop2d(Padding.Of(-1, 0)), [4, 4, 3], "crop2d: no side of a border is negative, but this is (-1, -1, 0, 0)"),
        (new Crop2d(Padding.Same), [4, 4, 3], "crop2d: how much same is depends on a window; give numbers"),
        (new Crop2d(2), [4, 6, 3], "crop2d: a border of 2 leaves nothing of an image of 4 x 6"),
        (new Crop2d(1), [8, 3], "crop2d takes images (height, width, channels), not [8, 3]; a list (length, features) goes to the 1d layer, a grey image has the shape (height, width, 1)"),
        (new Pad2d(1), [8, 3], "pad2d takes images (height, width, channels), not [8, 3]; a list (length, features) goes to the 1d layer, a grey image has the shape (height, width, 1)"),
        (new PatchEmbedding(4, 3), [6], "patches: they are cut of images (height, width, channels), not of [6]"),
        (new PatchEmbedding(4, 3), [8, 6, 1], "patches: squares of 4 x 4 do not tile images of 8 x 6; give a divisor of both"),
        (new PatchEmbedding(0, 3), [8, 8, 1], "patches: squares of 0 x 0 do not tile images of 8 x 8; give a divisor of both"),
        (new PatchEmbedding(4, 0), [8, 8, 1], "patches: there is at least one unit, not 0"),
        (new PositionalEmbedding(), [6], "positions: examples are (time, features), not [6]"),
        (new PositionalEmbedding(double.NaN), [4, 6], "positions: the deviation is finite and at least 0, but is NaN"),
        (new Recompute(new Dense(0)), [3], "dense: there is at least one unit, not 0"),
        (new Recompute(Net.Seq(new Dense(2), new MaxPool1d(2))), [3], "1:max pool1d: max pool1d takes lists (length, features), not [2]"),
        (new Repeat(-1, new Dense(3)), [3], "repeat: a layer is repeated 0 times or more, not -1"),
        (new Repeat(2, new MaxPool1d(2)), [2, 3], "1:max pool1d: max pool1d: the window reaches over 2 (wide), but the image is 1 wide; give a smaller window, more padding or a larger image"),
        (new Flatten(2), [4, 6], "flatten: there is no axis 2 in examples [4, 6] to join with those behind it; they are 0 to 1"),
        (new Flatten(-1), [4, 6], "flatten: there is no axis -1 in examples [4, 6] to join with those behind it; they are 0 to 1"),
        (new Reshape([4, 4]), [3, 5], "reshape: examples [3, 5] have 15 numbers and cannot take the shape [4, 4] of 16"),
        (Net.Residual(new Dense(2)), [3], "residual: body 'dense' maps [3] to [2] but shortcut 'identity' to [3], so they cannot be added; give a shortcut from [3] to [2]"),
        (new Residual(new Dense(2), new Dense(4)), [3], "residual: body 'dense' maps [3] to [2] but shortcut 'dense' to [4], so they cannot be added; give a shortcut from [3] to [2]"),
        (Net.Residual(new Conv2d(2, 3)), [8, 8], "0:conv2d: conv2d takes images (height, width, channels), not [8, 8]; a list (length, features) goes to the 1d layer, a grey image has the shape (height, width, 1)"),
        (new RmsNorm(), [], "rms norm: examples have features on their last axis, but these are single numbers; give the shape [1]"),
        (new RmsNorm(Axes: 2), [3], "rms norm: the last 2 axes cannot be normalised where examples [3] have 1; give a number from 1 to 1"),
        (new RmsNorm(Epsilon: -1), [3], "rms norm: epsilon is finite and at least 0, but is -1"),
        (new Rnn(0), [4, 3], "rnn: there is at least one unit, not 0"),
        (new Rnn(2), [4, 3, 1], "rnn: examples are (time, features), not [4, 3, 1]; for token ids put an embedding before it"),
        (new Rnn(2, new Softmax(-3)), [4, 3], "softmax: axis -3 is not one of examples [2]; it counts from the end, -1"),
        (Net.Seq(new Dense(2), new Conv2d(2, 3)), [3], "1:conv2d: conv2d takes images (height, width, channels), not [2]"),
        (new SinusoidalPositions(), [6], "waves: examples are (time, features), not [6]"),
        (new SinusoidalPositions(0), [4, 6], "waves: the longest wave is finite and above 0, but is 0"),
        (new Softmax(0), [3], "softmax: axis 0 is not one of examples [3]; it counts from the end, -1"),
        (new Softmax(-2), [3], "softmax: axis -2 is not one of examples [3]; it counts from the end, -1"),
        (new Softmax(), [], "softmax: examples have features on their last axis, but these are single numbers; give the shape [1]"),
        (new Softmax(), [4, 0], "softmax: there is nothing in examples [4, 0]; all axes are at least 1"),
        (new Swish(double.NaN), [3], "swish: beta is a finite number, but is NaN"),
        (new Softplus(0), [3], "softplus: beta is finite and above 0, but is 0"),
        (new SpatialDropout(), [3], "spatial dropout drops whole channels of examples (..., positions, channels), not of [3]; for single features use dropout"),
        (new SpatialDropout(1), [4, 3], "spatial dropout: the rate is the probability to drop and lies in [0, 1), but is 1"),
        (new Standout(Activation.Relu, double.NaN), [3], "standout: alpha is a finite number, but is NaN"),
        (new Standout(Activation.Softmax), [], "softmax: examples have features on their last axis, but these are single numbers; give the shape [1]"),
        (new Step(double.NaN), [3], "step: the value at 0 is a finite number, but is NaN"),
    ];

    /// <summary>Layers that take numbers of any shape, and have no setting.</summary>
    static readonly ILayer[] TakeAll =
    [
        new Flatten(), new Gelu(), new GeluTanh(), new HardSigmoid(), new HardSwish(), new Identity(), new LogSigmoid(), new Mish(), new Relu(), new Relu6(), new Selu(), new Sigmoid(), new Silu(), new Softsign(), new Tanh(),
    ];

    /// <summary>Networks: the path leads to the layer that refuses.</summary>
    static readonly (ILayer Net, Shape Example, string Message)[] Networks =
    [
        (Net.Seq(new Flatten(), Net.Residual(Net.Seq(new Dense(4), Net.Branch(Merge.Sum, new Dense(4), new Dense(4, Activation.Relu), new Repeat(2, new GroupNorm(3)))))), [2, 2], "1:residual/0:seq/1:branch/2:repeat/0:group norm: group norm: the 4 channels of examples [4] do not fall into 3 equal groups; give a divisor"),
        (Net.Seq(new Embedding(9, 4), new Bidirectional(new Gru(3)), new Recompute(Net.DenseBlock(new LayerNorm(), new Dropout(2)))), [5], "2:recompute/1:dropout: dropout: the rate is the probability to drop and lies in [0, 1), but is 2"),
        (Net.Seq(new Conv2d(4, 3), new MaxPool2d(2), new Conv2d(8, 5)), [10, 10, 3], "2:conv2d: conv2d: the window reaches over 5 (high), but the image is 4 high; give a smaller window, more padding or a larger image"),
        (Net.Seq(new Dense(3), new Dense(3), Net.Residual(new Dense(2))), [3], "2:residual: residual: body 'dense' maps [3] to [2] but shortcut 'identity' to [3], so they cannot be added; give a shortcut from [3] to [2]"),
    ];

    [Fact]
    public void OfLayers() => Assert.Equal(Layers.Select(row => row.Message), Layers.Select(row => Refusal.Of(() => row.Layer.Init<double>(Key.Of(1), row.Example))));

    [Fact]
    public void OfNetworks() => Assert.Equal(Networks.Select(row => row.Message), Networks.Select(row => Refusal.Of(() => row.Net.Init<double>(Key.Of(1), row.Example))));

    [Fact]
    public void WhatTakesAllTakesAll()
    {
        Shape[] shapes = [[], [0], [3], [0, 3], [2, 0, 2], [2, 1, 3, 2]];
        Assert.All(TakeAll, layer => Assert.All(shapes, shape =>
        {
            var start = layer.Init<double>(Key.Of(1), shape);
            Assert.Equal(start.Output.Batch(2), Net.Infer(layer, start.Params, start.State, Tensor<double>.Zeros(shape.Batch(2))).Shape);
        }));
    }

    /// <summary>What only shows when a batch comes: it has no batch axis, other features, or is too small to learn from.</summary>
    [Fact]
    public void OfBatches()
    {
        Assert.Equal("a scalar has no axis 0", Met(new Flatten(), [3], []));
        Assert.Equal("batch norm: it knows 3 features, so that batches are (batch, ..., 3), not [2, 1]", Met(new BatchNorm(), [3], [2, 1]));
        Assert.Equal("batch norm cannot learn from 1 item: the variance is unknown; give a batch of at least two, or make it online", Met(new BatchNorm(), [3], [1, 3]));
        Assert.Equal("dense: input [2, 4] ends in 4, but the weight [3, 2] takes 3; give an input that ends in 3, or flatten it first", Met(new Dense(2), [3], [2, 4]));
        Assert.Equal("conv2d: images are (batch, height, width, channels), not [8, 8, 3]", Met(new Conv2d(2, 3), [8, 8, 3], [8, 8, 3]));
        Assert.Equal("positions: there are learned positions for sequences (batch, 4 or less, 3), not for [2, 5, 3]", Met(new PositionalEmbedding(), [4, 3], [2, 5, 3]));
        Assert.Equal("waves are added to sequences (batch, time, features), not to [2, 4]", Met(new SinusoidalPositions(), [4, 3], [2, 4]));
        Assert.Equal("attention takes sequences (batch, time, features), not [2, 4]", Met(new MultiHeadAttention(1), [4, 3], [2, 4]));
        Assert.Equal("gru takes sequences (batch, time, features) of at least one time, not [2, 0, 3]", Met(new Gru(2), [4, 3], [2, 0, 3]));
        Assert.Equal("patches: they are cut of images (batch, height, width, channels), not of [8, 8, 1]", Met(new PatchEmbedding(4, 3), [8, 8, 1], [8, 8, 1]));
        Assert.Equal("1:dense: dense: input [2, 5] ends in 5, but the weight [4, 2] takes 4; give an input that ends in 4, or flatten it first", Met(Net.Seq(new Flatten(), new Dense(2)), [2, 2], [2, 5]));
        var (two, three) = (Net.Branch(Merge.Sum, new Dense(2), new Dense(2)), Net.Branch(Merge.Sum, new Dense(2), new Dense(2), new Dense(2)));
        var start = two.Init<double>(Key.Of(1), [3]);
        Assert.Equal("branch of 3 layers was given parameters of 2 and states of 2: these were made by another network's Init",
            Refusal.Of(() => three.Apply(new Call<double>(start.Params, start.State, Key.Of(1), Mode.Train), Tensor<double>.Zeros([2, 3])).Value()));
        Assert.Equal("layer 'dense' wants parameters of type DenseParams but was given WeightParams: these were made by another layer's Init",
            Refusal.Of(() => new Dense(2).Apply(new Call<double>(new Dense(2).WithoutBias().Init<double>(Key.Of(1), [3]).Params, Empty<double>.It, Key.Of(1), Mode.Train), Tensor<double>.Zeros([2, 3])).Value()));
    }

    [Fact]
    [RequiresUnreferencedCode("finds types by reflection")]
    public void NoneIsForgotten() => Assert.Empty(Refusal.Missing(typeof(ILayer), [.. Layers.Select(row => row.Layer), .. TakeAll]));

    static string Met(ILayer layer, Shape example, Shape batch)
    {
        var start = layer.Init<double>(Key.Of(1), example);
        return Refusal.Of(() => layer.Apply(new Call<double>(start.Params, start.State, Key.Of(1), Mode.Train), Tensor<double>.Zeros(batch)).Value());
    }
}
