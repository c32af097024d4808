/// One little network, written in F# and in the query syntax of C#: the same numbers to the last bit.
module Dl.Properties.Suite.FSharp.Twins

open Dl.Core
open Dl.Functional
open type Dl.Functional.Computations
open Dl.Properties.Suite.FSharp.Parts
open Xunit

let layer inputs outputs (key: Key) =
    DenseParams(Var(He.Normal.Draw<float>(key, Shape.Of(inputs, outputs), Fans(inputs, outputs))), Var(key.Normal<float>(Shape.Of outputs)))

let first, second = layer 3 8 (Key.Of 1UL), layer 8 3 (Key.Of 2UL)
let inputs, targets = (Key.Of 3UL).Normal<float>(Shape.Of(16, 3)), (Key.Of 4UL).Normal<float>(Shape.Of(16, 3))

let loss p =
    diff {
        let! y = block p (Var inputs)
        return! Loss.MeanSquaredError.Of(y, Targets<float>.Values targets)
    }

[<Fact>]
let ``value and gradient have the bits of the C# twin`` () =
    let mine = Gradient.Of({ First = first; Second = second }, loss)
    let theirs = Gradient.Of(Dl.Samples.CSharp.BlockParams(first, second), fun p -> Dl.Samples.CSharp.Block.Loss(p, inputs, targets))
    Assert.True(mine.Value.SameBits theirs.Value)

    for mine, theirs in Seq.zip (Tree.Leaves mine.Gradient) (Tree.Leaves theirs.Gradient) do
        Assert.Equal(theirs.Path, mine.Path)
        Assert.True(mine.Value.Value.SameBits theirs.Value.Value, mine.Path)

[<Fact>]
let ``the tape has the entries of the C# twin`` () =
    let names (p: ITree<float>) (f: ITree<float> -> Diff<float, Var<float>>) =
        let form = Mold p
        let watched = form.Watch(form.Flatten p)
        (f watched.Value).Run(watched.Tape).Tape.Names |> Seq.toList

    let mine = names { First = first; Second = second } (fun p -> loss (p :?> BlockParams))

    let theirs =
        names (Dl.Samples.CSharp.BlockParams(first, second)) (fun p ->
            Dl.Samples.CSharp.Block.Loss(p :?> Dl.Samples.CSharp.BlockParams<float>, inputs, targets))

    Assert.Equal<string list>(theirs, mine)
    Assert.Equal("mean", mine.Head)
