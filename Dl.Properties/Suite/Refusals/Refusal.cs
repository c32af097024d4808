using System.Diagnostics.CodeAnalysis;
using Dl.Core;

namespace Dl.Properties.Suite.Refusals;

/// <summary>What the tables of refusals share.</summary>
static class Refusal
{
    /// <summary>The message with which something is refused.</summary>
    public static string Of(Action act)
    {
        try
        {
            act();
            return "taken";
        }
        catch (DlException refusal)
        {
            return refusal.Message;
        }
    }

    /// <summary>The types of a kind that have no row.</summary>
    [RequiresUnreferencedCode("finds types by reflection")]
    public static IEnumerable<Type> Missing(Type kind, IEnumerable<object> rows) => Catalogue.Types(kind.Assembly, kind).Except(rows.Select(row => row.GetType()));
}
