using System.Buffers.Binary;
using System.IO;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

namespace Dl.Properties.Suite.Practice;

/// <summary>What is measured while a run trains, written to files.</summary>
public sealed class LogTests : IDisposable
{
    static readonly DataSet Moons = Synthetic.TwoMoons(Key.Of(1), 200);

    static readonly Model Small = Model.Of(2).Dense(8, Activation.Relu).Dense(2).Init(Key.Of(2));

    static readonly FitSettings Settings = new() { BatchSize = 40, Epochs = 3, ValidationFraction = 0.2, Metrics = [Metric.F1()] };

    readonly string folder = Directory.CreateTempSubdirectory("dl-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void EveryStepAndEveryEpochIsWrittenOnceInEachForm()
    {
        var told = new List<TrainingProgress>();
        using (var log = new TrainingLog(folder, LogFormats.Csv | LogFormats.JsonLines | LogFormats.TensorBoard))
            Small.Fit(Moons, Settings, new Each(at =>
            {
                told.Add(at);
                log.Report(at);
            }));
        var steps = told.Where(at => at.Metrics is null).ToArray();
        Assert.Equal(["step,epoch,loss,rate", .. steps.Select(at => FormattableString.Invariant($"{at.Step},{at.Epoch},{at.Loss:R},{at.Rate:R}"))], File.ReadAllLines(At("steps.csv")));
        var lines = File.ReadLines(At("metrics.jsonl")).Select(line => JsonNode.Parse(line)!).ToArray();
        Assert.Equal(told.Select(at => (at.Metrics is null ? "step" : "epoch", at.Step)), lines.Select(line => ((string)line["kind"]!, (long)line["step"]!)));
        Assert.Equal(told[^1].Metrics!.Scores[0].Value, (double)lines[^1]["f1_macro"]!);
        var events = Directory.GetFiles(At("tensorboard")).SelectMany(Events).ToArray();
        Assert.Equal(steps.Select(at => (at.Step, (float)at.Loss)), events.Where(one => one.Tag == "step/loss").Select(one => (one.Step, one.Value)));
        Assert.Equal(told.Where(at => at.Metrics is not null).Select(at => (at.Step, (float)at.Metrics!.ValidationLoss!.Value)), events.Where(one => one.Tag == "epoch/validation_loss").Select(one => (one.Step, one.Value)));
    }

    [Fact]
    public void ARunThatGoesOnWritesNoStepTwice()
    {
        Small.Fit(Moons, Settings, Logged("whole", null, out var whole));
        whole.Dispose();
        FitState? stopped = null;
        using var stop = new CancellationTokenSource();
        var log = Logged("run", null, out var first);
        Small.Fit(Moons, Settings, log, look: state => { if (state.Learner.Steps == 6) stopped = state.Keep(); if (state.Learner.Steps == 9) stop.Cancel(); }, cancellationToken: stop.Token);
        first.Dispose();
        File.AppendAllText(At("run/steps.csv"), "9,2");
        Small.Fit(Moons, Settings, Logged("run", stopped, out var second), from: stopped);
        second.Dispose();
        Assert.Equal(File.ReadAllText(At("whole/steps.csv")), File.ReadAllText(At("run/steps.csv")));
        Assert.Equal(Timeless("whole"), Timeless("run"));
        Assert.Equal(2, Directory.GetFiles(At("run/tensorboard")).Length);
        // A session that begins hides what older files say of its steps and of later ones.
        Assert.Equal([(7, "session"), (7, "step/loss")], Events(Directory.GetFiles(At("run/tensorboard")).Order(StringComparer.Ordinal).Last()).Take(2).Select(one => (one.Step, one.Tag)));

        IEnumerable<string> Timeless(string run) => File.ReadLines(At($"{run}/metrics.jsonl")).Select(line => line[..line.IndexOf("\"seconds\"", StringComparison.Ordinal)]);
    }

    Each Logged(string run, FitState? from, out TrainingLog log)
    {
        var opened = log = new TrainingLog(At(run), LogFormats.Csv | LogFormats.JsonLines | LogFormats.TensorBoard, from);
        return new(opened.Report);
    }

    // A reader of its own: frames with their check sums, then the few fields of the protocol buffers.
    static List<(long Step, string Tag, float Value)> Events(string path)
    {
        var (bytes, found, versions) = (File.ReadAllBytes(path), new List<(long, string, float)>(), new List<string>());
        for (var at = 0; at < bytes.Length;)
        {
            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));
            Assert.Equal(Masked(bytes.AsSpan(at, 8)), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 8)));
            Assert.Equal(Masked(bytes.AsSpan(at + 12, length)), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 12 + length)));
            var fields = Fields(bytes.AsMemory(at + 12, length));
            versions.AddRange(fields.Where(field => field.Number == 3).Select(field => Encoding.UTF8.GetString(field.Bytes.Span)));
            var step = fields.Where(field => field.Number == 2).Select(field => field.Whole).FirstOrDefault();
            foreach (var session in fields.Where(field => field.Number == 7)) found.Add((step, "session", Fields(session.Bytes).Single(part => part.Number == 1).Whole));
            foreach (var summary in fields.Where(field => field.Number == 5))
                foreach (var value in Fields(summary.Bytes))
                {
                    var parts = Fields(value.Bytes);
                    found.Add((step, Encoding.UTF8.GetString(parts.Single(part => part.Number == 1).Bytes.Span), BinaryPrimitives.ReadSingleLittleEndian(parts.Single(part => part.Number == 2).Bytes.Span)));
                }
            at += 16 + length;
        }
        Assert.Equal(["brain.Event:2"], versions);
        return found;
    }

    static List<(int Number, long Whole, ReadOnlyMemory<byte> Bytes)> Fields(ReadOnlyMemory<byte> message)
    {
        var (fields, at) = (new List<(int, long, ReadOnlyMemory<byte>)>(), 0);
        while (at < message.Length)
        {
            var key = Next();
            var (whole, size) = (key & 7) switch { 0 => (Next(), 0), 1 => (0, 8), 2 => (0, (int)Next()), 5 => (0L, 4), _ => throw new InvalidDataException() };
            fields.Add(((int)(key >> 3), whole, message.Slice(at, size)));
            at += size;
        }
        return fields;

        long Next()
        {
            var value = 0L;
            for (var shift = 0; ; shift += 7)
            {
                var one = message.Span[at++];
                value |= (long)(one & 127) << shift;
                if (one < 128) return value;
            }
        }
    }

    // Castagnoli's polynomial, bit by bit.
    static uint Masked(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var one in bytes)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
        }
        crc = ~crc;
        return ((crc >> 15) | (crc << 17)) + 0xa282ead8;
    }

    string At(string name) => Path.Combine(folder, name);

    sealed class Each(Action<TrainingProgress> look) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => look(value);
    }
}
