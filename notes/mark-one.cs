#!/usr/bin/env dotnet
#:project ../Dl.CSharp
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;
using Scene = Dl.Functional.Picture;
using Shown = Dl.CSharp.Picture;

// Mark I: a machine that reads letters
//
// The first perceptron in hardware looked at 20 x 20 photocells through 512 association units and answered with 8 response units; "it recognized letters of the
// alphabet". Two decks call the association units "trainable". In the machine they were wired at random once and for all (Hay, Lynch and Smith, Mark I perceptron
// operators' manual, 1960): its motors turned the weights between them and the responses. So it is a random projection to 512 bits with a line behind
// each response, and this page asks what the projection is good for.
//
// With the cells x, an association unit j that is excited by the cells E_j and inhibited by the cells I_j (20 each here), and a response i:
//     s_j = 1{sum over E_j of x - sum over I_j of x > 0},    r_i = 1{w_i s + b_i > 0}.
// After a picture on which response i ought to say d_i only its own weights are turned (Rosenblatt's rule, a = 1):
//     w_i <- w_i + a (d_i - r_i) s,    b_i <- b_i + a (d_i - r_i).

var note = Note.Begin(args, Console.Out);

// 1. Letters on photocells
//
// Eight letters of 5 x 7 points, twice enlarged, somewhere on the field, with some cells flipped. Each response is to fire for one letter.
const string Names = "ABCDEFGH";
string[] font =
[
    " ### #   ##   #######   ##   ##   #", "#### #   ##   ##### #   ##   ##### ", " ### #   ##    #    #    #   # ### ", "#### #   ##   ##   ##   ##   ##### ",
    "######    #    #### #    #    #####", "######    #    #### #    #    #    ", " ### #   ##    # ####   ##   # ### ", "#   ##   ##   #######   ##   ##   #",
];
const int Side = 20;
Scene Letter(int which, int right, int down, double noise, Key key) => new(
    Enumerable.Range(0, Side * Side).Select(cell =>
    {
        var (x, y) = (cell % Side - right, cell / Side - down);
        var ink = x is >= 0 and < 10 && y is >= 0 and < 14 && font[which][y / 2 * 5 + x / 2] == '#';
        return ink != key.Uniform(cell) < noise ? 1.0 : 0;
    }).ToMany(),
    Enumerable.Range(0, Names.Length).Select(i => i == which).ToMany());
// In the middle the corner of a letter is at (5, 3); it may be off by so many cells either way.
Many<Scene> Letters(Key key, int count, int shift, double noise) => Enumerable.Range(0, count).Select(i =>
    Letter(i % Names.Length, 5 + key.Child(i).Below(2 * shift + 1, 1000) - shift, 3 + key.Child(i).Below(2 * shift + 1, 1001) - shift, noise, key.Child(i))).ToMany();

// Right is a picture on which exactly the one response fires that ought to.
double Right(MarkOne machine, Many<Scene> pictures) => (double)pictures.Count(picture => machine.Answer(picture.Cells).Equals(picture.Fires)) / pictures.Count;

// 2. The machine learns, and its association units do not
var passes = note.Quick ? 20 : 100;
var (lessons, exam) = (Letters(Key.Of(1), note.Quick ? 240 : 800, 1, 0.05), Letters(Key.Of(2), note.Quick ? 160 : 400, 1, 0.05));
var blank = MarkOne.Wired(Key.Of(3));
var taught = blank.Learn(lessons, passes);
note.Say($"{blank.Associations[0].Weights.Count} photocells, {blank.Associations.Count} association units, {blank.Responses.Count} responses, {lessons.Count} letters moved by up to one cell with 5 % of the cells flipped");
note.Claim($"all responses converge, after {taught.Responses.Max(r => r.Passes)} passes at most and {taught.Responses.Sum(r => r.Mistakes)} mistakes together; the association units are what they were",
    taught.Responses.All(r => r.Converged) && taught.Machine.Associations.Equals(blank.Associations));
var (onLessons, onExam) = (Right(taught.Machine, lessons), Right(taught.Machine, exam));
note.Claim($"of the letters it learned from it answers {onLessons:P1} with all eight responses right, of others {onExam:P1}; by chance it would be {Math.Pow(2, -8):P1}", onLessons == 1 && onExam > (note.Quick ? 0.4 : 0.8));

