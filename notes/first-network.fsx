// A first network in F#, as a script: dotnet build -c Release, then dotnet fsi notes/first-network.fsx
#I "../Dl.Functional/bin/Release/net10.0"
#r "Dl.Core.dll"
#r "Dl.Functional.dll"

open Dl.Core
open Dl.Functional

// Points of the plane; the class says whether both coordinates have the same sign.
let points = (Key.Of 7UL).Normal<float32>(Shape.Of(256, 2))
let classes = Indices.Of [| for i in 0..255 -> if points[2 * i] * points[2 * i + 1] > 0f then 1 else 0 |]
let batch = Batch(points, Targets<float32>.Labels classes)

let net = Net.Seq(Dense(16, Activation.Tanh), Dense 2)
let adam = Optimizer.Adam 0.02
let step = Train.Step<float32>(net, Loss.CrossEntropy, adam)
let start = Train.Start<float32>(net, adam, Shape.Of 2, Key.Of 1UL)

// A training is a fold; every learner on the way is a value.
let learners = Seq.scan (fun learner batch -> step.Invoke(learner, batch)) start (Seq.replicate 200 batch) |> Seq.cache

for learner in learners do
    if learner.Steps > 0L && learner.Steps % 50L = 0L then
        printfn "step %3d  loss %.4f" learner.Steps learner.Loss

let trained = Seq.last learners
let logits = Net.Infer(net, trained.Params, trained.State, points)
let right = Seq.length (seq { for i in 0..255 do if (logits[2 * i + 1] > logits[2 * i]) = (classes[i] = 1) then i })
printfn "%d of 256 points right after %d steps" right trained.Steps
