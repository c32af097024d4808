// Mixture densities: when the answer is not one number
//
// Run it: dotnet build -c Release, then dotnet fsi notes/mixture-density.fsx [--quick].
//
// The deck reads a loss as minus a log likelihood (negative log likelihood): square loss (mean squared error) is a normal density of fixed variance about f(x); a network that says mean and variance is
// heteroscedastic; one that says all parameters of a mixture of normal densities has a "multimodal output". Where does each of them fail? Bishop's example ("Mixture density networks", 1994) tells: x = t + 0.3 sin(2 pi t) + noise is
// a function of t, but for one x there may be three t (an ill-posed inverse problem). Least squares gives the mean of t given x, and the mean of three answers need not be one.
#load "page.fsx"

open System
open Dl.Core
open Dl.CSharp
open Dl.Functional

let count, steps = if note.Quick then 200, 400 else 1500, 3000

let column (values: float seq) =
    let all = Seq.toArray values
    Tensor<float>.Of(Shape.Of(all.Length, 1), all)

let dots name points = Dots(name, Many.ToMany [ for x, y in points -> struct (x, y) ]) :> Mark
let line name points = Line(name, Many.ToMany [ for x, y in points -> struct (x, y) ]) :> Mark

/// A network of two hidden layers for one loss, learnt from all pairs at once (full batch): what it says about inputs. Its inputs are standardised:
/// on x in [0, 1] as it is the units of tanh are almost straight, and least squares learns hardly more than a line in 1500 steps.
let learn (loss: ILoss) outputs (x: Tensor<float>) (y: Tensor<float>) seed =
    let center = Seq.average (x.Span.ToArray())
    let spread = sqrt (Seq.averageBy (fun v -> (v - center) ** 2.0) (x.Span.ToArray()))
    let standardised (x: Tensor<float>) = column [| for v in x.Span.ToArray() -> (v - center) / spread |]
    let net = Net.Seq(Dense(24, Activation.Tanh), Dense(24, Activation.Tanh), Dense outputs)
    let adam = Optimizer.Adam(Schedule.Linear(0.01, 0.001, int64 steps))
    let batch = Batch(standardised x, Targets<float>.Values y)
    let learner = Train.Fold(Seq.replicate steps batch, Train.Start<float>(net, adam, Shape.Of(x.Shape.Last), Key.Of seed), Train.Step<float>(net, loss, adam))
    fun (at: Tensor<float>) -> Net.Infer(net, learner.Params, learner.State, standardised at)

let value (loss: ILoss) (output: Tensor<float>) (targets: Tensor<float>) =
    loss.Of(Var output, Targets<float>.Values targets).Value().Value.ToScalar()

// 1. A variance that depends on x
//
// y = sin 2x + noise of (standard) deviation 0.05 + 0.15 x. With mean m and s = ln variance the loss of a number is (s + (y - m)^2 e^-s) / 2 + ln(2 pi) / 2. For a fixed m the best s is ln E (y - m)^2: so the network must learn
// how wrong it is, at each x.
let noisy n seed =
    let key = Key.Of seed
    let x = [| for i in 0 .. n - 1 -> 3.0 * key.Uniform(int64 i) |]
    column x, column [| for i in 0 .. n - 1 -> sin (2.0 * x[i]) + (0.05 + 0.15 * x[i]) * (key.Child 1L).Normal(int64 i) |]

let x, y = noisy count 1UL
let x', y' = noisy 2000 2UL
let heteroscedastic = Heteroscedastic(true)
let said = learn heteroscedastic 2 x y 3UL
let places = [| for i in 1..29 -> 3.0 * float i / 30.0 |]
let told = said (column places)
let deviations = [| for i in 0..28 -> exp (told[2 * i + 1] / 2.0) |]
let farthest = Seq.max [ for i in 0..28 -> abs (deviations[i] / (0.05 + 0.15 * places[i]) - 1.0) ]
let square = learn Loss.MeanSquaredError 1 x y 3UL

