using System.IO;
using System.Reflection;
using System.Xml.Linq;
using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Architecture;

/// <summary>What is written in Functional is found by being written: records that the laws can take an example from.</summary>
public sealed class CatalogueTests
{
    public static TheoryData<Type> Ops => new(Concrete(typeof(IOp)));

    public static TheoryData<Type> Descriptions => new(
        new[] { typeof(IOp), typeof(ILayer), typeof(ILink), typeof(ILoss), typeof(IInitialiser) }.SelectMany(Concrete).Distinct());

    [Theory, MemberData(nameof(Ops))]
    public void EveryOpGivesAnExampleThatItFits(Type op)
    {
        var make = op.GetMethod("Example", BindingFlags.Public | BindingFlags.Static, [typeof(Key), typeof(int)]);
        Assert.True(make is not null && make.ReturnType == typeof(Example), $"{op.Name} owes the laws a public static Example Example(Key key, int size)");
        var example = (Example)make!.Invoke(null, [Key.Of(1), 3])!;
        Assert.IsType(op, example.Op);
        Assert.Equal(example.ToString(), make.Invoke(null, [Key.Of(1), 3])!.ToString());
        Assert.NotNull(example.Op.Rule(example.Inputs).Value);
    }

    [Theory, MemberData(nameof(Descriptions))]
    public void EveryDescriptionIsASealedRecord(Type type)
    {
        Assert.True(type.IsSealed, $"{type.Name} is not sealed");
        Assert.True(type.GetMethod("<Clone>$") is not null, $"{type.Name} is not a record");
    }

    [Fact]
    public void EveryPublicTypeIsDocumented()
    {
        foreach (var room in Rooms.Pure)
        {
            var documented = XDocument.Load(Path.ChangeExtension(room.Location, ".xml")).Descendants("member").Select(member => (string?)member.Attribute("name")).ToHashSet();
            Assert.Subset(documented, room.GetExportedTypes().Select(type => (string?)$"T:{type.FullName!.Replace('+', '.')}").ToHashSet());
        }
    }

    static IEnumerable<Type> Concrete(Type of) => Rooms.Functional.GetTypes().Where(type => type.IsAssignableTo(of) && type is { IsAbstract: false, IsInterface: false });
}
