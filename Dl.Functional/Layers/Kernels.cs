namespace Dl.Functional;

/// <summary>Kernel and bias of a convolution.</summary>
public sealed record KernelParams<T>(Var<T> Weight, Var<T> Bias) : ITree<T> where T : struct, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public ITree<T> Walk(Walk<T> walk) => new KernelParams<T>(walk.Leaf("weight", Role.Kernel, Weight), walk.Leaf("bias", Role.Bias, Bias));
}

/// <summary>The kernel of a convolution without bias.</summary>
public sealed record BareKernelParams<T>(Var<T> Weight) : ITree<T> where T : struct, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public ITree<T> Walk(Walk<T> walk) => new BareKernelParams<T>(walk.Leaf("weight", Role.Kernel, Weight));
}

/// <summary>What layers with a kernel share.</summary>
static class Kernels
{
    /// <summary>The initialiser that suits the activation behind: He's before a ReLU and Glorot's otherwise.</summary>
    public static IInitialiser For(Activation then) => then is Relu ? He.Normal : Glorot.Uniform;

    /// <summary>Kernel and bias as a start, before an activation; the bias begins at zero.</summary>
    public static Initial<T> Start<T>(Shape output, Activation then, Tensor<T> weight, Shape? bias) where T : struct, IFloatingPointIeee754<T> =>
        new(then.Fitted(output), bias is null ? new BareKernelParams<T>(weight) : new KernelParams<T>(weight, Tensor<T>.Zeros(bias)), Empty<T>.It);

    /// <summary>Kernel and bias, or the kernel alone, as inputs of an op behind x.</summary>
    public static Few<Var<T>> Inputs<T>(ILayer layer, Call<T> call, bool bias, Var<T> x) where T : struct, IFloatingPointIeee754<T>
    {
        if (!bias) return [x, call.ParamsAs<BareKernelParams<T>>(layer).Weight];
        var p = call.ParamsAs<KernelParams<T>>(layer);
        return [x, p.Weight, p.Bias];
    }

    /// <summary>The op and the activation behind it.</summary>
    public static Diff<T, Result<T>> Then<T>(this Diff<T, Var<T>> linear, Activation then, Call<T> call) where T : struct, IFloatingPointIeee754<T> =>
        from z in linear
        from y in then.Of(z)
        select new Result<T>(y, call.State);

    /// <summary>Checks the number of filters and groups against the channels.</summary>
    public static void Check(string name, int filters, int groups, int channels)
    {
        Demand.One(name, "filter", filters);
        Demand.One(name, "group", groups);
        Demand.One(name, "channel, the last axis of examples", channels);
        if (channels % groups != 0 || filters % groups != 0)
            throw new DlException($"{name}: {channels} channels and {filters} filters cannot be cut into {groups} groups; give multiples of {groups}");
    }

    /// <summary>The example as (height, width, channels).</summary>
    public static Extent Image(string name, Shape example) => example.Rank == 3
        ? new(example[0], example[1])
        : throw new DlException($"{name} takes images (height, width, channels), not {example}{(example.Rank == 2 ? "; a list (length, features) goes to the 1d layer, a grey image has the shape (height, width, 1)" : "")}");

    /// <summary>The example as (length, features): an image one pixel high.</summary>
    public static Extent List(string name, Shape example) => example.Rank == 2
        ? Extent.Along(example[0])
        : throw new DlException($"{name} takes lists (length, features), not {example}{(example.Rank == 3 ? "; images go to the 2d layer" : "")}");
}
