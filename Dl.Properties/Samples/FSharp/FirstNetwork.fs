module Dl.Samples.FSharp.FirstNetwork

open Dl.Core
open Dl.Functional
open type Dl.Functional.Computations
open Xunit

/// The parameters of a residual block. One line makes the record a tree.
type BlockParams =
    { First: DenseParams<float>
      Second: DenseParams<float> }

    interface ITree<float> with
        member p.Walk walk = { First = walk.Branch("first", p.First); Second = walk.Branch("second", p.Second) }

let dense inputs outputs (key: Key) =
    DenseParams(Var(He.Normal.Draw<float>(key, Shape.Of(inputs, outputs), Fans(inputs, outputs))), Var(Tensor.Zeros(Shape.Of outputs)))

/// x + W2 relu(W1 x + b1) + b2
let block (p: BlockParams) x =
    diff {
        let! h = Dense.Apply(p.First, x)
        let! a = Ops.Relu h
        let! y = Dense.Apply(p.Second, a)
        return! Ops.Add(x, y)
    }

let loss inputs targets p =
    diff {
        let! y = block p (Var inputs)
        return! Loss.MeanSquaredError.Of(y, Targets<float>.Values targets)
    }

/// One step of gradient descent: a pure function from parameters to parameters.
let descend rate inputs targets (p: BlockParams) =
    let graded = Gradient.Of(p, loss inputs targets)
    Tree.Zip(p, graded.Gradient, fun w g -> Ops.Subtract(w, Ops.Scale(g, rate).Value()).Value())

[<Fact>]
let ``a block learns by a fold over its own parameters`` () =
    let inputs = (Key.Of 7UL).Normal<float>(Shape.Of(64, 3))
    let targets = Ops.Tanh(Var inputs).Value().Value
    let start = { First = dense 3 8 (Key.Of 1UL); Second = dense 8 3 (Key.Of 2UL) }
    let error p = (loss inputs targets p).Value().Value.ToScalar()
    let trained = Seq.fold (fun p _ -> descend 0.05 inputs targets p) start (seq { 1..100 })
    Assert.True(error trained < 0.1 * error start, $"from {error start} to {error trained}")
