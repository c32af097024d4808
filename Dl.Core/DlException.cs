namespace Dl.Core;

/// <summary>
/// The one exception of this library for input that cannot be right: a shape that does not fit, a tensor whose memory
/// went back, a tree of another form. The message is one line and says what, where and what would be right.
/// </summary>
public sealed class DlException : Exception
{
    /// <summary>An error without a place yet.</summary>
    /// <param name="message">What is wrong and what would be right, in one line.</param>
    public DlException(string message) : this("", message) { }

    DlException(string path, string complaint) : base(OneLine(path.Length == 0 ? complaint : $"{path}: {complaint}")) =>
        (Path, Complaint) = (path, complaint);

    /// <summary>Where it happened, from the outermost layer inwards: <c>seq/2:dense</c>. Empty outside any layer.</summary>
    public string Path { get; }

    /// <summary>The message without the place.</summary>
    public string Complaint { get; }

    /// <summary>The same error, seen from one layer further out.</summary>
    /// <param name="part">The name of the layer that was being run.</param>
    public DlException In(string part) => new(Path.Length == 0 ? part : $"{part}/{Path}", Complaint);

    // What a file holds may be in the message: it stays one line, and moves no cursor.
    static string OneLine(string message) => message.Any(char.IsControl) ? string.Concat(message.Select(c => char.IsControl(c) ? '\uFFFD' : c)) : message;
}
