using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Tasks;
using Dl.Core;
using Dl.CSharp;

namespace Dl.Properties.Suite.Data;

/// <summary>Fetching from a server of this machine that fails in every way that servers do.</summary>
public sealed class FetchingTests : Files
{
    static readonly byte[] Content = [.. Enumerable.Range(0, 200_000).Select(i => (byte)(i * 7 + i / 251))];

    static readonly FetchSettings Quick = new() { Attempts = 3, Pause = TimeSpan.FromMilliseconds(1), Silence = TimeSpan.FromSeconds(3) };

    [Fact]
    public async Task AFileComesWhole()
    {
        using var server = new Server(Content, Answer.Whole);
        await Fetch(server);
        Assert.Equal(Content, File.ReadAllBytes(At("set/data.gz")));
        Assert.Equal(["data.gz"], Names());
    }

    [Fact]
    public async Task WhatWasCutOffGoesOnWhereItEnded()
    {
        using var server = new Server(Content, Answer.CutOff, Answer.Ranges, Answer.CutOff, Answer.Ranges);
        await Fetch(server);
        Assert.Equal(Content, File.ReadAllBytes(At("set/data.gz")));
        Assert.Equal(["", "bytes=50000-"], server.Ranges);
    }

    [Fact]
    public async Task ALaterRunGoesOnWhereAnEarlierOneEnded()
    {
        using (var server = new Server(Content, Answer.CutOff, Answer.Unavailable, Answer.Unavailable, Answer.Unavailable))
        {
            var error = await Assert.ThrowsAsync<DlException>(() => Fetch(server));
            Assert.Equal($"{server.Root}data.gz: the server answers 503, 3 times in a row; {At("set/data.gz.part")} keeps its first 50000 bytes, and the same command goes on there", error.Message);
            Assert.Equal(["data.gz.part"], Names());
        }
        using var other = new Server(Content, Answer.Ranges);
        await Fetch(other);
        Assert.Equal(Content, File.ReadAllBytes(At("set/data.gz")));
        Assert.Equal(["bytes=50000-"], other.Ranges);
        Assert.Equal(["data.gz"], Names());
    }

    [Fact]
    public async Task AServerWithoutRangesBeginsAgain()
    {
        using var server = new Server(Content, Answer.CutOff, Answer.Whole);
        await Fetch(server);
        Assert.Equal(Content, File.ReadAllBytes(At("set/data.gz")));
    }

    [Fact]
    public async Task WhatMayPassIsTriedAgain()
    {
        using var server = new Server(Content, Answer.Unavailable, Answer.Silence, Answer.Whole);
        var notes = new List<string>();
        await Fetch(server, progress: new Notes(notes));
        Assert.Equal(Content, File.ReadAllBytes(At("set/data.gz")));
        Assert.Equal(["the server answers 503; trying again in 0.001 s", "nothing came for 3 s; trying again in 0.002 s", "fetched"], notes);
    }

    [Fact]
    public async Task WhatWillNotPassIsNot()
    {
        using var server = new Server(Content, Answer.Missing, Answer.Whole);
        var error = await Assert.ThrowsAsync<DlException>(() => Fetch(server));
        Assert.Equal($"{server.Root}data.gz: the server answers 404 (NotFound)", error.Message);
        Assert.Single(server.Ranges);
        Assert.Empty(Names());
    }

    [Fact]
    public async Task AnotherFileIsRefusedAndNothingOfItKept()
    {
        byte[] other = [.. Content];
        other[77] ^= 1;
        using (var server = new Server(other, Answer.Whole))
        {
            var error = await Assert.ThrowsAsync<DlException>(() => Fetch(server));
            Assert.Equal($"{server.Root}data.gz: is not the file that is known: its SHA-256 is {Convert.ToHexStringLower(SHA256.HashData(other))}, not {Digest}; nothing of it was kept", error.Message);
            Assert.Empty(Names());
        }
        using var longer = new Server([.. Content, 1], Answer.Whole);
        Assert.Equal($"{longer.Root}data.gz: has 200001 bytes, but the file that is known has 200000", (await Assert.ThrowsAsync<DlException>(() => Fetch(longer))).Message);
        Assert.Empty(Names());
    }

    [Fact]
    public async Task AnEndlessAnswerIsCutOffOneByteBeyond()
    {
        using var server = new Server(Content, Answer.Endless);
        var error = await Assert.ThrowsAsync<DlException>(() => Fetch(server));
        Assert.Equal($"{server.Root}data.gz: goes on after the 200000 bytes of the file that is known", error.Message);
    }

