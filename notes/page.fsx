/// What the pages in F# begin with, loaded by each: the libraries, and the note with the arguments of the command.
[<AutoOpen>]
module Page

#I "../Dl.CSharp/bin/Release/net10.0"
#r "Dl.Core.dll"
#r "Dl.Functional.dll"
#r "Dl.CSharp.dll"
#r "System.Numerics.Tensors.dll"

open System
open Dl.CSharp

/// The page: its arguments are those behind the name of the script.
let note = Note.Begin([| for arg in Array.tail fsi.CommandLineArgs do if arg <> "--" then arg |], Console.Out)
