// Manifolds: two spirals through the layers of a small network
//
// Run it: dotnet build -c Release, then dotnet fsi notes/manifolds.fsx [--quick].
//
// The deck's hypothesis: "the space we must navigate has a smaller dimensionality; most possible inputs are unrealistic". And: "each layer in a NN is a different manifold, transforming the space to facilitate the
// target task". The second sentence is loose: a layer is a map; the manifold is what the data lie on, and the map bends the space around it. In the plane one can look at it.
#load "page.fsx"

open System
open Dl.Core
open Dl.CSharp
open Dl.Functional

let many (points: seq<struct (float * float)>) = Many.ToMany points

// 1. Spirals
//
// Each block is x + V tanh(U x + b) + c with 8 units inside and two outside, so that what comes out is a plane again; a straight line ends it. Nothing keeps such a block from folding the plane. But if |U| |V| < 1
// then x -> V tanh(U x + b) + c brings points closer together, and x can be got back from y = x + g(x) as the one fixed point of x = y - g(x) (g is a contraction; Banach; Behrmann et al., Invertible Residual Networks, 2019): the
// block only bends (it is a homeomorphism). With columns of length at most 0.49, |U| |V| <= 0.49^2 sqrt 8 sqrt 2 = 0.96: max-norm does it. Curves that do not cross go on not crossing, and how far they are bent apart is a matter of how many blocks there are.
let blocks = 16
let count, steps = if note.Quick then 120, 400 else 400, 1000

// The arms meet in the origin; what lies within 0.2 of it is left out, so that they are two curves that do not cross.
let spirals =
    let drawn = Synthetic.Spirals(Key.Of 1UL, count + count / 2, 1.0, 0.0)
    let radius i = sqrt (drawn.Inputs[2 * i] ** 2.0f + drawn.Inputs[2 * i + 1] ** 2.0f)
    (drawn.At(Indices.Of [| for i in 0 .. drawn.Count - 1 do if radius i > 0.2f then i |])).Take count

let points, labels = spirals.Inputs.Convert<float>(), nonNull spirals.Labels
let block = Net.Residual(Net.Seq(Dense(8, Activation.Tanh), Dense 2)) :> ILayer
let layers = [ for _ in 1..blocks -> block ] @ [ Dense 2 :> ILayer ]
let net = Net.Seq(List.toArray layers)

let learn (net: ILayer) (optimizer: Optimizer) (constraints: IConstraint list) steps (x: Tensor<float>) classes seed =
    let batch = Batch(x, Targets<float>.Labels classes)
    Train.Fold(Seq.replicate steps batch, Train.Start<float>(net, optimizer, Shape.Of(x.Shape.Last), Key.Of seed), Step<float>(net, Loss.CrossEntropy, optimizer, Constraints = Many.ToMany constraints))

let rightOf (logits: Tensor<float>) (classes: Indices) =
    Seq.averageBy (fun i -> if (logits[2 * i + 1] > logits[2 * i]) = (classes[i] = 1) then 1.0 else 0.0) [ 0 .. classes.Count - 1 ]

// Descent finds such a bending from some starts and not from others: of a few (random restarts) the one with the least loss is looked at.
let adam = Optimizer.Adam(Schedule.Linear(0.01, 0.001, int64 steps))
let began = [ for seed in (if note.Quick then [ 3UL ] else [ 2UL .. 6UL ]) -> learn net adam [ MaxNorm 0.49 ] steps points labels seed ]
let logitsOf (learner: Learner<float>) = Net.Infer(net, learner.Params, learner.State, points)
let lossOf learner = Loss.CrossEntropy.Of(Var(logitsOf learner), Targets<float>.Labels labels).Value().Value.ToScalar()
for each in began do note.Say $"a start: loss {lossOf each:E1}, {rightOf (logitsOf each) labels:P1} of the points right"
let learner = List.minBy lossOf began

/// The plane behind the first blocks.
let carried (learner: Learner<float>) depth x =
    let parts, states = learner.Params :?> Trees<float>, learner.State :?> Trees<float>
    if depth = 0 then x
    else
        let first (trees: Trees<float>) = Trees<float>(Many.ToMany(Seq.take depth trees.Items))
        Net.Infer(Net.Seq(List.toArray (List.take depth layers)), first parts, first states, x)

