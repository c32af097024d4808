using System.IO;
using System.Text.Json.Nodes;
using Dl.Core;
using Dl.Functional;
using Google.Protobuf;

namespace Dl.CSharp;

/// <summary>
/// A model as an ONNX file, for onnxruntime and all that reads it: use, not learning. IR version 8, and the lowest opset that has its ops, at most 17.
/// </summary>
/// <remarks>
/// <para>The value <c>input</c> is what <see cref="Model.Predict"/> takes, the value <c>output</c> what it gives: N x the shape of an example as it is measured, channels last,
/// with a free batch axis; the model's preprocessing is part of the graph. ONNX computes images with channels first: a Transpose stands where images go into
/// convolutions, poolings and normalisations by channel, and one where they leave them; a flatten sees channels last, so that the rows of the dense layer behind it
/// stay as they are. Kernels are turned to (out, in / groups, height, width), the gates of recurrent layers are put into the order of ONNX.</para>
/// <para>A node has the path of its layer (<c>3:residual/0:seq/1:conv2d</c>) for a name, and the op behind it where a layer takes more than one; a tensor has the path of
/// its leaf, as in <c>model.safetensors</c> (<c>params.3.0.1.weight</c>).</para>
/// <para>Format: onnx.ai, "Open Neural Network Exchange Intermediate Representation", and its operators. PyTorch: <c>torch.onnx.export</c>.</para>
/// </remarks>
public static class OnnxFile
{
    const int IrVersion = 8;

    /// <summary>Writes a model, whole or not at all; an older file is replaced.</summary>
    /// <param name="path">Where the file shall be: <c>model.onnx</c>.</param>
    /// <param name="model">The model.</param>
    /// <exception cref="DlException">ONNX has no op for a layer, or for one of its settings, or the file would be beyond 2 GB; the message names the layer by its path.</exception>
    public static void Write(string path, Model model)
    {
        var message = Of(model);
        Atomic.Write(path, stream => Write(stream, message));
    }

    /// <summary>Writes a model to a stream.</summary>
    /// <inheritdoc cref="Write(string, Model)"/>
    /// <param name="stream">Where the bytes go.</param>
    /// <param name="model">The model.</param>
    public static void Write(Stream stream, Model model)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Write(stream, Of(model));
    }

    static void Write(Stream stream, Message message)
    {
        using var output = new CodedOutputStream(stream, leaveOpen: true);
        message.WriteTo(output);
    }

    static Message Of(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var graph = new OnnxGraph();
        var translation = new OnnxTranslation(graph);
        var last = translation.Network(model);
        var described = graph.ToMessage(model.Net.Name, model.Example, model.Output, last);
        var message = new Message()
            .Number(1, IrVersion)
            .Text(2, "dl")
            .Text(3, Conventions.Version)
            .Part(7, described)
            .Part(8, new Message().Text(1, "").Number(2, graph.Opset))
            .Parts(14, Notes(model).Select(note => new Message().Text(1, note.Key).Text(2, note.Value)));
        return message.Size <= int.MaxValue ? message
            : throw Wrong.That($"the model takes {message.Size} bytes as one ONNX file, but such a file has at most {int.MaxValue}");
    }

    static IEnumerable<(string Key, string Value)> Notes(Model model) =>
    [
        ("layout", "batch, height, width, channels"),
        .. model.Classes.Count == 0 ? [] : new[] { ("classes", new JsonArray([.. model.Classes.Select(name => (JsonNode?)name)]).ToJsonString()) },
    ];
}
