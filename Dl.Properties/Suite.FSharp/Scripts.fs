/// The F# scripts among the notes run as they stand.
module Dl.Properties.Suite.FSharp.Scripts

open System
open System.Diagnostics
open System.IO
open System.Text.RegularExpressions
open Xunit

/// The folder that holds the solution, seen from the built tests.
let root =
    let rec up (folder: DirectoryInfo | null) =
        match folder with
        | null -> failwith $"Functional.sln is in no folder above {AppContext.BaseDirectory}"
        | folder when File.Exists(Path.Combine(folder.FullName, "Functional.sln")) -> folder.FullName
        | folder -> up folder.Parent

    up (DirectoryInfo AppContext.BaseDirectory)

let fsi script arguments =
    let info = ProcessStartInfo("dotnet", [ "fsi"; "--quiet"; "--nologo"; Path.Combine("notes", script) ] @ arguments)
    info.WorkingDirectory <- root
    info.RedirectStandardOutput <- true
    info.RedirectStandardError <- true
    info.RedirectStandardInput <- true

    for inherited in List.ofSeq info.Environment.Keys do
        if Regex.IsMatch(inherited, "^(MSBUILD|VSTEST|COREHOST|CORECLR|DOTNET_HOST)", RegexOptions.IgnoreCase) then
            info.Environment.Remove inherited |> ignore

    use running = nonNull (Process.Start info)
    running.StandardInput.Close()
    let output, errors = running.StandardOutput.ReadToEndAsync(), running.StandardError.ReadToEndAsync()

    if not (running.WaitForExit(TimeSpan.FromMinutes 2.0)) then
        running.Kill(entireProcessTree = true)
        failwith $"{script} ran for more than two minutes"

    running.WaitForExit()
    running.ExitCode, output.Result + errors.Result

/// Why scripts cannot run, if they cannot.
let missing =
    if File.Exists(Path.Combine(root, "Dl.CSharp/bin/Release/net10.0/Dl.CSharp.dll")) then
        null
    else
        "scripts refer to the Release build, which is not there: dotnet build -c Release"

type ScriptFactAttribute() as this =
    inherit FactAttribute()
    do this.Skip <- missing

type ScriptTheoryAttribute() as this =
    inherit TheoryAttribute()
    do this.Skip <- missing

[<ScriptFact>]
let ``the first network learns in a script`` () =
    let code, output = fsi "first-network.fsx" []
    Assert.True((code = 0), output)
    let right = Regex.Match(output, "^(\d+) of 256 points right after 200 steps\r?$", RegexOptions.Multiline)
    Assert.True(right.Success, output)
    Assert.InRange(int right.Groups[1].Value, 240, 256)

/// The notes that are scripts: they load page.fsx and end by telling how many of their claims hold.
let pages =
    let pages = TheoryData<string>()

    for script in Directory.GetFiles(Path.Combine(root, "notes"), "*.fsx") |> Array.map (fun file -> nonNull (Path.GetFileName file)) |> Array.sort do
        if script <> "first-network.fsx" && script <> "page.fsx" then
            pages.Add script

    pages

[<ScriptTheory; MemberData(nameof pages)>]
let ``a note that is a script holds what it claims`` script =
    let code, output = fsi script [ "--quick" ]
    Assert.True((code = 0 && Regex.IsMatch(output, "^(\d+) of \\1 claims hold\r?$", RegexOptions.Multiline)), output)
