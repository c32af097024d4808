namespace Dl.Functional;

/// <summary>
/// A classifier that reads: an image row by row, a list item by item. The last output of a long short-term memory goes to a dense layer.
/// </summary>
/// <remarks>Source of the task: Le, Jaitly and Hinton, "A simple way to initialize recurrent networks of rectified linear units", 2015, pixel by pixel.</remarks>
public static class LstmClassifier
{
    /// <summary>The network for images (height, width, channels) or lists (length, features).</summary>
    /// <param name="classes">The number of classes.</param>
    /// <param name="units">The units of each memory.</param>
    /// <param name="layers">How many lie above each other.</param>
    /// <param name="dropout">The probability to drop before the dense layer.</param>
    public static Seq Of(int classes, int units = 128, int layers = 1, double dropout = 0) => new(
    [
        new Flatten(From: 1),
        .. Enumerable.Range(1, layers).Select(i => new Lstm(units, i < layers ? Steps.All : Steps.Last)),
        new Dropout(dropout), new Dense(classes),
    ]);
}
