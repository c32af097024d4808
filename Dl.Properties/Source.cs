using System.Collections;
using System.Globalization;
using System.Reflection;

namespace Dl.Properties;

/// <summary>
/// Values as C# source, through the constructor whose parameters are the record's properties; and the settings of a record:
/// what they are, which are off their default, and the same record with a setting at its default.
/// </summary>
public static class Source
{
    /// <summary>C# that makes the value again.</summary>
    public static string Of(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        int or long => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        ulong seed => seed.ToString(CultureInfo.InvariantCulture) + "UL",
        double number => Literal.Of(number),
        float number => Literal.Of(number),
        string text => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"",
        Enum choice => $"{choice.GetType().Name}.{choice}",
        Key key => Of(key),
        Indices or Shape => value.ToString()!,
        IEnumerable items when IsList(value.GetType()) => $"[{string.Join(", ", items.Cast<object>().Select(Of))}]",
        _ when value.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(Tensor<>) => value.ToString()!,
        _ => Record(value),
    };

    /// <summary>C# that makes the key again.</summary>
    static string Of(Key key) => FormattableString.Invariant($"new Key({key.Seed}UL, {key.Gamma}UL)");

    /// <summary>The settings of a record: the parameters of its longest constructor that are properties too.</summary>
    public static IReadOnlyList<(ParameterInfo Parameter, object? Value)> Settings(object record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var type = record.GetType();
        return [.. (Constructor(type)?.GetParameters() ?? []).Select(p => (p, type.GetProperty(p.Name!)!.GetValue(record)))];
    }

    /// <summary>The same record with one setting at another value.</summary>
    public static R With<R>(R record, string setting, object? value) where R : notnull
    {
        var settings = Settings(record);
        return (R)Constructor(record.GetType())!.Invoke([.. settings.Select(one => one.Parameter.Name == setting ? value : one.Value)]);
    }

    /// <summary>The measure of a record's settings: numbers neither 0 nor 1 nor their default, and choices off their default.</summary>
    public static Measure Measure(object record) =>
        Settings(record).Aggregate(default(Measure), (sum, setting) => sum + Measure(setting.Parameter, setting.Value));

    /// <summary>The same record with one setting simpler: at its default, 1, 0, or rounded; or with one of its parts so.</summary>
    public static IEnumerable<R> Simpler<R>(R record) where R : notnull
    {
        var settings = Settings(record);
        for (var i = 0; i < settings.Count; i++)
            foreach (var simpler in Simpler(settings[i].Parameter, settings[i].Value))
            {
                var arguments = settings.Select(setting => setting.Value).ToArray();
                arguments[i] = simpler;
                yield return (R)Constructor(record.GetType())!.Invoke(arguments);
            }
    }

    static Measure Measure(ParameterInfo parameter, object? value) => value switch
    {
        _ when parameter.HasDefaultValue && Equals(parameter.DefaultValue, value) => default,
        double number => Shrink.Of(number),
        int number => Shrink.Of(number),
        Key => new(1, 1, 9),
        Indices indices => indices.Span.ToArray().Aggregate(default(Measure), (sum, i) => sum + Shrink.Of(i)),
        IEnumerable items when IsList(value.GetType()) => items.Cast<object>().Aggregate(default(Measure), (sum, item) => sum + (item is int i ? Shrink.Of(i) : item is double d ? Shrink.Of(d) : Measure(item))),
        false => default,
        true => new(1, 0, 1),
        Enum choice => Convert.ToInt64(choice, CultureInfo.InvariantCulture) == 0 ? default : new(1, 0, 1),
        Where where => where is Everywhere ? default : new(1, 1, 1),
        not null when IsRecord(value.GetType()) => Measure(value),
        _ => default,
    };

    static IEnumerable<object?> Simpler(ParameterInfo parameter, object? value)
    {
        if (parameter.HasDefaultValue && !Equals(parameter.DefaultValue, value)) yield return parameter.DefaultValue;
        switch (value)
        {
            case double number:
                foreach (var simpler in Shrink.Simpler(number)) yield return simpler;
                break;
            case bool and true when !parameter.HasDefaultValue:
                yield return false;
                break;
            case Many<ILayer> layers:
                foreach (var simpler in Simpler(layers)) yield return simpler;
                break;
            case Many<double> { Count: > 0 } numbers:
                yield return (Many<double>)[];
                for (var i = 0; i < numbers.Count; i++)
                    foreach (var simpler in Shrink.Simpler(numbers[i]))
                        yield return numbers.Select((number, j) => i == j ? simpler : number).ToMany();
                break;
            case Many<int> { Count: > 0 } wholes when parameter.Name == nameof(CrossEntropy.Ignored):
                yield return (Many<int>)[];
                if (wholes[0] != 0) yield return (Many<int>)[0];
                break;
            case Where and not Everywhere:
                yield return Where.All;
                break;
            case Many<ILink> links:
                foreach (var simpler in Simpler(links)) yield return simpler;
                break;
            case Many<Stage> stages:
                foreach (var simpler in Simpler(stages)) yield return simpler;
                break;
            case Many<Group> groups:
                foreach (var simpler in Simpler(groups)) yield return simpler;
                break;
            case not null when IsRecord(value.GetType()):
                foreach (var simpler in Simpler(value)) yield return simpler;
                break;
        }
    }

    // The list with one item simpler.
    static IEnumerable<Many<A>> Simpler<A>(Many<A> items) where A : notnull
    {
        for (var i = 0; i < items.Count; i++)
            foreach (var simpler in Simpler(items[i]))
                yield return items.Select((item, j) => i == j ? simpler : item).ToMany();
    }

    static string Record(object value)
    {
        var type = value.GetType();
        if (Constructor(type) is not { } constructor) return $"/* {type.Name} */ {value}";
        var settings = Settings(value).ToList();
        while (settings.Count > 0 && settings[^1].Parameter.HasDefaultValue && Equals(settings[^1].Parameter.DefaultValue, settings[^1].Value)) settings.RemoveAt(settings.Count - 1);
        return $"new {Name(type)}({string.Join(", ", settings.Select(setting => Of(setting.Value)))})";
    }

    static string Name(Type type)
    {
        var plain = type.Name.Split('`')[0];
        return (type.DeclaringType is { } outer ? Name(outer) + "." : "") + (type.IsGenericType
            ? $"{plain}<{string.Join(", ", type.GenericTypeArguments.Select(t => t == typeof(double) ? "double" : t == typeof(float) ? "float" : Name(t)))}>"
            : plain);
    }

    static ConstructorInfo? Constructor(Type type) => type.GetConstructors()
        .Where(c => c.GetParameters().All(p => type.GetProperty(p.Name!) is { } property && property.PropertyType == p.ParameterType))
        .OrderByDescending(c => c.GetParameters().Length).FirstOrDefault();

    // Records of either kind: classes can be cloned, structs print their members.
    static bool IsRecord(Type type) =>
        type.GetMethod("<Clone>$") is not null || (type.IsValueType && type.GetMethod("PrintMembers", BindingFlags.NonPublic | BindingFlags.Instance) is not null);

    static bool IsList(Type type) => type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Many<>) || type.GetGenericTypeDefinition() == typeof(Few<>));
}
