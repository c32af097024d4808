using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <summary>An optimizer by name, for command lines and tables.</summary>
/// <param name="Name">Its name, in lower case.</param>
/// <param name="Line">What it does, in one line.</param>
/// <param name="Rate">The learning rate when none is chosen, for networks of this size; not always the paper's.</param>
/// <param name="Of">The optimizer at a rate.</param>
public sealed record OptimizerPreset(string Name, string Line, double Rate, Func<double, Optimizer> Of)
{
    /// <summary>All optimizers, by family.</summary>
    public static Many<OptimizerPreset> All { get; } =
    [
        new("sgd", "plain stochastic gradient descent", 0.1, rate => Optimizer.Sgd(rate)),
        new("momentum", "heavy-ball momentum (Polyak 1964)", 0.02, rate => Optimizer.Momentum(rate)),
        new("nesterov", "Nesterov's momentum, at the point of the gradient (1983)", 0.02, rate => Optimizer.Nesterov(rate)),
        new("sgdw", "momentum with decoupled decay 1e-4 (Loshchilov and Hutter 2019)", 0.02, rate => Optimizer.SgdW(rate, 1e-4)),
        new("adagrad", "divides by the root of all squares so far (Duchi et al. 2011)", 0.01, rate => Optimizer.AdaGrad(rate)),
        new("adadelta", "steps in the unit of the parameters (Zeiler 2012)", 1, rate => Optimizer.AdaDelta(rate)),
        new("rmsprop", "divides by the root of the mean square (Tieleman and Hinton 2012)", 1e-3, rate => Optimizer.RmsProp(rate)),
        new("rmsprop-centered", "divides by the deviation (Graves 2013)", 1e-3, rate => Optimizer.RmsProp(rate, centered: true)),
        new("adam", "corrected moments of first and second order (Kingma and Ba 2015)", 2e-3, rate => Optimizer.Adam(rate)),
        new("adamw", "Adam with decoupled decay 0.01 (Loshchilov and Hutter 2019)", 2e-3, rate => Optimizer.AdamW(rate)),
        new("adamax", "Adam with the norm of infinity (Kingma and Ba 2015)", 5e-3, rate => Optimizer.AdaMax(rate)),
        new("amsgrad", "Adam with the largest square so far (Reddi et al. 2018)", 2e-3, rate => Optimizer.AmsGrad(rate)),
        new("nadam", "Adam with Nesterov's momentum, which rises (Dozat 2016)", 2e-3, rate => Optimizer.NAdam(rate)),
        new("nadamw", "NAdam with decoupled decay 0.01", 2e-3, rate => Optimizer.NAdamW(rate)),
        new("radam", "Adam that waits until its second moment is known (Liu et al. 2020)", 1e-2, rate => Optimizer.RAdam(rate)),
        new("adabelief", "Adam by the square of what was not foreseen (Zhuang et al. 2020)", 2e-3, rate => Optimizer.AdaBelief(rate)),
        new("yogi", "Adam whose square moves slowly (Zaheer et al. 2018)", 0.01, rate => Optimizer.Yogi(rate)),
        new("adan", "Nesterov's momentum from differences of gradients (Xie et al. 2022)", 3e-3, rate => Optimizer.Adan(rate)),
        new("rprop", "a step size for each coordinate, by signs; for whole batches (Riedmiller and Braun 1993)", 0.01, rate => Optimizer.Rprop(rate)),
        new("signsgd", "the sign alone (Bernstein et al. 2018)", 1e-3, rate => Optimizer.SignSgd(rate)),
        new("lion", "the sign of a mean, with decoupled decay 0.01 (Chen et al. 2023)", 1e-3, rate => Optimizer.Lion(rate)),
        new("lars", "a rate for each leaf, momentum behind it (You et al. 2017)", 2, rate => Optimizer.Lars(rate)),
        new("lamb", "AdamW with a length for each leaf (You et al. 2020)", 5e-3, rate => Optimizer.Lamb(rate)),
        new("adafactor", "squares by rows and columns, steps relative to the leaf (Shazeer and Stern 2018)", 0.02, rate => Optimizer.Adafactor(rate)),
        new("muon", "matrices with singular values near 1, AdamW for the rest (Jordan et al. 2024)", 0.02, rate => Optimizer.Muon(rate, rate / 5)),
        new("shampoo", "matrices between the roots of their sums of squares (Gupta et al. 2018)", 0.01, rate => Optimizer.Shampoo(rate, every: 100)),
        new("schedule-free", "AdamW without a schedule, averaged (Defazio et al. 2024)", 2.5e-3, rate => Optimizer.ScheduleFree(rate)),
        new("sam", "momentum along the gradient of the worst point near by (Foret et al. 2021)", 0.02, rate => Optimizer.Sam(Optimizer.Momentum(rate))),
        new("lookahead", "Adam with slow weights behind it (Zhang et al. 2019)", 5e-3, rate => Optimizer.Lookahead(Optimizer.Adam(rate))),
    ];

    /// <summary>The optimizers whose name fits a pattern, see <see cref="Pattern"/>.</summary>
    public static Many<OptimizerPreset> Like(string? pattern) => Pattern.Chosen(All, preset => preset.Name, pattern);
}
