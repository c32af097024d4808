// Universal approximation: sums of shifted ReLUs, and what the theorems promise
//
// dotnet build -c Release, then dotnet fsi notes/universal-approximation.fsx [--quick]
//
// "f(x) = sum of w_i relu(x + b_i) can approximate any smooth 1D function, provided enough hidden units." The deck states Cybenko's and Hornik's theorem, for a bounded activation, then uses
// it for ReLU, which is not bounded; and Barron's bound, O(C^2 / q + q p / N log N) for q (hidden) units, p inputs and N items (training examples). Here the sum is written down, the hypothesis repaired, and
// both terms of the bound measured.
#load "page.fsx"

open System
open Dl.Core
open Dl.CSharp
open Dl.Functional

let target x = sin (2.0 * Math.PI * x)
let grid = [| for i in 0..2000 -> float i / 2000.0 |]
let column (numbers: float[]) = Tensor<float>.Of(Shape.Of(numbers.Length, 1), numbers)

// 1. The sum, written down
//
// A unit bends the line at x = -b by w. So the broken line through the values at m + 1 knots has w_i = the change of slope at knot i, and two units whose kinks lie left of the interval make
// its first piece: q = m + 1 units in all. A broken line with pieces of width h is off by at most h^2 / 8 max|f''| = pi^2 h^2 / 2 for the sine.
let net q = Net.Seq(Dense(q, Activation.Relu), Dense 1)
let form q = Train.Initial<float>(net q, Key.Of 1UL, Shape.Of 1)
let brokenLine (f: float -> float) q =
    let m = q - 1
    let at k = f (float k / float m)
    let slope k = (at (k + 1) - at k) * float m
    // a (x + 1) + b (x + 2) has the value a + 2 b at 0 and the slope a + b.
    let b = at 0 - slope 0
    let shifts = [| yield 1.0; yield 2.0; for k in 1 .. m - 1 do yield -float k / float m |]
    let weights = [| yield slope 0 - b; yield b; for k in 1 .. m - 1 do yield slope k - slope (k - 1) |]
    Tree.Rebuild((form q).Params, [| Tensor<float>.Ones(Shape.Of(1, q)); Tensor<float>.Of(Shape.Of q, shifts); column weights; Tensor<float>.Zeros(Shape.Of 1) |])
let values q (parameters: ITree<float>) = Net.Infer(net q, parameters, (form q).State, column grid).Span.ToArray()
let off (f: float -> float) (said: float[]) = Array.map2 (fun x y -> abs (f x - y)) grid said |> Array.max
let sizes = [ 5; 9; 17; 33; 65; 129 ]
let errors = [ for q in sizes -> off target (values q (brokenLine target q)) ]
let bound q = Math.PI * Math.PI / 2.0 / float ((q - 1) * (q - 1))
for q, error in List.zip sizes errors do note.Say($"{q,4} units: off by {error:E2} at most, bound {bound q:E2}")
note.Claim($"q = m + 1 shifted ReLUs stay within pi^2 / (2 m^2) of the sine, for 5 to 129 units", List.forall2 (fun q e -> e <= bound q * 1.000001) sizes errors)
note.Claim($"twice the units, a quarter of the error: {errors[4] / errors[5]:F3} from 65 to 129", abs (errors[4] / errors[5] - 4.0) < 0.05)
// Smooth is more than it needs; continuous will do, but not at that rate: a root at an inner point is gained on by sqrt 2 a doubling.
let root x = sqrt (abs (x - 1.0 / 3.0))
let rough = [ for q in [ 33; 129 ] -> off root (values q (brokenLine root q)) ]
note.Claim($"sqrt|x - 1/3|, which is not smooth, is met too, but four times the units leave {rough[1] / rough[0]:F2} of the error, not 1/16", rough[1] / rough[0] > 0.3 && rough[1] / rough[0] < 0.7)

// 2. The hypothesis
//
// Bounded is not what matters: not being a polynomial is (Leshno, Lin, Pinkus and Schocken, 1993). ReLU qualifies, the square does not: a sum of squares of (w x + b) is a parabola however many
// there are. No parabola comes nearer to the sine in the largest error (sup norm) than the line L (1 - 2 x), L = -pi cos u, where u in (pi / 2, pi) solves tan u = u - 2 pi. For its error has
// the same size L and changing signs at four places, 0, u / 2 pi, 1 - u / 2 pi and 1 (Chebyshev's alternation, the equioscillation theorem). A parabola nearer at all four would differ from the line there by
// changing signs; so the difference would have three zeros, and a polynomial of degree two has at most two.
let u =
    let rec halve low high n = let middle = (low + high) / 2.0 in if n = 0 then middle elif middle - 2.0 * Math.PI < tan middle then halve low middle (n - 1) else halve middle high (n - 1)
    halve (Math.PI / 2.0 + 1e-9) Math.PI 60
