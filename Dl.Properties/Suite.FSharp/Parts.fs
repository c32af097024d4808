/// An op, a layer, an optimizer link and parameter records, each written in F#.
module Dl.Properties.Suite.FSharp.Parts

open System
open System.Numerics
open Dl.Core
open Dl.Functional
open type Dl.Functional.Computations

/// The parameters of a residual block at one scalar: no type parameter, no constraint.
type BlockParams =
    { First: DenseParams<float>
      Second: DenseParams<float> }

    interface ITree<float> with
        member p.Walk walk = { First = walk.Branch("first", p.First); Second = walk.Branch("second", p.Second) }

/// The block of the design, as a plain function of its parameters.
let block (p: BlockParams) x =
    diff {
        let! h = Dense.Apply(p.First, x)
        let! a = Ops.Relu h
        let! y = Dense.Apply(p.Second, a)
        return! Ops.Add(x, y)
    }

/// y = x^3, cotangent 3 g x^2: an op of one's own. Generic arithmetic in F# wants a type on every intermediate.
type CubeOp() =
    interface IOp with
        member _.Name = "cube"

        member op.Rule<'T
            when 'T: struct and 'T: (new: unit -> 'T) and 'T :> ValueType and 'T :> IFloatingPointIeee754<'T>>
            (inputs: Few<Tensor<'T>>) : Ruled<'T> =
            if inputs.Count <> 1 then
                raise (DlException $"cube takes 1 input, not {inputs.Count}")

            let x = inputs[0]
            let three: 'T = 'T.CreateChecked 3

            let y =
                Tensor.Build(
                    x.Shape,
                    x,
                    Fill(fun into x ->
                        for i in 0 .. into.Length - 1 do
                            let square: 'T = x[i] * x[i]
                            into[i] <- square * x[i])
                )

            let pull (g: Tensor<'T>) =
                Few(
                    Delta.Of(
                        x.Shape,
                        struct (g, x),
                        Writer(fun into add (struct (g, x)) ->
                            for i in 0 .. into.Length - 1 do
                                let square: 'T = x[i] * x[i]
                                let slope: 'T = three * square
                                let cotangent: 'T = slope * g[i]
                                into[i] <- if add then into[i] + cotangent else cotangent)
                    )
                )

            Ruled(y, Pull pull)

/// x^3 of a value.
let cube (x: Var<_>) = Diff.Apply(CubeOp(), Few x)

/// One number for each feature, generic in the scalar as the parameters of a layer are.
type GainParams<'T
    when 'T: struct and 'T: (new: unit -> 'T) and 'T :> ValueType and 'T :> IFloatingPointIeee754<'T>> =
    { Gain: Var<'T> }

    interface ITree<'T> with
        member p.Walk walk = { Gain = walk.Leaf("gain", Role.Scale, p.Gain) }

/// y = gain * x^3: a layer of one's own over an op of one's own.
type Gain =
    { Start: float }

    interface ILayer with
        member _.Name = "gain"

        member layer.Init<'T
            when 'T: struct and 'T: (new: unit -> 'T) and 'T :> ValueType and 'T :> IFloatingPointIeee754<'T>>
            (_: Key, example: Shape) : Initial<'T> =
            let gain = Tensor<'T>.Full(Shape.Of example.Last, 'T.CreateChecked layer.Start)
            Initial(example, { Gain = Var gain }, Empty<'T>.It)

        member layer.Apply<'T
            when 'T: struct and 'T: (new: unit -> 'T) and 'T :> ValueType and 'T :> IFloatingPointIeee754<'T>>
            (call: Call<'T>, x: Var<'T>) : Diff<'T, Result<'T>> =
            diff {
                let! c = cube x
                let! y = Ops.Multiply(call.ParamsAs<GainParams<'T>>(layer).Gain, c)
                return Result<_>(y, call.State)
            }

/// Momentum, written again in F#: v = decay v + u; u = v.
type Velocity =
    { Decay: float }

    interface IBlockLink with
        member _.Name = "velocity"
        member _.Slots = Many.Of "v"

        member link.On<'N when 'N: struct and 'N: (new: unit -> 'N) and 'N :> ValueType and 'N :> ILane<'N>>
            (block: Block<'N>)
            : unit =
            let decay: 'N = 'N.Of link.Decay
            let was = block.Was 0
            let now = block.Now 0
            let update = block.Update

            for i in 0 .. update.Length - 1 do
                let kept: 'N = decay * was[i]
                let v: 'N = kept + update[i]
                now[i] <- v
                update[i] <- v
