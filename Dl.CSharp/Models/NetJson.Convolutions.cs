using Dl.Functional;

namespace Dl.CSharp;

/// <content>Convolutions and poolings.</content>
public static partial class NetJson
{
    static Kind<ILayer>[] ConvolutionRows => [];
}