let least = -Math.PI * cos u
let residual x = target x - least * (1.0 - 2.0 * x)
let extremes = [ for x in [ 0.0; u / (2.0 * Math.PI); 1.0 - u / (2.0 * Math.PI); 1.0 ] -> residual x ]
note.Claim($"the line {least:F4} (1 - 2 x) errs by {extremes[0]:F4}, {extremes[1]:F4}, {extremes[2]:F4} and {extremes[3]:F4} in turn and nowhere by more",
    List.forall2 (fun sign e -> abs (e - sign * least) < 1e-12) [ -1.0; 1.0; -1.0; 1.0 ] extremes && grid |> Array.forall (fun x -> abs (residual x) < least + 1e-12))
// The parabola of least squares minimises another distance, the mean square, and errs by more at the ends.
let parabola =
    let design = Tensor<float>.Of(Shape.Of(grid.Length, 3), [| for x in grid do yield! [ 1.0; x; x * x ] |])
    let w = Regression.LeastSquares(design, Tensor<float>.Of(Shape.Of grid.Length, Array.map target grid), Tensor<float>.Ones(Shape.Of grid.Length))
    off target [| for x in grid -> w[0] + w[1] * x + w[2] * x * x |]
note.Claim($"any number of squares stays at least {least:F3} away, fitted by least squares {parabola:F3}, where five ReLUs are {errors[0]:F3} away", least < parabola && errors[0] < least / 2.0)

// 3. Barron's first term: 1 / q, in any dimension
//
// exp(-|x|^2 / 2) is the mean of cos(w x) over normal w. So q random units cos(w_i x), averaged, are off by Var / q in the mean square, Var = (1 + exp(-2 |x|^2)) / 2 - exp(-|x|^2): the
// argument of Maurey behind Barron's theorem. Neither p nor a grid occurs in it; q nodes of a grid in p dimensions are q^(-1/p) apart.
let dimensions = [ 1; 5; 25 ]
let unitCounts = if note.Quick then [ 4; 64 ] else [ 4; 16; 64; 256; 1024 ]
let draws = if note.Quick then 200 else 1000
let barron p q =
    let key = (Key.Of 2UL).Child(int64 p).Child(int64 q)
    let pairs =
        [ for draw in 0 .. draws - 1 ->
            let x = (key.Child(int64 draw).Child 0L).Normal<float>(Shape.Of p).Span.ToArray()
            let w = (key.Child(int64 draw).Child 1L).Normal<float>(Shape.Of(q, p)).Span.ToArray()
            let square = Array.sumBy (fun v -> v * v) x
            let mean = Array.average (Array.init q (fun i -> cos (Array.fold2 (fun sum a b -> sum + a * b) 0.0 x w[i * p .. i * p + p - 1])))
            (mean - exp (-square / 2.0)) ** 2.0, ((1.0 + exp (-2.0 * square)) / 2.0 - exp (-square)) / float q ]
    List.averageBy fst pairs, List.averageBy snd pairs
let table = [ for p in dimensions -> p, [ for q in unitCounts -> q, barron p q ] ]
for p, line in table do
    for q, (measured, theory) in line do note.Say($"{p,2} inputs, {q,4} units: mean square error {measured:E2}, theory {theory:E2}")
// A mean over so many draws of a squared error, whose deviation is at most some 2 times its mean, is known to 2 / sqrt(draws).
let slack = 3.0 * 2.0 / sqrt (float draws)
note.Claim($"the error is Var / q for 1, 5 and 25 inputs alike, within {slack:P0}", table |> List.forall (fun (_, line) -> line |> List.forall (fun (_, (measured, theory)) -> abs (measured / theory - 1.0) < slack)))