let behind depth x = carried learner depth x

/// What the best straight line gets right, by a logistic regression on the plane.
let separable (x: Tensor<float>) =
    let line = Dense 2
    let fitted = learn line (Optimizer.Adam 0.1) [] (if note.Quick then 150 else 500) x labels 3UL
    rightOf (Net.Infer(line, fitted.Params, fitted.State, x)) labels

let shares = [ for depth in 0..blocks -> separable (behind depth points) ]
for depth, share in List.indexed shares do if depth % 4 = 0 then note.Say $"behind {depth} blocks a straight line has {share:P1} of the points right"
note.Claim($"two spirals, the best of {began.Length} starts: a straight line has {shares[0]:P1} of the points right (accuracy on the training set), behind {blocks} blocks {List.last shares:P1}", shares[0] < 0.75 && List.last shares > (if note.Quick then 0.8 else 0.99))

// Whether the plane folds at a place says the sign of the Jacobian's determinant there; two steps of 1e-5 measure it, at each point of a grid.
let cells = 40
let low, high = -1.1, 1.1
let grid (right, up) =
    Tensor<float>.Of(Shape.Of((cells + 1) * (cells + 1), 2), [| for i in 0..cells do for j in 0..cells do yield! [| low + (high - low) * float i / float cells + right; low + (high - low) * float j / float cells + up |] |])

let folded (map: Tensor<float> -> Tensor<float>) =
    let at, right, up = map (grid (0.0, 0.0)), map (grid (1e-5, 0.0)), map (grid (0.0, 1e-5))
    let determinant k = (right[k] - at[k]) * (up[k + 1] - at[k + 1]) - (right[k + 1] - at[k + 1]) * (up[k] - at[k])
    Seq.averageBy (fun i -> if determinant (2 * i) <= 0.0 then 1.0 else 0.0) [ 0 .. (cells + 1) * (cells + 1) - 1 ]

let folds = Seq.max [ for depth in 0..blocks -> folded (behind depth) ]
let free = learn net adam [] steps points labels 3UL
let turned = folded (carried free blocks)
note.Claim($"at {folds:P1} of {(cells + 1) * (cells + 1)} places of the plane the determinant is not positive, behind whichever block: it is bent and nowhere folded", (folds = 0.0))
note.Claim($"without the limit the same network has {rightOf (Net.Infer(net, free.Params, free.State, points)) labels:P1} of the points right after as many steps, and turns the plane over at {turned:P1} of the places: layers need not keep a manifold's shape", turned > 0.02 && turned < 0.98)

// Each fourth block is drawn, with the image of a grid; each of its lines is followed at 401 places.
if not note.Quick then
    for depth in 0..4..blocks do
        let plane = behind depth points
        let along v upright =
            let at i = low + (high - low) * float i / 400.0
            let carried = behind depth (Tensor<float>.Of(Shape.Of(401, 2), [| for i in 0..400 do yield! (if upright then [ v; at i ] else [ at i; v ]) |]))
            Many.ToMany [ for i in 0..400 -> struct (carried[2 * i], carried[2 * i + 1]) ]
        let curves = Many.ToMany [ for k in 0..10 do for upright in [ true; false ] -> along (low + (high - low) * float k / 10.0) upright ]
        let arm label = Dots(spirals.Classes[label], many [ for i in 0 .. count - 1 do if labels[i] = label then struct (plane[2 * i], plane[2 * i + 1]) ]) :> Mark
        let title = if depth = 0 then "No straight line separates the arms of the inputs" else $"Behind {depth} of {blocks} blocks the plane is bent, not folded"
        note.Draw($"manifolds-{depth}", Chart(title, Axis "first coordinate", Axis "second coordinate", Many.Of<Mark>(Contours curves, arm 0, arm 1), Tall = 330.0))

