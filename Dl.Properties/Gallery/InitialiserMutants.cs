namespace Dl.Properties;

/// <summary>Wrong initialisers.</summary>
static class InitialiserMutants
{
    public static Many<Mutant> All { get; } =
    [
        new("M44", "FluxML/Flux.jl#442", "Glorot's uniform numbers lie in twice the interval: sqrt(24 / (in + out)) for sqrt(6 / (in + out))", On(new Wide())),
        new("M45", "keras-team/keras#2252, chainer/chainer#1774", "the fan out of a convolution leaves out the size of the kernel", [FansLaw.On("M45", asked =>
            asked.Fans with { Out = asked.Filters / asked.Groups })]),
        new("M46", "Lasagne/Lasagne#858, tensorflow/tensorflow#31192", "fan in and fan out of a transposed convolution are exchanged", [FansLaw.On("M46", asked =>
            asked.Transposed ? new Fans(asked.Fans.Out, asked.Fans.In) : asked.Fans)]),
        new("M47", "tensorflow/tensorflow#10719", "an orthogonal matrix is made of uniform numbers in [0, 1), which are not centred", On(new Uncentred())),
    ];

    static Many<Claim> On(IInitialiser mutant) => LawBook.On(InitialiserLaws.Subject(mutant.GetType().Name, _ => mutant), InitialiserLaws.All).ToMany();

    sealed record Wide() : IInitialiser, IClaims<IInitialiser>
    {
        public IInitialiser Claims => Glorot.Uniform;

        public double Variance(Fans fans) => Claims.Variance(fans);

        public Tensor<T> Draw<T>(Key key, Shape shape, Fans fans) where T : struct, IFloatingPointIeee754<T> =>
            key.Uniform<T>(shape, -Math.Sqrt(24.0 / (fans.In + fans.Out)), Math.Sqrt(24.0 / (fans.In + fans.Out)));
    }

    // The orthogonal matrix nearest to the one drawn, by Gram and Schmidt on its shorter side.
    sealed record Uncentred() : IInitialiser, IClaims<IInitialiser>
    {
        public IInitialiser Claims => new Orthogonal();

        public double Variance(Fans fans) => Claims.Variance(fans);

        public Tensor<T> Draw<T>(Key key, Shape shape, Fans fans) where T : struct, IFloatingPointIeee754<T>
        {
            var (drawn, columns) = (key.Uniform<double>(shape).Span.ToArray(), shape.Last);
            var (tall, rows) = (drawn.Length / columns >= columns, drawn.Length / columns);
            int At(int vector, int i) => tall ? i * columns + vector : vector * columns + i;
            var length = Math.Max(rows, columns);
            for (var vector = 0; vector < Math.Min(rows, columns); vector++)
            {
                for (var other = 0; other < vector; other++)
                {
                    var product = Enumerable.Range(0, length).Sum(i => drawn[At(vector, i)] * drawn[At(other, i)]);
                    for (var i = 0; i < length; i++) drawn[At(vector, i)] -= product * drawn[At(other, i)];
                }
                var norm = Math.Sqrt(Enumerable.Range(0, length).Sum(i => drawn[At(vector, i)] * drawn[At(vector, i)]));
                for (var i = 0; i < length; i++) drawn[At(vector, i)] /= norm;
            }
            return Tensor<T>.From(shape, [.. drawn.Select(T.CreateChecked)]);
        }
    }
}
