using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.Loader;

namespace Dl.Properties;

/// <summary>
/// An assembly that somebody else wrote, looked through for things that laws can judge: public concrete ops, layers, losses,
/// initialisers, schedules and links (by their static <c>Example</c>, or made by a constructor that needs no argument), and public static
/// fields, properties and parameterless methods of such types. What it references is looked for beside it.
/// </summary>
[RequiresUnreferencedCode("loads an assembly and finds its types by reflection")]
public static class Stranger
{
    /// <summary>Every claim about the things of an assembly file.</summary>
    /// <exception cref="DlException">The file is no assembly, was built against another major version of Dl, needs an assembly
    /// that is not there, holds nothing to check, or a thing in it cannot be made; the message says which.</exception>
    public static Many<Claim> Claims(string file)
    {
        var path = Path.GetFullPath(file);
        if (!File.Exists(path)) throw new DlException($"{file}: there is no such file");
        CheckVersions(file, path);
        try
        {
            var assembly = new Beside(path).LoadFromAssemblyPath(path);
            var claims = Catalogue.Of(assembly).Concat(Members.Of(assembly)).ToMany();
            return claims.Count > 0 ? claims : throw new DlException(
                $"{file}: holds nothing to check; looked for public ops, layers, losses, initialisers, schedules and optimizer links, and for public static members of such types");
        }
        catch (Exception error) when (error is FileNotFoundException or FileLoadException or ReflectionTypeLoadException or TypeLoadException)
        {
            var cause = (error as ReflectionTypeLoadException)?.LoaderExceptions.FirstOrDefault(one => one is not null) ?? error;
            throw new DlException($"{file}: cannot be loaded: {cause.Message.ReplaceLineEndings(" ")} What it references must lie beside it");
        }
    }

    // The references are read before anything is loaded: another major version may lack types that loading would trip over.
    static void CheckVersions(string file, string path)
    {
        try
        {
            using var portable = new PEReader(File.OpenRead(path));
            if (!portable.HasMetadata) throw new BadImageFormatException();
            var metadata = portable.GetMetadataReader();
            foreach (var reference in metadata.AssemblyReferences.Select(metadata.GetAssemblyReference))
            {
                var name = metadata.GetString(reference.Name);
                var ours = Ours.FirstOrDefault(one => one.Name == name)?.Version;
                if (ours is not null && reference.Version.Major != ours.Major)
                    throw new DlException($"{file}: was built against {name} {reference.Version.ToString(3)}, and this is {ours.ToString(3)}: build it against version {ours.Major}");
            }
        }
        catch (BadImageFormatException)
        {
            throw new DlException($"{file}: is not a .NET assembly");
        }
    }

    static IEnumerable<AssemblyName> Ours => new[] { typeof(Shape), typeof(IOp), typeof(CSharp.Model), typeof(Claim) }.Select(type => type.Assembly.GetName());

    /// <summary>Loads what the assembly references: what this program has already, or what lies beside it.</summary>
    sealed class Beside(string path) : AssemblyLoadContext
    {
        readonly AssemblyDependencyResolver listed = new(path);

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            try
            {
                return Default.LoadFromAssemblyName(assemblyName);
            }
            catch (Exception error) when (error is FileNotFoundException or FileLoadException)
            {
                var near = Path.Combine(Path.GetDirectoryName(path)!, $"{assemblyName.Name}.dll");
                return listed.ResolveAssemblyToPath(assemblyName) is { } found ? LoadFromAssemblyPath(found) : File.Exists(near) ? LoadFromAssemblyPath(near) : null;
            }
        }
    }
}
