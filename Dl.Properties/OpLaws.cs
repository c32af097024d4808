using System.Diagnostics.CodeAnalysis;

namespace Dl.Properties;

/// <summary>
/// The laws of ops, in one line of a test, under any test framework:
/// <c>[Fact] public void MyOp() => OpLaws.Hold(MyOp.Example);</c>
/// </summary>
public static class OpLaws
{
    /// <summary>All laws of ops.</summary>
    public static Many<Law<OpCase>> All { get; } =
    [
        GradientLaw.Of, ForwardLaw.Of, LinearLaw.Of, RecipeLaw.Of, SharingLaw.Of, ChainLaw.Of, SecondOrderLaw.Of, DegenerateLaw.Of,
        CompleteLaw.Of, PurityLaw.Of, FusionLaw.Of, FloatLaw.Of, AdjointLaw.Of, BroadcastLaw.Of, RefusalLaw.Of,
        ConvolutionLaw.Of, ConvolutionAdjointLaw.Of, ShiftLaw.Of, PoolingLaw.Of,
        AttentionLaw.Mask, SoftmaxLaw.Of,
    ];

    /// <summary>An op under its laws, with examples drawn by a function.</summary>
    public static Subject<OpCase> Subject(string name, Func<Key, int, Example> example) => new(name, (key, size) => OpCase.Draw(example, key, size));

    /// <summary>Checks every law of ops on examples drawn by a function of a key and a size.</summary>
    /// <exception cref="LawException">A law is broken; carries the smallest counterexample found.</exception>
    public static void Hold(Func<Key, int, Example> example, CheckSettings? settings = null) =>
        LawBook.Hold(Subject(example(Key.Of(0), 1).Op.Name, example), All, settings);

    /// <summary>Checks every law of ops on an op type with a static <c>Example(Key, int)</c>.</summary>
    /// <exception cref="LawException">A law is broken; carries the smallest counterexample found.</exception>
    public static void Hold<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods)] O>(CheckSettings? settings = null) where O : IOp =>
        Hold(Catalogue.Drawer<Func<Key, int, Example>>(typeof(O)) ?? throw new ArgumentException($"{typeof(O).Name} has no public static Example(Key, int) that returns an Example: write one, or give a function"), settings);
}
