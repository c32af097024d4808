using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using Dl.Core;

namespace Dl.CSharp;

/// <summary>How files are fetched.</summary>
public sealed record FetchSettings
{
    /// <summary>How often a file is asked for before it is given up, at least 1. An attempt that brought something does not count.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>How long to wait after the first failure; after each further one twice as long, up to half a minute.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long to wait for the next bytes before an attempt has failed.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>Where fetching stands.</summary>
/// <param name="File">The file.</param>
/// <param name="Bytes">How many bytes of it are there.</param>
/// <param name="Note">What happened that somebody may want to know; null for nothing.</param>
public sealed record FetchProgress(KnownFile File, long Bytes, string? Note = null);

/// <summary>
/// Fetches the files of a public data set. A file appears under its name only when its digest is right: until then it grows under a name that ends in
/// <c>.part</c>, from which a later run goes on. What fails in a way that may pass is tried again.
/// </summary>
public static class Fetching
{
    const int Buffer = 1 << 16;
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>Fetches what is not there yet.</summary>
    /// <param name="set">The set.</param>
    /// <param name="folder">Where its files shall be; made when it is missing.</param>
    /// <param name="from">The address of the folder of its files; the set's own when null.</param>
    /// <param name="settings">How; the defaults when null.</param>
    /// <param name="progress">Is told where it stands.</param>
    /// <param name="cancellationToken">Ends it; what was fetched stays, and a later run goes on there.</param>
    /// <exception cref="DlException">A file cannot be fetched, or what comes is another file.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task Run(
        KnownSet set, string folder, Uri? from = null, FetchSettings? settings = null, IProgress<FetchProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        settings ??= new();
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.Attempts, 1, nameof(settings));
        var root = from ?? set.From;
        if (root.Scheme is not ("http" or "https")) throw new DlException($"{root}: is no address of the web; it begins with https:// or http://");
        if (!root.AbsolutePath.EndsWith('/')) root = new UriBuilder(root) { Path = root.AbsolutePath + "/" }.Uri;
        Directory.CreateDirectory(folder);
        using var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("dl", Conventions.Version));
        foreach (var file in set.Files) await Fetch(client, file, new(root, file.Name), Path.Combine(folder, file.Name), settings, progress, cancellationToken).ConfigureAwait(false);
    }

    static async Task Fetch(HttpClient client, KnownFile file, Uri address, string path, FetchSettings settings, IProgress<FetchProgress>? progress, CancellationToken stop)
    {
        if (File.Exists(path))
        {
            if (!await Fits(path, file, stop).ConfigureAwait(false)) throw new DlException($"{path}: is there already, but is not the file that is known; move it away, or choose another folder");
            progress?.Report(new(file, file.Bytes, "is there already"));
            return;
        }
        var part = path + ".part";
        for (var (failures, pause, most) = (0, settings.Pause, Length(part)); ;)
        {
            var complaint = await Attempt(client, file, address, part, settings.Silence, progress, stop).ConfigureAwait(false);
            if (complaint is null) break;
            if (Length(part) > most) (failures, pause, most) = (0, settings.Pause, Length(part));
            if (++failures >= settings.Attempts)
                throw new DlException($"{address}: {complaint}, {(failures == 1 ? "and it was tried once" : $"{failures} times in a row")}; {(Length(part) > 0 ? $"{part} keeps its first {Length(part)} bytes, and the same command goes on there" : "nothing was fetched")}");
            progress?.Report(new(file, Length(part), FormattableString.Invariant($"{complaint}; trying again in {pause.TotalSeconds} s")));
            await Task.Delay(pause, stop).ConfigureAwait(false);
            pause = 2 * pause < LongestPause ? 2 * pause : LongestPause;
        }
        if (!await Fits(part, file, stop).ConfigureAwait(false))
        {
            var found = await Digest(part, stop).ConfigureAwait(false);
            // What is wrong from its first byte on is no beginning to go on from.
            File.Delete(part);
            throw new DlException($"{address}: is not the file that is known: its SHA-256 is {found}, not {file.Sha256}; nothing of it was kept");
        }
        File.Move(part, path);
        progress?.Report(new(file, file.Bytes, "fetched"));
    }

    // What went wrong and may pass; null if the file has all its bytes.
    static async Task<string?> Attempt(HttpClient client, KnownFile file, Uri address, string part, TimeSpan silence, IProgress<FetchProgress>? progress, CancellationToken stop)
    {
        var have = Length(part);
        if (have > file.Bytes) File.Delete(part);
        if (have == file.Bytes) return null;
        using var quiet = CancellationTokenSource.CreateLinkedTokenSource(stop);
        quiet.CancelAfter(silence);
        try
        {
            have = Length(part);
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            if (have > 0) request.Headers.Range = new(have, null);
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, quiet.Token).ConfigureAwait(false);
            if (answer.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                File.Delete(part);
                return "the server does not have the rest of it";
            }
            if (MayPass(answer.StatusCode)) return $"the server answers {(int)answer.StatusCode}";
            if (!answer.IsSuccessStatusCode) throw new DlException($"{address}: the server answers {(int)answer.StatusCode} ({answer.StatusCode})");
            // A server that knows no ranges begins again.
            var goesOn = answer.StatusCode == HttpStatusCode.PartialContent && answer.Content.Headers.ContentRange?.From == have;
            if (!goesOn) have = 0;
            if (answer.StatusCode == HttpStatusCode.PartialContent && !goesOn) return "the server gives another part than it was asked for";
            if (have + answer.Content.Headers.ContentLength is { } promised && promised != file.Bytes)
                throw new DlException($"{address}: has {promised} bytes, but the file that is known has {file.Bytes}");
            using var content = await answer.Content.ReadAsStreamAsync(quiet.Token).ConfigureAwait(false);
            using var into = new FileStream(part, goesOn ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.None);
            var buffer = new byte[Buffer];
            for (int read; (read = await content.ReadAsync(buffer, quiet.Token).ConfigureAwait(false)) > 0;)
            {
                quiet.CancelAfter(silence);
                if (have + read > file.Bytes) throw new DlException($"{address}: goes on after the {file.Bytes} bytes of the file that is known");
                await into.WriteAsync(buffer.AsMemory(0, read), stop).ConfigureAwait(false);
                have += read;
                progress?.Report(new(file, have));
            }
            into.Flush(flushToDisk: true);
            return have == file.Bytes ? null : $"the connection ended after {have} of {file.Bytes} bytes";
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return FormattableString.Invariant($"nothing came for {silence.TotalSeconds} s");
        }
        catch (HttpRequestException error)
        {
            return $"the connection fails ({error.Message.ReplaceLineEndings(" ").TrimEnd('.')})";
        }
        catch (IOException error) when (error is HttpIOException or { InnerException: System.Net.Sockets.SocketException })
        {
            return $"the connection broke after {Length(part)} of {file.Bytes} bytes";
        }
    }

    // Too many requests, time-outs, and what servers say while they are restarted.
    static bool MayPass(HttpStatusCode code) => (int)code is 408 or 429 or >= 500;

    static long Length(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;

    static async Task<bool> Fits(string path, KnownFile file, CancellationToken stop) => Length(path) == file.Bytes && await Digest(path, stop).ConfigureAwait(false) == file.Sha256;

    static async Task<string> Digest(string path, CancellationToken stop)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, stop).ConfigureAwait(false));
    }
}