// 3. What the projection is for
//
// The same rule on the 400 cells themselves, and behind other numbers of association units. Eight shapes in nearly one place are separable as they are, and a random
// projection only makes the noise of the cells worse: here it costs accuracy, less the more units there are.
MarkOne Direct() => new(Enumerable.Range(0, Side * Side).Select(cell => new ThresholdUnit(Enumerable.Range(0, Side * Side).Select(i => i == cell ? 1.0 : 0).ToMany(), 0, Firing.Above)).ToMany(),
    Enumerable.Repeat(Perceptron.Start(Side * Side, Firing.Above), 8).ToMany());
var direct = Direct().Learn(lessons, passes);
var onCells = Right(direct.Machine, exam);
int[] sizes = note.Quick ? [64, 512] : [32, 64, 128, 256, 512, 1024, 2048];
var bySize = sizes.Select(size => (X: (double)size, Right: size == 512 ? onExam : Right(MarkOne.Wired(Key.Of(3), associations: size).Learn(lessons, passes).Machine, exam))).ToArray();
foreach (var (size, right) in bySize) note.Say($"{size} association units: {right:P1} of other letters");
note.Claim($"more association units help, {bySize[0].Right:P1} with {bySize[0].X} and {bySize[^1].Right:P1} with {bySize[^1].X}; none at all, lines over the cells, read {onCells:P1}",
    bySize[^1].Right > bySize[0].Right + 0.2 && onCells > bySize[^1].Right);

// What needs the projection is a question that no line over the cells can decide. Two bars, each upright or lying: are they alike? The cells of the two alike pictures
// and those of the two others have the same sum, so no weights tell them apart. Patches that see both halves do.
Scene Bars(int i) => new(
    Enumerable.Range(0, Side * Side).Select(cell =>
    {
        var (x, y) = (cell % Side, cell / Side);
        var upright = x < 10 ? (i & 1) == 1 : (i & 2) == 2;
        return (upright ? x % 10 is 4 or 5 : y is 9 or 10 && x % 10 is > 0 and < 9) ? 1.0 : 0;
    }).ToMany(),
    Enumerable.Repeat((i & 1) == (i >> 1 & 1), 8).ToMany());
var pairs = Enumerable.Range(0, 4).Select(Bars).ToMany();
var (overCells, overUnits) = (Direct().Learn(pairs, 50).Responses[0], blank.Learn(pairs, 50).Responses[0]);
note.Claim($"alike or not, which is an xor: over the cells a response does not converge in 50 passes, over 512 association units it does after {overUnits.Passes}", !overCells.Converged && overUnits.Converged);

// 4. It has no idea of a place
//
// What was learned about a letter here says nothing about it there: neither the cells nor random patches know which of them are neighbours.
int[] shifts = [0, 1, 2, 3];
var apart = shifts.Select(shift => (X: (double)shift, Right: Right(taught.Machine, Enumerable.Range(0, note.Quick ? 64 : 400).Select(i =>
    Letter(i % 8, 5 + shift * (i / 8 % 2 == 0 ? 1 : -1), 3, 0.05, Key.Of(6).Child(i))).ToMany()))).ToArray();
foreach (var (shift, right) in apart) note.Say($"moved sideways by {shift}: {right:P1}");
note.Claim($"taught with letters moved by at most one cell it reads {apart[0].Right:P1} of those in the middle and {apart[^1].Right:P1} of those moved by three", apart[^1].Right < 0.5 * apart[0].Right);

Tensor<float> Pixels(Scene picture) => Tensor<float>.Of([Side, Side], [.. picture.Cells.Select(cell => (float)cell)]);
note.Draw("mark-one-letters", new ImageGrid("What the photocells see", Enumerable.Range(0, 16).Select(i => new Shown(Pixels(lessons[i]), $"{Names[i % 8]}")).ToMany()));
note.Draw("mark-one-size", new Chart("Letters read rightly by number of association units", new("association units", Log: true), new("share of new letters", Min: 0, Max: 1),
    [new Line("behind association units", bySize.Select(b => (b.X, b.Right)).ToMany()), new Line("on the cells", bySize.Select(b => (b.X, onCells)).ToMany(), Dashed: true)]));
note.Draw("mark-one-shift", new Chart("Letters read rightly when moved sideways", new("cells moved", Whole: true), new("share of letters", Min: 0, Max: 1), [new Line("read", apart.ToMany())]));

// What would falsify this: an association unit that changes while the machine learns, a line over the cells that decides alike or not, or a machine that reads moved letters.
return note.End();
