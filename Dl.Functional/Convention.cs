namespace Dl.Functional;

/// <summary>
/// A point on which libraries rightly differ, as it stands here and elsewhere. A thing that has such points lists them in a
/// public static <c>Many&lt;Convention&gt; Conventions</c>; <c>dl check --conventions</c> prints them all.
/// </summary>
/// <param name="Name">What differs: <c>epsilon</c>, <c>running variance</c>.</param>
/// <param name="Here">What holds here.</param>
/// <param name="PyTorch">What PyTorch does, or "same", or "-" where it has no such thing.</param>
/// <param name="Keras">What Keras does.</param>
/// <param name="Optax">What Optax or Flax does.</param>
public sealed record Convention(string Name, string Here, string PyTorch, string Keras, string Optax);
