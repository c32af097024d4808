/// The computation expression: what F# can say inside `diff { }`.
module Dl.Properties.Suite.FSharp.Expressions

open Dl.Core
open Dl.Functional
open type Dl.Functional.Computations
open Xunit

let vector (numbers: float list) = Tensor.Of(Shape.Of numbers.Length, List.toArray numbers)

let at numbers = Leaves.Of(vector numbers)

let same (expected: float list) (actual: Tensor<float>) = Assert.Equal<float list>(expected, actual.Span.ToArray() |> Array.toList)

/// The gradient of the sum of a function of one vector.
let slope numbers f =
    let graded =
        Gradient.Of(
            at numbers,
            fun (leaves: Leaves<float>) ->
                diff {
                    let! y = f leaves[0]
                    return! Ops.Sum y
                }
        )

    graded.Gradient[0].Value

[<Fact>]
let ``let! and return! chain`` () =
    slope [ 2.0; -3.0 ] (fun x ->
        diff {
            let! square = Ops.Multiply(x, x)
            return! Ops.Relu square
        })
    |> same [ 4.0; -6.0 ]

[<Fact>]
let ``return gives a plain value and let names one`` () =
    let shape =
        diff {
            let! y = Ops.Relu(Var(vector [ 1.0; 2.0 ]))
            let size = y.Shape.Size
            return size + 1
        }

    Assert.Equal(3, shape.Value())

[<Fact>]
let ``and! joins what does not depend on each other`` () =
    slope [ 2.0; -3.0 ] (fun x ->
        diff {
            let! positive = Ops.Relu x
            and! square = Ops.Multiply(x, x)
            and! double = Ops.Scale(x, 2.0)
            let! sum = Ops.Add(positive, square)
            return! Ops.Add(sum, double)
        })
    |> same [ 7.0; -4.0 ]

[<Fact>]
let ``a tuple is taken apart where it is bound`` () =
    slope [ 2.0 ] (fun x ->
        diff {
            let! struct (a, b) = Diff.Zip(Ops.Scale(x, 3.0), Ops.Multiply(x, x))
            return! Ops.Multiply(a, b)
        })
    |> same [ 36.0 ]

[<Fact>]
let ``match chooses a branch by an ordinary value`` () =
    let powers n x =
        diff {
            match n with
            | 0 -> return Var(Tensor.Ones(Shape.Of 1))
            | 1 -> return x
            | _ ->
                let! square = Ops.Multiply(x, x)
                return square
        }

    Assert.Equal<float list>([ 0.0; 1.0; 6.0 ], [ for n in 0..2 -> (slope [ 3.0 ] (powers n))[0] ])

[<Fact>]
let ``if chooses a branch`` () =
    let f steep x =
        diff {
            if steep then
                return! Ops.Scale(x, 10.0)
            else
                return! Ops.Scale(x, 1.0)
        }

    slope [ 3.0 ] (f true) |> same [ 10.0 ]
    slope [ 3.0 ] (f false) |> same [ 1.0 ]

[<Fact>]
let ``for runs a computation for each item and goes on`` () =
    let mutable seen = []

    let computation =
        diff {
            for scale in [ 1.0; 2.0; 3.0 ] do
                let! y = Ops.Scale(Var(vector [ 1.0 ]), scale)
                seen <- y.Value[0] :: seen

            return 7
        }

    Assert.Empty seen
    Assert.Equal(7, computation.Value())
    Assert.Equal<float list>([ 3.0; 2.0; 1.0 ], seen)

[<Fact>]
let ``a loop that hands a value on is a fold`` () =
    slope [ 1.5 ] (fun x -> Diff.Fold([ 1..4 ], x, (fun y _ -> Ops.Multiply(y, x)))) |> same [ 5.0 * 1.5 ** 4.0 ]

[<Fact>]
let ``recursion of ten thousand binds needs no deep stack`` () =
    let rec down n x =
        diff {
            if n = 0 then
                return x
            else
                let! y = Ops.Scale(x, 1.0)
                return! down (n - 1) y
        }

    slope [ 5.0 ] (down 10_000) |> same [ 1.0 ]

[<Fact>]
let ``constants record nothing`` () =
    let traced = (Ops.Relu(Var(vector [ 1.0 ]))).Run Tape<float>.Empty
    Assert.Equal(0, traced.Tape.Count)
