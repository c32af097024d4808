/// Ops, layers, links and trees written in F# obey what those written in C# obey.
module Dl.Properties.Suite.FSharp.Extensions

open Dl.Core
open Dl.Functional
open type Dl.Functional.Computations
open Dl.Properties.Suite.FSharp.Parts
open Dl.Properties.Suite.FSharp.Expressions
open Xunit

[<Fact>]
let ``an op has the value and gradient of its parts`` () =
    let parts x =
        diff {
            let! square = Ops.Multiply(x, x)
            return! Ops.Multiply(square, x)
        }

    let numbers = [ 0.5; -1.0; 2.0 ]
    same [ 0.125; -1.0; 8.0 ] ((cube (Var(vector numbers))).Value().Value)
    Assert.Equal(slope numbers parts, slope numbers cube)

[<Fact>]
let ``a rule runs at dual numbers: forward mode for nothing`` () =
    let x = Tensor.Of(Shape.Of 1, [| Dual.Variable 2.0 |])
    let y = (cube (Var x)).Value().Value[0]
    Assert.Equal(Dual(8.0, 12.0), y)

[<Fact>]
let ``a wrong call says what would be right`` () =
    let two = Few(Var(vector [ 1.0 ]), Var(vector [ 2.0 ]))
    let error = Assert.Throws<DlException>(fun () -> Diff.Apply(CubeOp(), two).Value() |> ignore)
    Assert.Equal("cube takes 1 input, not 2", error.Message)

[<Fact>]
let ``a record of records is a tree with paths`` () =
    let layer inputs outputs = DenseParams(Var(Tensor<float>.Ones(Shape.Of(inputs, outputs))), Var(Tensor<float>.Zeros(Shape.Of outputs)))
    let tree = { First = layer 2 3; Second = layer 3 2 }
    let leaves = Tree.Leaves tree
    Assert.Equal<string list>([ "first.weight"; "first.bias"; "second.weight"; "second.bias" ], [ for leaf in leaves -> leaf.Path ])
    Assert.Equal(17L, Tree.Size tree)
    Assert.Equal(tree, Tree.Map(tree, (fun leaf -> leaf.Value)))
    Assert.Equal(tree, Tree.Rebuild(tree, [| for leaf in leaves -> leaf.Value.Value |]))

[<Fact>]
let ``a gradient has the form of the record`` () =
    let layer inputs outputs key = DenseParams(Var((Key.Of key).Normal<float>(Shape.Of(inputs, outputs))), Var(Tensor.Zeros(Shape.Of outputs)))
    let p = { First = layer 2 4 1UL; Second = layer 4 2 2UL }
    let x = Var((Key.Of 3UL).Normal<float>(Shape.Of(5, 2)))

    let loss p =
        diff {
            let! y = block p x
            return! Ops.Sum y
        }

    let graded = Gradient.Of(p, loss)
    // Every row of the batch hands one to every output bias.
    same [ 5.0; 5.0 ] graded.Gradient.Second.Bias.Value
    Assert.Equal<Shape>(Shape.Of(2, 4), graded.Gradient.First.Weight.Shape)

let quadrant =
    let points = (Key.Of 7UL).Normal<float32>(Shape.Of(128, 2))
    let classes = Indices.Of [| for i in 0..127 -> if points[2 * i] * points[2 * i + 1] > 0f then 1 else 0 |]
    Batch(points, Targets<float32>.Labels classes)

[<Fact>]
let ``a layer trains among others, by Seq.fold over the pure step`` () =
    let net = Net.Seq(Dense 8, { Start = 0.5 }, Dense 2)
    let adam = Optimizer.Adam 0.02
    let step = Train.Step<float32>(net, Loss.CrossEntropy, adam)
    let start = Train.Start<float32>(net, adam, Shape.Of 2, Key.Of 1UL)
    let batches = List.replicate 60 quadrant
    let trained = batches |> Seq.fold (fun learner batch -> step.Invoke(learner, batch)) start
    let faster = Train.Fold(batches, start, step)
    Assert.True(trained.Loss < 0.3, $"loss {trained.Loss}")
    Assert.Equal(60L, trained.Steps)
    Assert.Equal(0L, start.Steps)
    Assert.True(trained.Vector.SameBits faster.Vector)
    Assert.Contains("1.gain", [ for leaf in Tree.Leaves trained.Params -> leaf.Path ])

[<Fact>]
let ``an error inside a layer names its path`` () =
    let net = Net.Seq(Dense 8, { Start = 0.5 }, Dense 0)
    let error = Assert.Throws<DlException>(fun () -> Train.Start<float>(net, Optimizer.Sgd 0.1, Shape.Of 2, Key.Of 1UL) |> ignore)
    Assert.Equal("seq/2:dense", error.Path)

[<Fact>]
let ``a link walks in step with its twin in C#`` () =
    let net = Net.Seq(Dense(8, Activation.Tanh), Dense 2)

    let train (optimizer: Optimizer) =
        let step = Train.Step<float32>(net, Loss.CrossEntropy, optimizer)
        let start = Train.Start<float32>(net, optimizer, Shape.Of 2, Key.Of 1UL)
        Train.Fold(List.replicate 20 quadrant, start, step)

    let mine = train (Optimizer(Many.Of<ILink>({ Decay = 0.9 }, Rate 0.1)))
    let theirs = train (Optimizer.Momentum 0.1)
    Assert.True(mine.Vector.SameBits theirs.Vector)
    Assert.Contains("optimizer.0.v", [ for leaf in Tree.Leaves mine -> leaf.Path ])
