namespace Dl.Functional;

/// <summary>
/// A layer: a record that describes, with a generic start and a generic application, so that one network value runs at
/// float, double and dual numbers. F# records implement this interface; C# records derive from <see cref="Layer"/>.
/// </summary>
public interface ILayer
{
    /// <summary>The name in paths and tables.</summary>
    string Name { get; }

    /// <summary>Checks the shape of one example, infers that of the output, and draws parameters and state.</summary>
    /// <param name="key">What is drawn depends on it alone.</param>
    /// <param name="example">The shape of one example, without the batch axis: (features) or (height, width, channels).</param>
    /// <exception cref="DlException">The layer cannot take such examples.</exception>
    Initial<T> Init<T>(Key key, Shape example) where T : struct, IFloatingPointIeee754<T>;

    /// <summary>The output of a batch, and the state after it. Parameters come in as they were made by <see cref="Init{T}"/>.</summary>
    /// <remarks>Law: in inference the state that comes out is the very object that went in.</remarks>
    /// <param name="call">Parameters, state, key and mode.</param>
    /// <param name="x">The batch; its first axis counts the examples.</param>
    Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) where T : struct, IFloatingPointIeee754<T>;
}

/// <summary>The base of layers written in C#.</summary>
/// <param name="Name">The name in paths and tables.</param>
public abstract record Layer(string Name) : ILayer
{
    /// <inheritdoc/>
    public abstract Initial<T> Init<T>(Key key, Shape example) where T : struct, IFloatingPointIeee754<T>;

    /// <inheritdoc/>
    public abstract Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) where T : struct, IFloatingPointIeee754<T>;
}

/// <summary>Whether a network learns or is used.</summary>
public enum Mode
{
    /// <summary>Learning: dropout drops, normalisation uses the batch's statistics and updates the state.</summary>
    Train,

    /// <summary>Use: nothing is random, nothing changes.</summary>
    Infer,
}

/// <summary>How a layer begins.</summary>
/// <param name="Output">The shape of its output for one example.</param>
/// <param name="Params">Its parameters.</param>
/// <param name="State">Its state: what changes in training without a gradient.</param>
public readonly record struct Initial<T>(Shape Output, ITree<T> Params, ITree<T> State) where T : struct, IFloatingPointIeee754<T>;

/// <summary>What an application of a layer gives.</summary>
/// <param name="Output">The output.</param>
/// <param name="State">The state after the batch.</param>
public readonly record struct Result<T>(Var<T> Output, ITree<T> State) where T : struct, IFloatingPointIeee754<T>;

/// <summary>What a layer is applied with.</summary>
/// <param name="Params">Its parameters.</param>
/// <param name="State">Its state.</param>
/// <param name="Key">For all that is random in it. Part i of a combinator gets child i.</param>
/// <param name="Mode">Whether the network learns or is used.</param>
public readonly record struct Call<T>(ITree<T> Params, ITree<T> State, Key Key, Mode Mode) where T : struct, IFloatingPointIeee754<T>
{
    /// <summary>The parameters as the record that the layer's start made.</summary>
    /// <exception cref="DlException">They were made by another layer.</exception>
    public P ParamsAs<P>(ILayer layer) where P : ITree<T> => Fit<P>(Params, "parameters", layer);

    /// <summary>The state as the record that the layer's start made.</summary>
    /// <exception cref="DlException">It was made by another layer.</exception>
    public S StateAs<S>(ILayer layer) where S : ITree<T> => Fit<S>(State, "state", layer);

    /// <summary>An output and the state as it was; holds on to nothing else of the call.</summary>
    internal Diff<T, Result<T>> Gives(Diff<T, Var<T>> output)
    {
        var state = State;
        return output.Map(y => new Result<T>(y, state));
    }

    static A Fit<A>(ITree<T> given, string what, ILayer layer) where A : ITree<T> => given is A fits
        ? fits
        : throw new DlException($"layer '{layer.Name}' wants {what} of type {Plain(typeof(A))} but was given {Plain(given.GetType())}: these were made by another layer's Init");

    static string Plain(Type type) => type.Name.Split('`')[0];
}

/// <summary>A layer with a shape that it takes: what the laws run on.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Input">The shape of one example, without the batch axis.</param>
/// <param name="Ids">Below what the examples are token ids, which have no gradient; 0 if they are numbers of any kind.</param>
public sealed record LayerExample(ILayer Layer, Shape Input, int Ids = 0);
