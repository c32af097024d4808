namespace Dl.Properties;

/// <summary>Wrong convolutions and poolings.</summary>
static class ConvolutionMutants
{
    public static Many<Mutant> All { get; } =
    [
        new("M03", "FluxML/Flux.jl#1197", "an input that is the maximum of several overlapping windows gets the cotangent of one of them only", On(MaxPool2dOp.Example, op => new LastWindow((MaxPool2dOp)op))),
        new("M04", "torch/torch7-distro#20, f-dangel/backpack#30, mlpack/mlpack#2986", "the input gradient of a convolution forgets the rows and columns that (in + 2 p - k) mod s leaves over", On(Conv2dOp.Example, op => new NoRest((Conv2dOp)op))),
        new("M05", "pytorch/xla#2333", "a transposed convolution makes room for the output padding and leaves it empty", On(ConvTranspose2dOp.Example, op => new EmptyRest((ConvTranspose2dOp)op))),
        new("M36", "microsoft/onnxruntime#27375, tracel-ai/burn#5450", "an average pooling counts what it sees with the padding on the left where that above is meant", On(AveragePool2dOp.Example, op => new WrongSide((AveragePool2dOp)op))),
    ];

    static Many<Claim> On(Func<Key, int, Example> example, Func<IOp, IOp> mutant) => LawBook.On(OpLaws.Subject(mutant(example(Key.Of(0), 1).Op).Name, (key, size) =>
    {
        var right = example(key, size);
        return right with { Op = mutant(right.Op) };
    }), OpLaws.All).ToMany();

    sealed record LastWindow(MaxPool2dOp Right) : IOp, IClaims<IOp>
    {
        public string Name => Right.Name;

        public IOp Claims => Right;

        public Ruled<T> Rule<T>(Few<Tensor<T>> inputs) where T : struct, IFloatingPointIeee754<T>
        {
            var ruled = Right.Rule(inputs);
            return ruled with
            {
                Pull = g => [Delta<T>.Of(inputs[0].Shape, (ruled, g), static (into, add, s) =>
                {
                    if (!add) into.Clear();
                    var before = into.ToArray();
                    for (var i = 0; i < s.g.Shape.Size; i++)
                    {
                        var one = s.ruled.Pull(Only(s.g, i))[0].ToTensor();
                        for (var j = 0; j < into.Length; j++)
                            if (one[j] != T.Zero) into[j] = before[j] + one[j];
                    }
                })],
            };
        }

        static Tensor<T> Only<T>(Tensor<T> g, int at) where T : struct, IFloatingPointIeee754<T> => Tensor<T>.From(g.Shape, [.. g.Span.ToArray().Select((x, i) => i == at ? x : T.Zero)]);
    }

    sealed record NoRest(Conv2dOp Right) : IOp, IClaims<IOp>
    {
        public string Name => Right.Name;

        public IOp Claims => Right;

        public Ruled<T> Rule<T>(Few<Tensor<T>> inputs) where T : struct, IFloatingPointIeee754<T>
        {
            var ruled = Right.Rule(inputs);
            var back = new ConvTranspose2dOp(Right.Stride, Right.Padding, 0, Right.Dilation, Right.Groups);
            return ruled with { Pull = g => Few.Of<Delta<T>>([.. ruled.Pull(g).Select((delta, i) => i == 0 ? back.Rule<T>([g, inputs[1]]).Value : delta)]) };
        }
    }

    sealed record EmptyRest(ConvTranspose2dOp Right) : IOp, IClaims<IOp>
    {
        public string Name => Right.Name;

        public IOp Claims => Right;

        public Ruled<T> Rule<T>(Few<Tensor<T>> inputs) where T : struct, IFloatingPointIeee754<T>
        {
            var ruled = Right.Rule(inputs);
            var whole = ruled.Value.Shape;
            var (rows, columns) = (whole[1] - Right.OutputPadding.Height, whole[2] - Right.OutputPadding.Width);
            return ruled with
            {
                Value = Tensor<T>.From(whole, [.. ruled.Value.Span.ToArray().Select((x, i) => i / (whole[2] * whole[3]) % whole[1] < rows && i / whole[3] % whole[2] < columns ? x : T.Zero)]),
            };
        }
    }

    sealed record WrongSide(AveragePool2dOp Right) : IOp, IClaims<IOp>
    {
        public string Name => Right.Name;

        public IOp Claims => Right;

        public Ruled<T> Rule<T>(Few<Tensor<T>> inputs) where T : struct, IFloatingPointIeee754<T>
        {
            var ruled = Right.Rule(inputs);
            if (Right.CountPadding) return ruled;
            var (y, x) = (ruled.Value.Shape, inputs[0].Shape);
            var right = PlainWindow.Of((x[1], x[2]), Right.Size, Right.Stride, Right.Padding, Right.Dilation);
            var wrong = right with { Rows = right.Rows with { Before = right.Columns.Before } };
            double Seen(PlainWindow window, int p, int q) => Math.Max(1, window.Seen(p, q).Count());
            var factors = Tensor<T>.From([1, y[1], y[2], 1],
                [.. Enumerable.Range(0, y[1] * y[2]).Select(i => T.CreateChecked(Seen(right, i / y[2], i % y[2]) / Seen(wrong, i / y[2], i % y[2])))]);
            return new(new MultiplyOp().Rule<T>([ruled.Value, factors]).Value, g => ruled.Pull(new MultiplyOp().Rule<T>([g, factors]).Value));
        }
    }
}
