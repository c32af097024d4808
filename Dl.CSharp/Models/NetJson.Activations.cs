using Dl.Functional;

namespace Dl.CSharp;

/// <content>Activations.</content>
public static partial class NetJson
{
    static Kind<ILayer>[] ActivationRows =>
    [
        Kind<ILayer>.Of("relu", new Relu()),
        Kind<ILayer>.Of("tanh", new Tanh()),
        Kind<ILayer>.Of("sigmoid", new Sigmoid()),
        Kind<ILayer>.Of("identity", new Identity()),
        Kind<ILayer>.Of("log softmax", new LogSoftmax()),
    ];
}
