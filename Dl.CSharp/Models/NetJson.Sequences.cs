using Dl.Functional;

namespace Dl.CSharp;

/// <content>Embeddings, recurrences and attentions.</content>
public static partial class NetJson
{
    static Kind<ILayer>[] SequenceRows => [];
}