// Square loss as a density: one variance for all, the one that fits best.
let variance = value Loss.MeanSquaredError (square x) y
let fixedLoss = (Math.Log(2.0 * Math.PI * variance) + value Loss.MeanSquaredError (square x') y' / variance) / 2.0
let ownLoss = value heteroscedastic (said x') y'
note.Claim($"the deviation that the network says is within {farthest:P0} of 0.05 + 0.15 x, from {deviations[0]:F3} to {deviations[28]:F3}", farthest < (if note.Quick then 0.7 else 0.35))
note.Claim($"minus log likelihood of new points (test loss): {ownLoss:F3} with a variance for each x, {fixedLoss:F3} with one for all", ownLoss < fixedLoss - 0.03)

if not note.Quick then
    let mean = [| for i in 0..28 -> told[2 * i] |]
    let band = Band("two deviations about the mean", Many.ToMany [ for i in 0..28 -> struct (places[i], mean[i] - 2.0 * deviations[i], mean[i] + 2.0 * deviations[i]) ])
    note.Draw("mixture-density-variance", Chart("A network that says how sure it is", Axis("x"), Axis("y"),
        Many.Of<Mark>(dots "points" [ for i in 0 .. 299 -> x[i], y[i] ], band, line "mean" (Seq.zip places mean))))

// 2. Several answers
let inverse n seed =
    let key = Key.Of seed
    let t = [| for i in 0 .. n - 1 -> key.Uniform(int64 i) |]
    column [| for i in 0 .. n - 1 -> t[i] + 0.3 * sin (2.0 * Math.PI * t[i]) + 0.2 * (key.Child 1L).Uniform(int64 i) - 0.1 |], column t

let forward t = t + 0.3 * sin (2.0 * Math.PI * t)
let px, pt = inverse count 4UL
let px', pt' = inverse 2000 5UL
let mixture k = MixtureDensity(k, Covariance.Isotropic)
let components = if note.Quick then [ 1; 3 ] else [ 1; 2; 3; 5 ]
let networks = dict [ for k in components -> k, learn (mixture k) ((mixture k).Outputs 1) px pt 6UL ]
let losses = [ for k in components -> k, value (mixture k) (networks[k] px') pt' ]
for k, loss in losses do note.Say $"{k} densities: minus log likelihood {loss:F3} of new points"
let loss k = losses |> List.find (fun (n, _) -> n = k) |> snd
note.Claim($"three densities describe the inverse better than one by {loss 1 - loss 3:F2} nats a point", loss 3 < loss 1 - (if note.Quick then 0.1 else 0.4))

// One density is heteroscedastic regression: the logarithm of a deviation is half that of a variance.
let one = networks[1] px'
let asVariance = Tensor<float>.Of(Shape.Of(2000, 2), [| for i in 0..1999 do yield! [| one[3 * i + 1]; 2.0 * one[3 * i + 2] |] |])
note.Claim($"a mixture of one density is heteroscedastic regression: the two losses differ by {abs (value heteroscedastic asVariance pt' - loss 1):E1}", abs (value heteroscedastic asVariance pt' - loss 1) < 1e-12)

// What each answers at x, and how far the answer, put back into the function, is from x. The mixture answers by the mean (centre) of its component whose density is highest, about the mode of t given x.
let squares = learn Loss.MeanSquaredError 1 px pt 6UL
let asked = [| for i in 0..60 -> 0.2 + 0.6 * float i / 60.0 |]
let mixed = (mixture 3).Read(networks[3] (column asked), 1)
let weight i k = mixed.Weights[3 * i + k]
let mean i k = mixed.Means[3 * i + k]
let deviation i k = mixed.Factors[3 * i + k]
let strongest = [| for i in 0..60 -> Seq.maxBy (fun k -> weight i k / deviation i k) [ 0..2 ] |> mean i |]
let average = [| for i in 0..60 -> Seq.sum [ for k in 0..2 -> weight i k * mean i k ] |]
let middles = squares (column asked)
let off (answers: float seq) = Seq.zip asked answers |> Seq.averageBy (fun (x, t) -> abs (forward t - x))
let middle = [| for i in 0..60 -> middles[i] |]
note.Claim($"for x from 0.2 to 0.8 the answer of least squares, put back, misses x by {off middle:F3} on average, the centre of the strongest density by {off strongest:F3}",
    off middle > 1.5 * off strongest)

// Least squares is not wrong about what it computes: E[t | x]. So does the mixture: the sum of its weighted centres (law of total expectation; a weight is called mixing coefficient). What E[t | x] is can be
// computed: t is uniform and so is the noise, of width 0.2, so given x it is uniform over those t with |t + 0.3 sin(2 pi t) - x| <= 0.1, and the midpoint rule takes their mean.
let expected x = Array.average [| for i in 0..9999 do let t = (float i + 0.5) / 10000.0 in if abs (forward t - x) <= 0.1 then t |]
let means = Array.map expected asked
let between a b = Seq.zip a b |> Seq.averageBy (fun (a: float, b) -> abs (a - b))
let farthestOf a = Seq.zip means a |> Seq.map (fun (a: float, b) -> abs (a - b)) |> Seq.max
// Five of the x: 0.2, 0.4, 0.5, 0.6 and 0.8.
let five = [ 0; 20; 30; 40; 60 ]
let missedBy (answers: float[]) = [ for i in five -> abs (answers[i] - means[i]) ]
let inTurn (values: float seq) = String.Join(", ", Seq.map (fun (v: float) -> v.ToString "F3") values)
note.Claim($"E[t | x] at x = 0.2, 0.4, 0.5, 0.6, 0.8 is {inTurn [ for i in five -> means[i] ]}; least squares is off by {inTurn (missedBy middle)}, the mean of the mixture by {inTurn (missedBy average)}",
    List.max (missedBy middle @ missedBy average) < (if note.Quick then 0.15 else 0.06))
// Other answers come in and go where x passes 0.307 and 0.693: there E[t | x] rises like a root, by 0.3 within 0.015, and a smooth curve through 1500 points cuts the corner.
let ofSquares, ofMixture, away = between means middle, between means average, between means strongest
note.Claim($"over x from 0.2 to 0.8 least squares is {ofSquares:F3} from it on average and {farthestOf middle:F3} at most, the mean of the mixture {ofMixture:F3} and {farthestOf average:F3}, the strongest centre {away:F3} on average",
    max ofSquares ofMixture < (if note.Quick then away / 1.5 else away / 3.0))

if not note.Quick then
    let strong = [ for i in 0..60 do for k in 0..2 do if weight i k > 0.15 then asked[i], mean i k ]
    note.Draw("mixture-density-inverse", Chart("Least squares answers with the mean of three t", Axis("x"), Axis("t", Min = 0.0, Max = 1.0),
        Many.Of<Mark>(dots "points" [ for i in 0..399 -> px[i], pt[i] ], line "least squares" (Seq.zip asked middle),
            Line("E[t | x]", Many.ToMany [ for x, t in Seq.zip asked means -> struct (x, t) ], true), dots "centres of weight above 0.15" strong)))

// 3. Covariances
//
// Two numbers that err together: y = (cos 2x, sin 2x) + noise of deviation 0.2 in both, correlated by r(x) = 0.9 cos 2x. A density with a variance for each number cannot lean; one with a Cholesky factor
// can, and gains -ln(1 - r^2) / 2 at each x, the mutual information of two correlated normal numbers.
let covariances () =
    let r x = 0.9 * cos (2.0 * x)
    let leaning n seed =
        let key = Key.Of seed
        let x = [| for i in 0 .. n - 1 -> 3.0 * key.Uniform(int64 i) |]
        let pair i =
            let a, b = (key.Child 1L).Normal(int64 (2 * i)), (key.Child 1L).Normal(int64 (2 * i + 1))
            [| cos (2.0 * x[i]) + 0.2 * a; sin (2.0 * x[i]) + 0.2 * (r x[i] * a + sqrt (1.0 - r x[i] * r x[i]) * b) |]
        column x, Tensor<float>.Of(Shape.Of(n, 2), Array.collect pair [| 0 .. n - 1 |])
    let x, y = leaning count 7UL
    let x', y' = leaning 2000 8UL
    let one covariance = MixtureDensity(1, covariance)
    let told covariance = learn (one covariance) ((one covariance).Outputs 2) x y 9UL
    let full, diagonal = told Covariance.Full, told Covariance.Diagonal
    let gain = value (one Covariance.Diagonal) (diagonal x') y' - value (one Covariance.Full) (full x') y'
    let theory = Seq.averageBy (fun i -> -Math.Log(1.0 - r x'[i] * r x'[i]) / 2.0) [ 0..1999 ]
    note.Claim($"a full covariance is better than a diagonal one by {gain:F3} nats a point, theory {theory:F3}", abs (gain - theory) < 0.15 * theory)
    let factors = ((one Covariance.Full).Read(full (column places), 2)).Factors
    let correlations = [| for i in 0..28 -> factors[4 * i + 2] / sqrt (factors[4 * i + 2] * factors[4 * i + 2] + factors[4 * i + 3] * factors[4 * i + 3]) |]
    let off = Seq.zip places correlations |> Seq.averageBy (fun (x, said) -> abs (said - r x))
    note.Claim($"and the correlation that it says is {off:F3} from 0.9 cos 2x on average", off < 0.1)
    note.Draw("mixture-density-correlation", Chart("The correlation that a network says", Axis "x", Axis("correlation", Min = -1.0, Max = 1.0),
        Many.Of<Mark>(line "0.9 cos 2x" [ for x in places -> x, r x ], dots "said" (Seq.zip places correlations))))

if not note.Quick then covariances ()

// What would falsify this: one density that describes three answers as well as three do; least squares or a mean of the mixture far from E[t | x].
exit (note.End())
