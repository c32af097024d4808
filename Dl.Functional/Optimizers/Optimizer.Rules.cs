namespace Dl.Functional;

/// <summary>The rules of the papers as chains of links, with the papers' defaults. A rate is a number or a schedule.</summary>
public sealed partial record Optimizer
{
    /// <summary>Plain stochastic gradient descent: <c>x -= rate g</c>. PyTorch: <c>SGD</c>; Optax: <c>sgd</c>.</summary>
    public static Optimizer Sgd(Schedule rate) => new Rate(rate);

    /// <summary>Heavy-ball momentum: <c>v = decay v + g; x -= rate v</c>. PyTorch: <c>SGD(momentum)</c>.</summary>
    public static Optimizer Momentum(Schedule rate, double decay = 0.9) => new Momentum(decay).Then(new Rate(rate));

    /// <summary>Nesterov's momentum, see <see cref="Functional.Nesterov"/>. PyTorch: <c>SGD(nesterov=True)</c>.</summary>
    public static Optimizer Nesterov(Schedule rate, double decay = 0.9) => new Nesterov(decay).Then(new Rate(rate));

    /// <summary>Momentum with decoupled decay, SGDW: <c>v = decay v + g; x -= rate (v + weightDecay x)</c>. Source: Loshchilov and Hutter, 2019.</summary>
    public static Optimizer SgdW(Schedule rate, double weightDecay, double decay = 0.9) => new Momentum(decay).Then(new Decay(weightDecay)).Then(new Rate(rate));

    /// <summary>See <see cref="Functional.AdaGrad"/>; the rate is 0.01 where none is given.</summary>
    public static Optimizer AdaGrad(Schedule? rate = null, double epsilon = 1e-10) => new AdaGrad(epsilon).Then(new Rate(rate ?? 0.01));

    /// <summary>See <see cref="Functional.AdaDelta"/>; the rate is 1 where none is given.</summary>
    public static Optimizer AdaDelta(Schedule? rate = null, double rho = 0.95, double epsilon = 1e-6) => new AdaDelta(rho, epsilon).Then(new Rate(rate ?? 1));

    /// <summary>See <see cref="Functional.RmsProp"/>; the rate is 0.01 where none is given, and momentum stands between rule and rate.</summary>
    public static Optimizer RmsProp(Schedule? rate = null, double rho = 0.9, double epsilon = 1e-8, bool centered = false, double momentum = 0)
    {
        Optimizer rule = new RmsProp(rho, epsilon, centered);
        return (momentum == 0 ? rule : rule.Then(new Momentum(momentum))).Then(new Rate(rate ?? 0.01));
    }

    /// <summary>Adam with the paper's defaults, see <see cref="Functional.Adam"/>.</summary>
    /// <param name="rate">The learning rate; 0.001 where none is given.</param>
    /// <param name="beta1">What stays of the mean of the gradients.</param>
    /// <param name="beta2">What stays of the mean of their squares.</param>
    /// <param name="epsilon">Keeps the quotient finite.</param>
    public static Optimizer Adam(Schedule? rate = null, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8) =>
        new Adam(beta1, beta2, epsilon).Then(new Rate(rate ?? 1e-3));

    /// <summary>Adam with decoupled decay: <see cref="Functional.Adam"/>, <see cref="Decay"/>, rate. The rate is 0.001 where none is given.
    /// Source: Loshchilov and Hutter, 2019. PyTorch: <c>AdamW</c>; Keras: <c>AdamW</c>; Optax: <c>adamw</c>.</summary>
    public static Optimizer AdamW(Schedule? rate = null, double weightDecay = 0.01) => AdamW(rate ?? 1e-3, new Decay(weightDecay));

    /// <summary>Adam with decoupled decay of some leaves.</summary>
    public static Optimizer AdamW(Schedule rate, Decay decay) => new Adam().Then(decay).Then(new Rate(rate));

    /// <summary>See <see cref="Functional.AdaMax"/>; the rate is 0.002 where none is given.</summary>
    public static Optimizer AdaMax(Schedule? rate = null) => new AdaMax().Then(new Rate(rate ?? 2e-3));

    /// <summary>See <see cref="Functional.NAdam"/>; the rate is 0.002 where none is given.</summary>
    public static Optimizer NAdam(Schedule? rate = null) => new NAdam().Then(new Rate(rate ?? 2e-3));

    /// <summary>NAdam with decoupled decay. PyTorch: <c>NAdam(decoupled_weight_decay=True)</c>; Optax: <c>nadamw</c>.</summary>
    public static Optimizer NAdamW(Schedule? rate = null, double weightDecay = 0.01) => new NAdam().Then(new Decay(weightDecay)).Then(new Rate(rate ?? 2e-3));

    /// <summary>See <see cref="Functional.AmsGrad"/>; the rate is 0.001 where none is given.</summary>
    public static Optimizer AmsGrad(Schedule? rate = null) => new AmsGrad().Then(new Rate(rate ?? 1e-3));

    /// <summary>See <see cref="Functional.RAdam"/>; the rate is 0.001 where none is given.</summary>
    public static Optimizer RAdam(Schedule? rate = null) => new RAdam().Then(new Rate(rate ?? 1e-3));

