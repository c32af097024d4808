#!/usr/bin/env dotnet
#:project ../Dl.CSharp
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;
using Picture = Dl.CSharp.Picture;

// Captions: a picture goes in, a sentence comes out
//
// The deck's multimodal pipelines: a convolutional network sees, a recurrent one speaks ("a giraffe is standing next to a fence"), and the slides show where they
// go wrong. In small: two digits in one picture, one before or above the other, and a sentence about them: "a three left of an eight". p(sentence | picture) is the product of
// p(word | words before, picture) (Vinyals et al., 2015), so training is cross entropy at every word, with the true words before it given ("teacher forcing").

var note = Note.Begin(args, Console.Out);
var folder = note.Quick ? null : note.Data("mnist");
var (digits, held) = folder is null ? (Glyphs.Make(Key.Of(1), note.Quick ? 600 : 10_000), Glyphs.Make(Key.Of(2), 300))
    : Idx.ReadFolder(folder) is var (all, rest) ? (all.Take(10_000), rest.Take(1000)) : default;
note.Say($"{digits.Name}: {digits.Count} digits to speak of while learning, {held.Count} others in the test");

// 1. The language: begin, an article, a digit, where it stands, an article, a digit, end. "an" stands before eight alone.
string[] words = ["<begin>", "<end>", "a", "an", "left", "above", "of", "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
int Word(string word) => Array.IndexOf(words, word);
int[] Sentence(int first, int second, bool above)
{
    int[] Digit(int k) => [Word(k == 8 ? "an" : "a"), Word("zero") + k];
    return above ? [.. Digit(first), Word("above"), .. Digit(second), Word("<end>"), Word("<end>")] : [.. Digit(first), Word("left"), Word("of"), .. Digit(second), Word("<end>")];
}
const int Length = 7, Side = 28;

// 2. Pictures of 28 x 28: two digits at half their size, side by side or one above the other; beside each the words so far, as one row of numbers for the network.
Tensor<float> Half(DataSet set) => Net.Infer(new AveragePool2d(2), Empty<float>.It, Empty<float>.It, set.Inputs);
var (small, smallHeld) = (Half(digits), Half(held));
(Tensor<float> Inputs, Indices Targets, int[][] Sentences) Scenes(DataSet set, Tensor<float> halved, Key key, int count)
{
    var scenes = Enumerable.Range(0, count).Select(n => (First: key.Child(n).Below(set.Count, 0), Second: key.Child(n).Below(set.Count, 1), Above: key.Child(n).Below(2, 2) == 0)).ToArray();
    var sentences = scenes.Select(scene => Sentence(set.Labels![scene.First], set.Labels![scene.Second], scene.Above)).ToArray();
    var row = Side * Side + Length;
    var inputs = Tensor<float>.Build([count, row], 0, (into, _) =>
    {
        into.Clear();
        for (var n = 0; n < count; n++)
        {
            var (first, second, above) = scenes[n];
            for (var i = 0; i < 196; i++)
            {
                into[n * row + ((above ? 0 : 7) + i / 14) * Side + (above ? 7 : 0) + i % 14] = halved[first * 196 + i];
                into[n * row + ((above ? 14 : 7) + i / 14) * Side + (above ? 7 : 14) + i % 14] = halved[second * 196 + i];
            }
            for (var t = 0; t < Length; t++) into[n * row + Side * Side + t] = t == 0 ? Word("<begin>") : sentences[n][t - 1];
        }
    });
    return (inputs, Indices.From([count, Length], [.. sentences.SelectMany(sentence => sentence)]), sentences);
}

// 3. The network: what the picture says stands before every word.
ILayer net = new Captioner(
    Net.Seq(new Conv2d(12, 5, padding: 2, then: Activation.Relu), new MaxPool2d(2), new Conv2d(24, 3, padding: 1, then: Activation.Relu), new MaxPool2d(2), new Flatten(), new Dense(64, Activation.Relu)),
    new Embedding(words.Length, 16), new Lstm(64), new Dense(words.Length), Side, Length);
var (steps, size) = note.Quick ? (150, 32) : (2500, 32);
var optimizer = Optimizer.Adam(note.Quick ? 5e-3 : 2e-3);
List<(double, double)> curve = [];
var learner = Train.Fold(
    Enumerable.Range(0, steps).Select(step => Scenes(digits, small, Key.Of(5).Child(step), size)).Select(scenes => new Batch<float>(scenes.Inputs, scenes.Targets)),
    Train.Start<float>(net, optimizer, [Side * Side + Length], Key.Of(4)), Train.Step<float>(net, Loss.CrossEntropy, optimizer), at =>
    {
        if (at.Steps % (steps / 50) == 0) curve.Add((at.Steps, at.Loss));
        return true;
    });
note.Say($"{Tree.Size(learner.Params)} parameters, {steps} steps of {size}: {curve[^1].Item2:F3} nats a word");

// 4. Speaking: word by word, each the most likely one, which is then given. At most as many as the longest sentence.
int[][] Spoken(Tensor<float> inputs)
{
    var (count, row, said) = (inputs.Shape[0], inputs.Shape[1], inputs.Span.ToArray());
    for (var t = 0; t < Length; t++)
    {
        var logits = Net.Infer(net, learner.Params, learner.State, Tensor<float>.Of([count, row], said));
        if (t + 1 < Length)
            for (var n = 0; n < count; n++) said[n * row + Side * Side + t + 1] = Best(logits, n, t);
        else return [.. Enumerable.Range(0, count).Select(n => (int[])[.. Enumerable.Range(1, Length - 1).Select(u => (int)said[n * row + Side * Side + u]), Best(logits, n, t)])];
    }
    return [];
}
int Best(Tensor<float> logits, int n, int t) => Enumerable.Range(0, words.Length).MaxBy(w => logits[(n * Length + t) * words.Length + w]);
string Text(int[] sentence) => string.Join(' ', sentence.TakeWhile(w => w != Word("<end>")).Select(w => words[w]));

var test = Scenes(held, smallHeld, Key.Of(6), note.Quick ? 200 : 1000);
var spoken = Spoken(test.Inputs);
double Share(Func<int[], int[], bool> right) => spoken.Zip(test.Sentences, right).Count(ok => ok) / (double)spoken.Length;
int[] Digits(int[] sentence) => [.. sentence.Where(w => w >= Word("zero"))];
bool Grammatical(int[] s) => Enumerable.Range(0, 10).SelectMany(a => Enumerable.Range(0, 10).SelectMany(b => new[] { Sentence(a, b, true), Sentence(a, b, false) })).Any(s.SequenceEqual);
var (whole, grammar, place) = (Share((said, meant) => said.SequenceEqual(meant)), Share((said, _) => Grammatical(said)), Share((said, meant) => said.Contains(Word("above")) == meant.Contains(Word("above"))));
note.Claim($"of {spoken.Length} captions of digits it never saw {whole:P1} are right in every word; guessing one of the 200 sentences makes that 0.5 %", whole > (note.Quick ? 0.05 : 0.85));
note.Claim($"{grammar:P1} are sentences of the language, \"an\" before eight and \"of\" after left, and {place:P1} say rightly how the digits stand", grammar > 0.95 && place > 0.95);
note.Say($"first digit right {Share((said, meant) => Digits(said).FirstOrDefault() == Digits(meant)[0]):P1}, second {Share((said, meant) => Digits(said).LastOrDefault() == Digits(meant)[1]):P1}");

// 5. Grammar is in the words, meaning in the picture: shown noise, it says well-formed things that are not so - the deck's "nonsensical" captions.
var others = Tensor<float>.Build(test.Inputs.Shape, test.Inputs, static (into, x) =>
{
    for (var n = 0; n < x.Shape[0]; n++)
        for (var i = 0; i < x.Shape[1]; i++) into[n * x.Shape[1] + i] = i < 784 ? (float)(Key.Of(9).Child(n).Uniform(i) < 0.15 ? 0.8 : 0) : x[n * x.Shape[1] + i];
});
var babble = Spoken(others);
note.Claim($"shown noise it still speaks grammatically, {babble.Count(Grammatical) / (double)babble.Length:P1} of the time, and is right in {babble.Zip(test.Sentences, (a, b) => a.SequenceEqual(b)).Count(ok => ok) / (double)babble.Length:P1}",
    babble.Count(Grammatical) > 0.7 * babble.Length && babble.Zip(test.Sentences, (a, b) => a.SequenceEqual(b)).Count(ok => ok) < 0.03 * babble.Length);

note.Draw("captions", new ImageGrid("What the network says of pictures it never saw",
    [.. Enumerable.Range(0, 9).Select(n => new Picture(Tensor<float>.From([Side, Side], [.. Enumerable.Range(0, 784).Select(i => test.Inputs[n * 791 + i])]), Text(spoken[n])))], 3));
note.Draw("captions-loss", new Chart("Nats a word while learning", new("step"), new("cross entropy", Min: 0), [new Line("training", curve.ToMany())]));

// What would falsify this: captions that are right no oftener than guesses, or noise that makes it stammer.
return note.End();

/// <summary>A layer of one's own: the features of the picture, said at every time, beside the word before; a memory; a word. One row holds picture and words.</summary>
sealed record Captioner(ILayer Eye, Embedding Words, Lstm Memory, Dense Mouth, int Side, int Length) : Layer("captioner")
{
    public override Initial<T> Init<T>(Key key, Shape example)
    {
        var (eye, words) = (Eye.Init<T>(key.Child(0), [Side, Side, 1]), Words.Init<T>(key.Child(1), [Length]));
        var memory = Memory.Init<T>(key.Child(2), [Length, eye.Output.Last + words.Output.Last]);
        var mouth = Mouth.Init<T>(key.Child(3), memory.Output);
        return new(mouth.Output, new Trees<T>([eye.Params, words.Params, memory.Params, mouth.Params]), new Trees<T>([eye.State, words.State, memory.State, mouth.State]));
    }

    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x)
    {
        var (parameters, states) = (call.ParamsAs<Trees<T>>(this).Items, call.StateAs<Trees<T>>(this).Items);
        Call<T> Of(int i) => new(parameters[i], states[i], call.Key.Child(i), call.Mode);
        return
            from parts in Ops.Split(x, 1, Side * Side, Length)
            from picture in Ops.Reshape(parts[0], x.Shape[0], Side, Side, 1)
            from seen in Eye.Apply(Of(0), picture)
            from once in Ops.Reshape(seen.Output, x.Shape[0], 1, seen.Output.Shape.Last)
            from always in Ops.Concat(1, [.. Enumerable.Repeat(once, Length)])
            from before in Words.Apply(Of(1), parts[1])
            from given in Ops.Concat(2, always, before.Output)
            from remembered in Memory.Apply(Of(2), given)
            from said in Mouth.Apply(Of(3), remembered.Output)
            select new Result<T>(said.Output, call.State);
    }
}