// 4. Barron's second term: units must be paid for with items
//
// The broken line fitted to N noisy items by least squares: what q units cannot express (approximation error, the squared bias) falls as q^-4, what they learn of the noise (estimation error, the variance)
// rises as q / N. So "adding more neurons will result in a better approximation" has its condition in front, "provided enough data".
let noise = 0.1
let fitted q n draw =
    let key = (Key.Of 3UL).Child(int64 (1000 * n + q)).Child(int64 draw)
    let xs = [| for i in 0 .. n - 1 -> (float i + 0.5) / float n |]
    let hat x k = max 0.0 (1.0 - abs (x * float (q - 1) - float k))
    let design (points: float[]) = Tensor<float>.Of(Shape.Of(points.Length, q), [| for x in points do for k in 0 .. q - 1 -> hat x k |])
    let w = Regression.LeastSquares(design xs, Tensor<float>.Of(Shape.Of n, Array.mapi (fun i x -> target x + noise * key.Normal(int64 i)) xs), Tensor<float>.Ones(Shape.Of n))
    let places = [| for i in 0..200 -> float i / 200.0 |]
    let e = Regression.Errors(design places, Tensor<float>.Of(Shape.Of 201, Array.map target places), w)
    Array.averageBy (fun v -> v * v) (e.Span.ToArray())
let widths = if note.Quick then [ 3; 9; 33 ] else [ 3; 4; 5; 6; 7; 9; 12; 17; 25; 33 ]
let repeats = if note.Quick then 3 else 40
let risks n = [ for q in widths -> q, List.average [ for draw in 1..repeats -> fitted q n draw ] ]
let few, many = risks 70, risks 4000
let best line = fst (List.minBy snd line)
let last line = snd (List.last line)
let second line = snd (List.find (fun (q, _) -> q = 9) line)
note.Claim($"with 70 items {best few} units are best and 33 are {last few / second few:F1} times as far off as 9; with 4000 items {best many} are, and 33 leave {last many / second many:F2} of the error of 9",
    best few < best many && last few > 1.5 * second few && last many < 0.6 * second many)

// 5. What the theorem does not say
//
// "It does not inform ... how they relate to the optimization procedure": units that exist must still be found. Adam from a random start (initialisation), with the same 33 units. Biases begin at 0, so on [0, 1] no
// kink is inside and the network begins as a straight line. Once that line fits as well as a line can, the errors sum to 0, with and without the factor x: no weight and no bias has a
// gradient, and no kink moves in. With the inputs centred, 2 x - 1, all kinks begin in the middle and spread.
let places = [| for i in 0..200 -> float i / 200.0 |]
let trained (prepare: float -> float) =
    let batch = Batch<float>(column (Array.map prepare places), Targets<float>.Values(column (Array.map target places)))
    [ for seed in [ 1UL; 2UL; 3UL ] ->
        let adam = Optimizer.Adam 0.01
        let start = Train.Start<float>(net 33, adam, Shape.Of 1, Key.Of seed)
        let last = Train.Fold(Seq.replicate (if note.Quick then 500 else 3000) batch, start, Train.Step<float>(net 33, Loss.MeanSquaredError, adam))
        off target (Net.Infer(net 33, last.Params, last.State, column (Array.map prepare grid)).Span.ToArray()) ]
let plain, centred = trained id, trained (fun x -> 2.0 * x - 1.0)
note.Claim($"trained, 33 units are off by {List.min plain:F3} to {List.max plain:F3}, with centred inputs by {List.min centred:F3} to {List.max centred:F3}; written down, by {errors[3]:F4}",
    List.min centred > 2.0 * errors[3] && List.max centred < List.min plain)

let mark (m: #Mark) = m :> Mark
let line name (points: seq<float * float>) = mark (Dl.CSharp.Line(name, Many.Of [| for x, y in points -> struct (x, y) |]))
note.Draw("universal-approximation-sums", Chart("A sum of shifted ReLUs nears the sine", Axis "x", Axis "f(x)",
    Many.Of [| yield line "sine" [ for x in grid -> x, target x ]; for q in [ 4; 6; 11 ] do yield line $"{q} units" (Seq.zip grid (values q (brokenLine target q))) |]))
note.Draw("universal-approximation-barron", Chart("Random units: the error falls as 1 / q in any dimension", Axis("units, q", Log = true), Axis("mean square error", Log = true),
    Many.Of [| yield! [ for p, points in table -> line $"{p} inputs" [ for q, (measured, _) in points -> float q, measured ] ]; mark (Dl.CSharp.Line("0.5 / q", Many.Of [| for q in [ 4.0; 1024.0 ] -> struct (q, 0.5 / q) |], true)) |]))
note.Draw("universal-approximation-items", Chart("Units must be paid for with items", Axis("units", Log = true), Axis("mean square error", Log = true),
    Many.Of [| line "70 items" [ for q, r in few -> float q, r ]; line "4000 items" [ for q, r in many -> float q, r ] |]))

// What would falsify this: a broken line outside its bound, squares that approximate the sine, or random units whose error depends on the dimension.
exit (note.End())
