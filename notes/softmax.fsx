// Softmax: its Jacobian, its loss, and what a probability of 0.95 says
//
// dotnet build -c Release, then dotnet fsi notes/softmax.fsx [--quick]
//
// The deck gives softmax(x)_i = exp x_i / sum exp x and its derivatives: p_i (1 - p_i) on the diagonal and -p_i p_j beside it; another squashes two scores to "dog 0.95, cat 0.05"
// and calls them "confidence of classification". The loss of class 3 of K is -log f_3 (cross entropy, the negative log likelihood).
#load "page.fsx"

open System
open Dl.Core
open Dl.CSharp
open Dl.Functional

let vector (numbers: float list) = Tensor<float>.Of(Shape.Of numbers.Length, Array.ofList numbers)
let softmax (z: float list) = Ops.Softmax(Var(vector z)).Value().Value

/// softmax as a map of vectors: run at double for reverse mode and differences, over dual numbers for forward mode.
type SoftmaxMap() =
    interface IMap with
        member _.Of x = Ops.Softmax x

// 1. The Jacobian
//
// Of p_i = exp z_i / sum exp z, by the quotient rule: dp_i / dz_j = p_i ([i = j] - p_j).
let logits = [ 2.0; 1.0; 0.0; -1.0 ]
let p = softmax logits
let derived i j = p[i] * ((if i = j then 1.0 else 0.0) - p[j])
let farthest (matrix: Tensor<float>) = Seq.max (seq { for i in 0..3 do for j in 0..3 do abs (matrix[4 * i + j] - derived i j) })
let reverse = Derivative.Reverse(SoftmaxMap(), vector logits).Matrix
let forward = Derivative.Forward(SoftmaxMap(), vector logits).Matrix
let differences = Derivative.Numerical(SoftmaxMap(), vector logits).Matrix
note.Claim($"the printed Jacobian is that of reverse mode to {farthest reverse:E0}, of forward mode to {farthest forward:E0}, of differences to {farthest differences:E0}",
    farthest reverse < 1e-15 && farthest forward < 1e-15 && farthest differences < 1e-8)

// It is symmetric, its rows sum to 0, and no entry exceeds 1/4. So it is singular: what is added to all logits changes nothing, and K classes have K - 1 degrees of freedom.
let rows = [ for i in 0..3 -> abs (Seq.sum (seq { for j in 0..3 -> reverse[4 * i + j] })) ]
let shifted = softmax [ for z in logits -> z + 5.0 ]
note.Claim($"its rows sum to {List.max rows:E0}; adding 5 to each logit moves the probabilities by {Seq.max (seq { for i in 0..3 -> abs (shifted[i] - p[i]) }):E0}",
    List.max rows < 1e-15 && Seq.forall (fun i -> abs (shifted[i] - p[i]) < 1e-15) [ 0..3 ])
note.Claim($"its largest entry is {Seq.max (reverse.Span.ToArray()):F3}, below 1/4", Seq.forall (fun d -> abs d <= 0.25) (reverse.Span.ToArray()))

// 2. The loss of class 3
//
// Classes are counted from 0. l = -log f_3, and its gradient is f - e_3: the chain (chain rule) of -1 / f_3 with row 3 of the Jacobian, in which f_3 cancels. That is why the two are one function here, of logits.
let scores = (Key.Of 1UL).Normal<float>(Shape.Of(1, 10), 0.0, 2.0)
let f = Ops.Softmax(Var scores).Value().Value
let graded = Gradient.Of(Leaves<float>.Of scores, fun (z: Leaves<float>) -> Loss.CrossEntropy.Of(z[0], Targets<float>.Labels(Indices.Of 3)))
let gradient = graded.Gradient[0].Value
let chained =
    let jacobian = Derivative.Reverse(SoftmaxMap(), scores.Reshape(Shape.Of 10)).Matrix
    fun i -> -1.0 / f[3] * jacobian[30 + i]
let short i = f[i] - (if i = 3 then 1.0 else 0.0)
note.Claim($"of 10 classes class 3, counted from 0, costs {graded.Value.ToScalar():F4} = -log f_3 = {-log f[3]:F4}", abs (graded.Value.ToScalar() + log f[3]) < 1e-14)
note.Claim($"its gradient is that of the chain to {Seq.max (seq { for i in 0..9 -> abs (gradient[i] - chained i) }):E0}, and f - e_3 to {Seq.max (seq { for i in 0..9 -> abs (gradient[i] - short i) }):E0}",
    Seq.forall (fun i -> abs (gradient[i] - chained i) < 1e-14 && abs (gradient[i] - short i) < 1e-14) [ 0..9 ])

// 3. Dog 0.95, cat 0.05
//
// Two classes depend on the difference of their logits alone, by a sigmoid: 0.95 is a difference of log 19. Doubling all logits decides the same and says 0.997: it is the scale of the
// logits, not the decision, that is called confidence. Whether 95 of 100 such answers are right (calibration) must be counted.
let difference = log (0.95 / 0.05)
let dog = softmax [ difference; 0.0 ]
let surer = softmax [ 2.0 * difference; 0.0 ]
note.Claim($"0.95 against 0.05 is a difference of {difference:F3} = log 19 of the logits; it costs {-log dog[0]:F4} if it is a dog and {-log dog[1]:F4} if a cat",
    abs (dog[0] - 0.95) < 1e-15 && abs (difference - log 19.0) < 1e-12)
