using System.Globalization;
using System.Text.RegularExpressions;
using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <summary>Augmentation as it is typed: <c>hflip, crop(28, 28, 4), rotate(15), mixup(0.2)</c>, or <c>none</c>. Law: parsing the text of an <see cref="Augment"/> gives it back.</summary>
public static partial class Augments
{
    const string Mixing = "mixup";

    static readonly (string Name, int Least, int Most, Func<Numbers, IAugmentation> Make)[] Known =
    [
        ("hflip", 0, 1, n => new HorizontalFlip(n.At(0, 0.5))),
        ("vflip", 0, 1, n => new VerticalFlip(n.At(0, 0.5))),
        ("crop", 2, 4, n => new RandomCrop(n.Whole(0), n.Whole(1), n.Whole(2), n.At(3, 0))),
        ("centrecrop", 2, 2, n => new CentreCrop(n.Whole(0), n.Whole(1))),
        ("rotate", 1, 2, n => new RandomRotation(n.At(0, 0), n.At(1, 0))),
        ("shift", 1, 2, n => new RandomShift(n.At(0, 0), n.At(1, 0))),
        ("scale", 2, 3, n => new RandomScale(n.At(0, 0), n.At(1, 0), n.At(2, 0))),
        ("noise", 1, 1, n => new RandomNoise(n.At(0, 0))),
        ("cutout", 1, 2, n => new Cutout(n.Whole(0), n.At(1, 0))),
    ];

    /// <summary>What a text says.</summary>
    /// <exception cref="DlException">It says nothing, names what there is not, or a number is missing, too many or out of range.</exception>
    public static Augment Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Trim() == Augment.None.ToString()) return Augment.None;
        var (steps, mixup) = (new List<IAugmentation>(), default(Mixup));
        foreach (var part in Between().Split(text).Select(part => part.Trim()))
        {
            if (Call().Match(part) is not { Success: true } call) throw new DlException($"an augmentation is written as name(number, ...), not '{DataFile.Shown(part)}'");
            if (mixup is not null) throw new DlException($"{Mixing} comes last, and once");
            var name = call.Groups["name"].Value;
            string[] words = call.Groups["list"].Value.Trim() is { Length: > 0 } list ? [.. list.Split(',').Select(word => word.Trim())] : [];
            var numbers = new Numbers(name, [.. words.Select(word =>
                double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : throw new DlException($"{name}: '{DataFile.Shown(word)}' is not a number"))]);
            if (name == Mixing)
            {
                Check(name, 1, 1, words.Length);
                mixup = new(numbers.At(0, 0));
                continue;
            }
            var known = Known.FirstOrDefault(known => known.Name == name);
            if (known.Make is null) throw new DlException($"there is no augmentation '{name}'; known are {string.Join(", ", Known.Select(known => known.Name).Append(Mixing))}");
            Check(name, known.Least, known.Most, words.Length);
            steps.Add(known.Make(numbers));
        }
        return new([.. steps], mixup);
    }

    static void Check(string name, int least, int most, int given)
    {
        if (given < least || given > most) throw Wrong.That($"{name} takes {(least == most ? "" : $"{least} to ")}{most} numbers, not {given}");
    }

    /// <summary>The numbers of a call.</summary>
    sealed record Numbers(string Name, double[] Given)
    {
        public double At(int i, double usual) => i < Given.Length ? Given[i] : usual;

        public int Whole(int i) => At(i, 0) is var number && number == Math.Floor(number) && Math.Abs(number) < int.MaxValue ? (int)number : throw Wrong.That($"{Name}: {number} is not a whole number");
    }

    // A comma that stands in no parentheses.
    [GeneratedRegex(@",(?![^()]*\))")]
    private static partial Regex Between();

    [GeneratedRegex(@"^(?<name>[a-z]+)\s*(\((?<list>[^()]*)\))?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Call();
}
