module Dl.Samples.FSharp.Cube

open System
open System.Numerics
open Dl.Core
open Dl.Functional
open Dl.Properties
open Xunit

/// y = x^3, cotangent 3 g x^2: an op that Dl does not have.
type CubeOp() =
    interface IOp with
        member _.Name = "cube"

        member op.Rule<'T
            when 'T: struct and 'T: (new: unit -> 'T) and 'T :> ValueType and 'T :> IFloatingPointIeee754<'T>>
            (inputs: Few<Tensor<'T>>) : Ruled<'T> =
            if inputs.Count <> 1 then
                raise (DlException $"cube takes 1 input, not {inputs.Count}")

            let x = inputs[0]

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
                Delta.Of(
                    x.Shape,
                    struct (g, x),
                    Writer(fun into add (struct (g, x)) ->
                        let three: 'T = 'T.CreateChecked 3

                        for i in 0 .. into.Length - 1 do
                            let square: 'T = x[i] * x[i]
                            let slope: 'T = three * square
                            let cotangent: 'T = slope * g[i]
                            into[i] <- if add then into[i] + cotangent else cotangent)
                )

            Ruled(y, Pull(fun g -> Few(pull g)))

    /// C# that makes the op again, for counterexamples.
    override _.ToString() = "new CubeOp()"

    /// An example for the laws.
    static member Example(key: Key, size: int) =
        Example(CubeOp(), Few(Examples.AwayFromZero(key, Examples.AnyShape(key.Child 0L, size, 3))))

[<Fact>]
let ``a cube obeys the laws of all ops`` () = OpLaws.Hold<CubeOp>()
