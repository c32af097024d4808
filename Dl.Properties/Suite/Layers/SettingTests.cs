using System.Reflection;
using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Layers;

/// <summary>A setting that is no number is refused by the thing that it was given to: by a layer before it has parameters, by an op when its rule runs.</summary>
public class SettingTests
{
    // A constant that is put in between, which may be anything.
    static readonly string[] Free = ["PadOp.With", "ScaleOp.By"];

    static readonly Many<object> Things =
    [
        .. Catalogue.Types(typeof(IOp).Assembly, typeof(ILayer)).Select(type => Catalogue.Drawer<Func<Key, int, LayerExample>>(type)).OfType<Func<Key, int, LayerExample>>().Select(draw => draw(Key.Of(1), 3)),
        .. Catalogue.Types(typeof(IOp).Assembly, typeof(IOp)).Select(type => Catalogue.Drawer<Func<Key, int, Example>>(type)).OfType<Func<Key, int, Example>>().Select(draw => draw(Key.Of(1), 3)),
    ];

    public static TheoryData<string> Settings =>
        [.. from thing in Things
            from setting in Of(thing).GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            let name = $"{Of(thing).GetType().Name}.{setting.Name}"
            where setting.PropertyType == typeof(double) && setting.CanWrite && !Free.Contains(name)
            select name];

    [Theory, MemberData(nameof(Settings))]
    public void ThatAreNoNumbersAreRefused(string setting)
    {
        var (type, property) = (setting.Split('.')[0], setting.Split('.')[1]);
        switch (Things.First(thing => Of(thing).GetType().Name == type))
        {
            case LayerExample example:
                var layer = With(example.Layer, property);
                Assert.StartsWith(example.Layer.Name, Assert.Throws<DlException>(() => layer.Init<double>(Key.Of(1), example.Input)).Message, StringComparison.Ordinal);
                break;
            case Example example:
                var op = With(example.Op, property);
                Assert.StartsWith(op.Name, Assert.Throws<DlException>(() => op.Rule(example.Inputs)).Message, StringComparison.Ordinal);
                break;
        }
    }

    static object Of(object thing) => thing is LayerExample of ? of.Layer : ((Example)thing).Op;

    static T With<T>(T thing, string property) where T : notnull
    {
        var changed = (T)thing.GetType().GetMethod("<Clone>$")!.Invoke(thing, null)!;
        thing.GetType().GetProperty(property)!.SetValue(changed, double.NaN);
        return changed;
    }
}
