using Dl.Functional;

namespace Dl.CSharp;

/// <content>Initialisers.</content>
public static partial class NetJson
{
    static Kind<IInitialiser>[] InitialiserRows =>
    [
        Kind<IInitialiser>.Of<He>("he", he => new() { ["normal"] = he.IsNormal }, f => new He(f.Flag("normal"))),
        Kind<IInitialiser>.Of<Glorot>("glorot", glorot => new() { ["normal"] = glorot.IsNormal }, f => new Glorot(f.Flag("normal"))),
    ];
}
