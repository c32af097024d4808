using System.Reflection;
using System.Text.RegularExpressions;

namespace Dl.Properties.Suite.Architecture;

/// <summary>Core &lt;- Functional &lt;- CSharp &lt;- Properties, and what else each room may lean on.</summary>
public sealed class ReferenceTests
{
    [Fact]
    public void CoreLeansOnTheBaseLibraryAlone() => Only(Rooms.Core);

    [Fact]
    public void FunctionalLeansOnCore() => Only(Rooms.Functional, "Dl.Core");

    [Fact]
    public void CSharpSeesNeitherPropertiesNorTheCommand() =>
        Assert.Subset(new HashSet<string> { "Dl.Core", "Dl.Functional" }, Names(Rooms.CSharp).Where(IsOurs).ToHashSet());

    [Fact]
    public void PropertiesLeansOnTheThreeRoomsAndFsCheck() => Only(Rooms.Properties, "Dl.Core", "Dl.Functional", "Dl.CSharp", "FsCheck", "FSharp.Core");

    [Fact]
    public void ThePureRoomsDoNotEvenLoadAConsole() =>
        Assert.All(Rooms.Pure, room => Assert.DoesNotContain("System.Console", Names(room)));

    static void Only(Assembly room, params string[] allowed) =>
        Assert.Empty(Names(room).Where(name => !name.StartsWith("System.", StringComparison.Ordinal)).Except(allowed));

    static IEnumerable<string> Names(Assembly room) => room.GetReferencedAssemblies().Select(name => name.Name!);

    static bool IsOurs(string name) => Regex.IsMatch(name, "^(Dl(\\.|$)|dl$)");
}
