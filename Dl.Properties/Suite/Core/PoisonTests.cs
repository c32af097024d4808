using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Core;

public sealed class PoisonTests
{
    /// <summary>No kernel reads what it did not write: with free memory full of NaN training gives the same bits.</summary>
    [Fact]
    public void PoisonedMemoryChangesNothing() => LawBook.Hold(new Claim<SeedCase>(SeedCase.Subject("memory"), new("poison", "free memory filled with NaN changes no bit of training", asked =>
    {
        var lesson = Lesson.Draw(asked.Key, asked.Scale);
        var (start, step, batches) = (lesson.Start<float>(), lesson.Step<float>(), lesson.Batches<float>(6));
        var clean = Train.Fold(batches, start, step).Keep();
        var (fold, pure) = Poisoned(() => (Train.Fold(batches, start, step), batches.Aggregate(start, (learner, batch) => step.Invoke(learner, batch))));
        return Verdict.If(Same(clean, fold) && Same(clean, pure), () => $"with poisoned memory {lesson} learns other numbers");
    })), new(50));

    [Fact]
    public void PoisonIsSeen() => Assert.Throws<LawException>(() => LawBook.Hold(new Claim<SeedCase>(SeedCase.Subject("memory"), new("poison", "a kernel that reads what it did not write is seen", asked =>
    {
        Tensor<float> dirty() => Gradient.Of(Leaves<float>.Of(Tensor<float>.Ones([64])), p =>
            from _ in Ops.Tanh(p[0])
            let before = Gradient.Of(Leaves<float>.Of(Tensor<float>.Ones([64])), q => from t in Ops.Tanh(q[0]) from s in Ops.Sum(t) select s)
            let built = Tensor<float>.Build<int>([64], 0, static (_, _) => { })
            from sum in Ops.Sum<float>(built)
            select sum).Value;
        return Verdict.If(dirty().SameBits(Poisoned(dirty)), () => "seen");
    })), new(3)));

    static bool Same(Learner<float> a, Learner<float> b) =>
        Tree.Leaves(a).Zip(Tree.Leaves(b)).All(pair => pair.First.Value.Value.SameBits(pair.Second.Value.Value)) && a.Loss.Equals(b.Loss);

    static R Poisoned<R>(Func<R> body)
    {
        Pool<float>.Poisoned = true;
        try
        {
            return body();
        }
        finally
        {
            Pool<float>.Poisoned = false;
        }
    }
}