    [Fact]
    public async Task WhatIsThereIsNotFetchedAgainAndNotOverwritten()
    {
        Directory.CreateDirectory(At("set"));
        File.WriteAllBytes(At("set/data.gz"), Content);
        using var server = new Server(Content, Answer.Whole);
        await Fetch(server);
        Assert.Empty(server.Ranges);
        File.WriteAllBytes(At("set/data.gz"), [1, 2, 3]);
        var error = await Assert.ThrowsAsync<DlException>(() => Fetch(server));
        Assert.Equal($"{At("set/data.gz")}: is there already, but is not the file that is known; move it away, or choose another folder", error.Message);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(At("set/data.gz")));
    }

    [Fact]
    public async Task NobodyListening()
    {
        Uri root;
        using (var server = new Server(Content)) root = server.Root;
        var error = await Assert.ThrowsAsync<DlException>(() => Fetching.Run(Set, At("set"), root, Quick));
        Assert.StartsWith($"{root}data.gz: the connection fails (", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(", 3 times in a row; nothing was fetched", error.Message, StringComparison.Ordinal);
        Fails("file:///tmp/x: is no address of the web; it begins with https:// or http://", () => Fetching.Run(Set, At("set"), new Uri("file:///tmp/x"), Quick).GetAwaiter().GetResult());
    }

    [Fact]
    public async Task CancellingKeepsWhatCame()
    {
        using var server = new Server(Content, Answer.CutOff, Answer.Silence);
        using var stop = new CancellationTokenSource();
        var running = Fetching.Run(Set, At("set"), server.Root, Quick with { Silence = TimeSpan.FromMinutes(1) }, new Notes([], _ => stop.CancelAfter(100)), stop.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal(50_000, new FileInfo(At("set/data.gz.part")).Length);
    }

    [SharedFact]
    public void TheKnownDigestsAreThoseOfTheRealFiles()
    {
        foreach (var set in KnownSet.All)
            foreach (var file in set.Files)
            {
                var bytes = File.ReadAllBytes(SharedFactAttribute.At("data", set.Name, file.Name));
                Assert.Equal((file.Bytes, file.Sha256), (bytes.LongLength, Convert.ToHexStringLower(SHA256.HashData(bytes))));
            }
    }

    static string Digest => Convert.ToHexStringLower(SHA256.HashData(Content));

    static KnownSet Set => new("set", new("http://localhost/"), "none", [], [new("data.gz", Content.Length, Digest)]);

    Task Fetch(Server server, IProgress<FetchProgress>? progress = null) => Fetching.Run(Set, At("set"), server.Root, Quick, progress);

    string[] Names() => Directory.Exists(At("set")) ? [.. Directory.GetFiles(At("set")).Select(path => Path.GetFileName(path))] : [];

    sealed class Notes(List<string> notes, Action<FetchProgress>? look = null) : IProgress<FetchProgress>
    {
        public void Report(FetchProgress value)
        {
            if (value.Note is { } note) notes.Add(note);
            look?.Invoke(value);
        }
    }

    enum Answer
    {
        Whole,
        Ranges,
        CutOff,
        Endless,
        Unavailable,
        Missing,
        Silence,
    }

    /// <summary>Answers one request after the other as it was told to.</summary>
    sealed class Server : IDisposable
    {
        const int Cut = 50_000;

        readonly TcpListener listener = new(IPAddress.Loopback, 0);
        readonly byte[] content;
        readonly Answer[] answers;
        readonly Task running;
        int next;

        public Server(byte[] content, params Answer[] answers)
        {
            (this.content, this.answers) = (content, answers);
            listener.Start();
            Root = new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
            running = Task.Run(Run);
        }

        public Uri Root { get; }

        public List<string> Ranges { get; } = [];

        async Task Run()
        {
            while (true)
            {
                TcpClient client;
                try
                {
                    client = await listener.AcceptTcpClientAsync();
                }
                catch (Exception error) when (error is SocketException or ObjectDisposedException or InvalidOperationException)
                {
                    return;
                }
                using (client)
                {
                    try
                    {
                        await Serve(client.GetStream());
                    }
                    catch (IOException)
                    {
                    }
                }
            }
        }

        async Task Serve(NetworkStream stream)
        {
            var request = new StringBuilder();
            var buffer = new byte[4096];
            while (!request.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
            {
                var read = await stream.ReadAsync(buffer);
                if (read == 0) return;
                request.Append(Encoding.ASCII.GetString(buffer, 0, read));
            }
            var range = request.ToString().Split("\r\n").Where(line => line.StartsWith("Range: ", StringComparison.OrdinalIgnoreCase)).Select(line => line[7..]).FirstOrDefault("");
            Ranges.Add(range);
            var from = range.Length > 0 ? int.Parse(range[6..^1], System.Globalization.CultureInfo.InvariantCulture) : 0;
            switch (next < answers.Length ? answers[next++] : Answer.Unavailable)
            {
                case Answer.Whole:
                    await Send("200 OK", content.Length, content);
                    break;
                case Answer.Ranges when from > 0:
                    await Send("206 Partial Content", content.Length - from, content[from..], $"Content-Range: bytes {from}-{content.Length - 1}/{content.Length}\r\n");
                    break;
                case Answer.Ranges:
                    await Send("200 OK", content.Length, content);
                    break;
                case Answer.CutOff:
                    await Send("200 OK", content.Length, content[..Cut]);
                    break;
                case Answer.Endless:
                    await Send("200 OK", null, [.. content, .. content]);
                    break;
                case Answer.Missing:
                    await Send("404 Not Found", 0, []);
                    break;
                case Answer.Silence:
                    await Task.Delay(4000);
                    break;
                default:
                    await Send("503 Service Unavailable", 0, []);
                    break;
            }

            async Task Send(string status, int? length, byte[] body, string more = "")
            {
                var head = $"HTTP/1.1 {status}\r\n{(length is { } bytes ? $"Content-Length: {bytes}\r\n" : "")}{more}Connection: close\r\n\r\n";
                await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
                await stream.WriteAsync(body);
                await stream.FlushAsync();
            }
        }

        public void Dispose()
        {
            listener.Stop();
            running.Wait(TimeSpan.FromSeconds(5));
        }
    }
}
