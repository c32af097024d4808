using System.Text.Json.Nodes;
using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <summary>
/// A network as JSON and back: every layer with its kind and all its settings, so that a checkpoint can be rebuilt without
/// the program that made it. Law: reading what was written gives an equal network.
/// </summary>
/// <example><code>
/// NetJson.Write(Net.Seq(new Flatten(), new Dense(10)));
/// // {"kind":"seq","layers":[{"kind":"flatten"},{"kind":"dense","units":10,"then":{"kind":"identity"},"weight":{"kind":"glorot","distribution":"Uniform","gain":1},"bias":true}]}
/// </code></example>
public static partial class NetJson
{
    static readonly Kinds<IInitialiser> Initialisers = new("initialiser", InitialiserRows);

    static readonly Kinds<ILayer> Layers = new("layer", [.. BasicRows, .. ActivationRows, .. ConvolutionRows, .. NormalisationRows, .. SequenceRows]);

    /// <summary>The description of a network, on one line; equal networks have equal descriptions.</summary>
    /// <exception cref="DlException">A layer or an initialiser is of a kind that is not described; the message names those that are.</exception>
    public static string Write(ILayer net)
    {
        ArgumentNullException.ThrowIfNull(net);
        return Node(net).ToJsonString();
    }

    /// <summary>The network that a description describes.</summary>
    /// <param name="json">What <see cref="Write"/> wrote.</param>
    /// <exception cref="DlException">It is not such a description: no JSON, an unknown kind (the message names those that are
    /// known), a setting that is missing, unknown or of another type.</exception>
    public static ILayer Read(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return Layer(JsonText.Parse(json, "network"));
    }

    /// <summary>An activation without settings by its kind: <c>relu</c>, <c>gelu tanh</c>.</summary>
    internal static Activation ActivationOf(string kind) => Activation(new JsonObject { ["kind"] = kind });

    internal static JsonObject Node(ILayer layer) => Layers.Write(layer);

    static ILayer Layer(JsonNode? json) => Layers.Read(json);

    static Activation Activation(JsonNode? json) => Layer(json) is Activation activation
        ? activation
        : throw new DlException($"an activation follows a dense layer, not {json?.ToJsonString()}");
}