// 2. What a plane cannot do
//
// A disc inside a ring. Layers of two tanh units with invertible matrices map the plane to the plane one to one and continuously (homeomorphisms onto their images); the ring's image still goes around the disc's, and no straight line separates them. A
// matrix that is not invertible presses the plane flat (its rank is 1 or 0), which is worse. One unit more, and the disc is lifted out of the ring (Olah, Neural Networks, Manifolds, and Topology, 2014).
let around n seed =
    let key = Key.Of seed
    let radius i = if i % 2 = 1 then 0.4 * sqrt (key.Uniform(int64 (2 * i))) else 0.7 + 0.3 * key.Uniform(int64 (2 * i))
    let angle i = 2.0 * Math.PI * key.Uniform(int64 (2 * i + 1))
    Tensor<float>.Of(Shape.Of(n, 2), [| for i in 0 .. n - 1 do yield! [| radius i * cos (angle i); radius i * sin (angle i) |] |]), Indices.Of [| for i in 0 .. n - 1 -> i % 2 |]

let ring, inside = around (if note.Quick then 200 else 1000) 4UL
let fresh, truth = around 2000 5UL

let widest width seed =
    let net = Net.Seq(Dense(width, Activation.Tanh), Dense(width, Activation.Tanh), Dense(width, Activation.Tanh), Dense 2)
    let fitted = learn net (Optimizer.Adam 0.02) [] (if note.Quick then 300 else 2000) ring inside seed
    rightOf (Net.Infer(net, fitted.Params, fitted.State, fresh)) truth

let seeds = if note.Quick then [ 6UL ] else [ 6UL .. 10UL ]
let two, three = List.map (widest 2) seeds, List.map (widest 3) seeds
note.Claim($"a disc in a ring: three layers of two units have at most {List.max two:P1} of new points right ({seeds.Length} starts), three layers of three units {List.max three:P1}", List.max two < 0.99 && List.max three > (if note.Quick then 0.97 else 0.995))

// 3. How many dimensions pictures have
//
// If points lie on a manifold of dimension m (intrinsic dimension), the number within a distance r grows like r^m. From the distances T_1 <= ... <= T_k to the k nearest others the likeliest m (maximum likelihood) is 1 / mean_j ln(T_k / T_j) (Levina and Bickel,
// 2005; inverses averaged as MacKay and Ghahramani do). For few points in many dimensions it is too small, so the number for noise is a lower bound.
let dimension (x: Tensor<float32>) k =
    let n, width = x.Shape[0], x.Shape.Size / x.Shape[0]
    let flat = x.Span.ToArray()
    let distance i j =
        let mutable sum = 0.0f
        for p in 0 .. width - 1 do
            let d = flat[i * width + p] - flat[j * width + p]
            sum <- sum + d * d
        Math.Sqrt(float sum)
    let inverse i =
        let near = [| for j in 0 .. n - 1 do if j <> i then distance i j |] |> Array.sort
        Seq.sum [ for j in 0 .. k - 2 -> Math.Log(near[k - 1] / near[j]) ] / float (k - 1)
    1.0 / Seq.average [ for i in 0 .. n - 1 -> inverse i ]

let pictures = if note.Quick then 100 else 1000
let glyphs = (Glyphs.Make(Key.Of 11UL, pictures)).Inputs
let noise = (Key.Of 12UL).Uniform<float32>(Shape.Of(pictures, 784))
let curve = Tensor<float32>.Of(Shape.Of(pictures, 2), [| for i in 0 .. pictures - 1 do let t = (Key.Of 13UL).Uniform(int64 i) in yield! [| float32 (t * cos (6.0 * t)); float32 (t * sin (6.0 * t)) |] |])
let digits, random, spiral = dimension glyphs 10, dimension noise 10, dimension curve 10
note.Claim($"{pictures} points of a spiral in the plane have dimension {spiral:F2}, {pictures} drawn digits {digits:F1}, as many pictures of noise at least {random:F0}; all these pictures have 784 pixels",
    abs (spiral - 1.0) < 0.2 && digits < 40.0 && random > 2.0 * digits)

// What would falsify this: spirals that no bending makes separable; a network of width two that tells all of the disc from all of the ring; digits with as many dimensions as noise.
exit (note.End())