note.Claim($"twice the logits make the same decision with {surer[0]:F4}, 361 : 1", abs (surer[0] - 361.0 / 362.0) < 1e-14)

// A network that has learnt its own items by heart (memorised its training set) is surer than it is right (overconfident).
let moons seed count = Synthetic.TwoMoons(Key.Of seed, count, 0.35)
let trained = Model.Of(2).Dense(64, Activation.Relu).Dense(64, Activation.Relu).Dense(2).Init(Key.Of 2UL).Fit(moons 3UL 30, FitSettings(Optimizer = Optimizer.Adam 0.02, Epochs = (if note.Quick then 300 else 1000), BatchSize = 30)).Last
let sure, right =
    let data = moons 4UL 1000
    let said = trained.Probabilities data.Inputs
    let top = [ for i in 0..999 -> max said[2 * i] said[2 * i + 1] ]
    float (List.average top), (trained.Evaluate data).Accuracy.Value
note.Claim($"a network that overfits is {sure:P1} sure of new items (a test set) on average and right about {right:P1}", sure > right + 0.03)

// 4. Numbers of a machine
//
// "Values in (0, 1)": of real numbers. In a machine the ends are reached (rounding, underflow), and the logarithm of a softmax is lost where that of log-softmax is exact.
let apart = softmax [ 1000.0; 0.0 ]
let logs = Ops.LogSoftmax(Var(vector [ 1000.0; 0.0 ])).Value().Value
note.Claim($"of logits 1000 and 0 the probabilities are {apart[0]} and {apart[1]}, the logarithm of the second {log apart[1]}, log-softmax {logs[1]}; exp 1000 / sum alone is {exp 1000.0 / (exp 1000.0 + 1.0)}",
    apart[0] = 1.0 && apart[1] = 0.0 && logs[1] = -1000.0 && Double.IsNaN(exp 1000.0 / (exp 1000.0 + 1.0)))

// 5. One softmax too many
//
// The deck's PyTorch model ends with Softmax. A loss that takes logits, as cross entropy does there and here, applies it again, to numbers in [0, 1]: then even the perfect answer
// costs log(1 + (K - 1) / e), and at the beginning gradients are K times smaller, as the Jacobian of equal probabilities is (I - 1/K) / K.
let classes = 10
let cost (z: Var<float>) = Loss.CrossEntropy.Of(z, Targets<float>.Labels(Indices.Of 3))
let twice (z: Var<float>) = (Ops.Softmax z).Bind(fun p -> cost p)
let at (z: Tensor<float>) (loss: Var<float> -> Diff<float, Var<float>>) = Gradient.Of(Leaves<float>.Of z, fun (leaves: Leaves<float>) -> loss leaves[0])
let perfect = Tensor<float>.Of(Shape.Of(1, classes), [| for k in 0 .. classes - 1 -> if k = 3 then 100.0 else 0.0 |])
let once, least = (at perfect cost).Value.ToScalar(), (at perfect twice).Value.ToScalar()
let floor = log (1.0 + float (classes - 1) / Math.E)
let zero = Tensor<float>.Zeros(Shape.Of(1, classes))
let ratio = (at zero cost).Gradient[0].Value[3] / (at zero twice).Gradient[0].Value[3]
note.Claim($"a perfect answer costs {once:E0} with one softmax and {least:F4} with two, log(1 + 9 / e) = {floor:F4}; at equal logits its gradient is {ratio:F2} times smaller",
    once < 1e-12 && abs (least - floor) < 1e-12 && abs (ratio - float classes) < 1e-9)

// Of two classes softmax twice costs between log(1 + 1 / e) and log(1 + e), whatever the logits: a right answer goes on costing, a wrong one hardly pulls (the loss saturates).
let sweep = [| for i in -60..60 -> float i / 10.0 |]
let again d = -(Ops.LogSoftmax(Var(softmax [ d; 0.0 ])).Value().Value[0])
let lowest, highest = log (1.0 + 1.0 / Math.E), log (1.0 + Math.E)
note.Claim($"of two classes softmax twice costs {again 60.0:F4} at best and {again -60.0:F4} at worst, log(1 + 1 / e) and log(1 + e)",
    abs (again 60.0 - lowest) < 1e-12 && abs (again -60.0 - highest) < 1e-12 && sweep |> Array.forall (fun d -> again d > lowest && again d < highest))

let names = Many.Of [| for z in logits -> $"z = {z}".Replace('-', '−') |]
note.Draw("softmax-jacobian", HeatMap.Of(Tensor<float32>.Of(Shape.Of(4, 4), [| for d in reverse.Span.ToArray() -> float32 d |]), "Jacobian of softmax at logits 2, 1, 0, −1", names, names))
let line name (value: float -> float) : Mark = Dl.CSharp.Line(name, Many.Of [| for d in sweep -> struct (d, value d) |])
note.Draw("softmax-pair", Chart("With softmax twice the loss stays between 0.31 and 1.31", Axis "logit of dog minus logit of cat", Axis "probability; loss in nats",
    Many.Of [| line "probability of dog" (fun d -> (softmax [ d; 0.0 ])[0]); line "loss if it is a dog" (fun d -> -(Ops.LogSoftmax(Var(vector [ d; 0.0 ])).Value().Value[0]))
               line "the same with softmax twice" again |]))

// What would falsify this: an entry of the Jacobian off p_i ([i = j] - p_j), a gradient off f - e_3, or a second softmax that lets the loss go to 0.
exit (note.End())
