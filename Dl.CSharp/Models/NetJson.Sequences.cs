using System.Text.Json.Nodes;
using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <content>Embeddings, recurrences and attentions.</content>
public static partial class NetJson
{
    static Kind<ILayer>[] SequenceRows =>
    [
        Kind<ILayer>.Of<Embedding>("embedding",
            embedding => new() { ["count"] = embedding.Count, ["size"] = embedding.Size, ["deviation"] = embedding.Deviation, ["padding"] = embedding.Padding },
            f => new Embedding(f.Whole("count"), f.Whole("size"), f.Number("deviation"), f.Node("padding") is null ? null : f.Whole("padding"))),
        Kind<ILayer>.Of<Rnn>("rnn",
            rnn => Recurrent(rnn, new() { ["then"] = Node(rnn.Then), ["input"] = Initialisers.Write(rnn.Input), ["back"] = Initialisers.Write(rnn.Back) }),
            f => new Rnn(f.Whole("units"), Activation(f.Node("then")), Initialisers.Read(f.Node("input")), Initialisers.Read(f.Node("back")), f.Choice<Steps>("give"), f.Flag("learnStart"))),
        Kind<ILayer>.Of<Lstm>("lstm",
            lstm => Recurrent(lstm, new() { ["input"] = Initialisers.Write(lstm.Input), ["back"] = Initialisers.Write(lstm.Back), ["forgetBias"] = lstm.ForgetBias }),
            f => new Lstm(f.Whole("units"), Initialisers.Read(f.Node("input")), Initialisers.Read(f.Node("back")), f.Choice<Steps>("give"), f.Number("forgetBias"), f.Flag("learnStart"))),
        Kind<ILayer>.Of<Gru>("gru",
            gru => Recurrent(gru, new() { ["input"] = Initialisers.Write(gru.Input), ["back"] = Initialisers.Write(gru.Back), ["resetAfter"] = gru.ResetAfter }),
            f => new Gru(f.Whole("units"), Initialisers.Read(f.Node("input")), Initialisers.Read(f.Node("back")), f.Choice<Steps>("give"), f.Flag("resetAfter"), f.Flag("learnStart"))),
        Kind<ILayer>.Of<Bidirectional>("bidirectional",
            both => new() { ["layer"] = Node(both.Layer), ["merge"] = both.Merge.ToString() },
            f => new Bidirectional(Recurrent(f.Node("layer")), f.Choice<Merge>("merge"))),
        Kind<ILayer>.Of<MultiHeadAttention>("attention",
            attention => new() { ["heads"] = attention.Heads, ["weight"] = Initialisers.Write(attention.Weight), ["causal"] = attention.Causal, ["dropout"] = attention.Dropout, ["bias"] = attention.Bias },
            f => new MultiHeadAttention(f.Whole("heads"), Initialisers.Read(f.Node("weight")), f.Flag("causal"), f.Number("dropout"), f.Flag("bias"))),
        Kind<ILayer>.Of<PatchEmbedding>("patches",
            patches => new() { ["patch"] = patches.Patch, ["units"] = patches.Units, ["weight"] = Initialisers.Write(patches.Weight) },
            f => new PatchEmbedding(f.Whole("patch"), f.Whole("units"), Initialisers.Read(f.Node("weight")))),
        Kind<ILayer>.Of<PositionalEmbedding>("positions", positions => new() { ["deviation"] = positions.Deviation }, f => new PositionalEmbedding(f.Number("deviation"))),
        Kind<ILayer>.Of<SinusoidalPositions>("waves", waves => new() { ["longest"] = waves.Longest }, f => new SinusoidalPositions(f.Number("longest"))),
        Kind<ILayer>.Of<ClassToken>("class token", token => new() { ["deviation"] = token.Deviation }, f => new ClassToken(f.Number("deviation"))),
        Kind<ILayer>.Of<OneToken>("token", token => new() { ["position"] = token.Position }, f => new OneToken(f.Whole("position"))),
    ];

    static JsonObject Recurrent(Recurrent layer, JsonObject settings)
    {
        settings.Insert(0, "units", layer.Units);
        settings["give"] = layer.Give.ToString();
        settings["learnStart"] = layer.LearnStart;
        return settings;
    }

    static Recurrent Recurrent(JsonNode? json) => Layer(json) is Recurrent recurrent
        ? recurrent
        : throw new DlException($"a recurrent layer goes in both directions, not {json?.ToJsonString()}");
}
