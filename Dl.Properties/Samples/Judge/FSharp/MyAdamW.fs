module MyAdamW

open Dl.Functional
open Dl.Properties
open Xunit

[<Fact>]
let ``decay behind the rate`` () =
    OptimizerLaws.Hold(Adam().Then(Rate 0.001).Then(Decay 0.01), claims = Optimizer.AdamW(0.001, 0.01))

[<Fact>]
let ``decay before the rate`` () =
    OptimizerLaws.Hold(Adam().Then(Decay 0.01).Then(Rate 0.001), claims = Optimizer.AdamW(0.001, 0.01))
