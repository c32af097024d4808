using System.CommandLine;
using System.IO;
using System.Text.Json.Nodes;
using Dl.CSharp;

namespace Dl.Cli;

/// <summary><c>dl doctor</c>: names what is wrong with a training run, with the numbers that show it and what to try.</summary>
static class DoctorCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Shell shell)
    {
        var run = new Argument<string>("RUN") { Description = $"Folder of a run that dl train wrote: its {HealthFile.Name} is read, whether the run has ended or not" };
        var json = Options.Flag("--json", "Print one line of JSON a diagnosis");
        var command = new Command("doctor", "Name what is wrong with a training run: no trend, divergence, spikes, under- and overfit, imbalance, dead or saturated units, vanishing or exploding gradients, a bad start. Ends with 1 if there is something.") { run, json };
        command.SetAction(parsed =>
        {
            var health = HealthFile.Read(Path.Combine(parsed.GetValue(run)!, HealthFile.Name));
            var found = Doctor.Diagnose(health);
            foreach (var one in found)
                if (parsed.GetValue(json)) shell.Output.WriteLine(new JsonObject { ["sickness"] = one.Sickness.ToString(), ["evidence"] = one.Evidence, ["remedy"] = one.Remedy }.ToJsonString());
                else shell.Output.Write($"{one.Name}\n  seen in   {one.Evidence}\n  remedy    {one.Remedy}\n");
            if (found.Count > 0) return Program.Failed;
            if (!parsed.GetValue(json)) shell.Output.WriteLine($"nothing is wrong that curves, gradients and units of {health.Checkups.Count - 1} epochs could show");
            return Program.Done;
        });
        return Help.WithExamples(command, "dl doctor run", "dl doctor runs/7 --json");
    }
}