    /// <summary>See <see cref="Functional.AdaBelief"/>; the rate is 0.001 where none is given.</summary>
    public static Optimizer AdaBelief(Schedule? rate = null) => new AdaBelief().Then(new Rate(rate ?? 1e-3));

    /// <summary>See <see cref="Functional.Yogi"/>; the rate is 0.01 where none is given.</summary>
    public static Optimizer Yogi(Schedule? rate = null) => new Yogi().Then(new Rate(rate ?? 0.01));

    /// <summary>See <see cref="Functional.Adan"/>; the rate is 0.001 where none is given.</summary>
    public static Optimizer Adan(Schedule? rate = null, double weightDecay = 0) =>
        weightDecay == 0 ? new Adan().Then(new Rate(rate ?? 1e-3)) : new Adan().Then(new Decay(weightDecay)).Then(new Rate(rate ?? 1e-3));

    /// <summary>See <see cref="Functional.Rprop"/>: its step sizes begin at <paramref name="first"/>.</summary>
    public static Optimizer Rprop(double first = 0.01) => new Rprop(first);

    /// <summary>See <see cref="Functional.SignSgd"/>.</summary>
    public static Optimizer SignSgd(Schedule rate) => new SignSgd().Then(new Rate(rate));

    /// <summary>See <see cref="Functional.Lion"/>; the rate is 1e-4 where none is given.</summary>
    public static Optimizer Lion(Schedule? rate = null, double weightDecay = 0.01) => new Lion().Then(new Decay(weightDecay)).Then(new Rate(rate ?? 1e-4));

    /// <summary>LAMB: Adam with epsilon 1e-6, decay, and a length for each leaf. The rate is 0.001 where none is given. Source: You et al., 2020,
    /// algorithm 2. Keras: <c>Lamb</c>; Optax: <c>lamb</c>.</summary>
    public static Optimizer Lamb(Schedule? rate = null, double weightDecay = 0.01) =>
        new Adam(Epsilon: 1e-6).Then(new Decay(weightDecay)).Then(new TrustRatio()).Then(new Rate(rate ?? 1e-3));

    /// <summary>LARS for matrices and kernels: a rate for each leaf, the global rate, and momentum with the rate inside. See <see cref="Functional.Lars"/>.</summary>
    public static Optimizer Lars(Schedule rate, double weightDecay = 1e-4, double trust = 0.001, double decay = 0.9) =>
        new Lars(Where.Matrices, trust, weightDecay).Then(new Rate(rate)).Then(new Momentum(decay));

    /// <summary>See <see cref="Functional.Adafactor"/>; the rate is the paper's relative step, <c>min(0.01, 1 / sqrt(t))</c>, where none is given.</summary>
    public static Optimizer Adafactor(Schedule? rate = null) => new Adafactor().Then(new Rate(rate ?? Schedule.InverseRoot(1, 0.01)));

    /// <summary>See <see cref="Functional.Muon"/>: matrices and kernels by it, all else, embeddings too, by AdamW. The rates are 0.02 and 3e-4 where
    /// none are given.</summary>
    public static Optimizer Muon(Schedule? rate = null, Schedule? otherRate = null, double weightDecay = 0.01) => Each(
        (Where.Matrices, new Muon().Then(new Decay(weightDecay)).Then(new Rate(rate ?? 0.02))),
        (Where.All, AdamW(otherRate ?? 3e-4, new Decay(weightDecay, Where.None))));

    /// <summary>See <see cref="Functional.Shampoo"/>; momentum stands behind it. The rate is 0.1 where none is given.</summary>
    public static Optimizer Shampoo(Schedule? rate = null, double decay = 0.9, long every = 1) => new Shampoo(Every: every).Then(new Momentum(decay)).Then(new Rate(rate ?? 0.1));

    /// <summary>Schedule-free AdamW: no momentum inside, and decay at the point of the gradient; see <see cref="Functional.ScheduleFree"/>. The rate is
    /// 0.0025 where none is given.</summary>
    public static Optimizer ScheduleFree(Schedule? rate = null, double weightDecay = 0) => ScheduleFree(new Adam(0).Then(new Decay(weightDecay)).Then(new Rate(rate ?? 2.5e-3)));

    /// <summary>Schedule-free learning with another rule inside; see <see cref="Functional.ScheduleFree"/>.</summary>
    public static Optimizer ScheduleFree(Optimizer inner, double beta = 0.9) => new ScheduleFree(inner, beta);

    /// <summary>See <see cref="Functional.Sam"/>.</summary>
    public static Optimizer Sam(Optimizer inner, double radius = 0.05) => new Sam(inner, radius);

    /// <summary>See <see cref="Functional.Lookahead"/>.</summary>
    public static Optimizer Lookahead(Optimizer inner, long steps = 6, double share = 0.5) => new Lookahead(inner, steps, share);

    /// <summary>See <see cref="Functional.Accumulate"/>.</summary>
    public static Optimizer Accumulate(Optimizer inner, long batches) => new Accumulate(inner, batches);

    /// <summary>An optimizer for each group of leaves, the first that takes a leaf; see <see cref="Functional.Each"/>.</summary>
    public static Optimizer Each(params (Where Where, Optimizer Optimizer)[] groups) => new Each(groups.Select(group => new Group(group.Where, group.Optimizer)).ToMany());
}
