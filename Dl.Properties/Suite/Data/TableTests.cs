using System.IO;
using System.Text.Json.Nodes;
using Dl.Core;
using Dl.CSharp;

namespace Dl.Properties.Suite.Data;

public sealed class TableTests : Files
{
    const string People = "id,age,town,member,kind\n1,30,Oslo,yes,good\n2,,Bergen,no,bad\n3,50,Oslo,,good\n4,NA,\"Bø, Telemark\",no,bad\n5,40,Oslo,yes,good\n";

    static readonly TableSettings Kinds = new() { Target = "kind", Ignored = ["id"] };

    [Fact]
    public void ColumnsAreOfNumbersOrOfWords()
    {
        var rows = Csv.ReadRecords(Text("t.csv", People));
        Assert.Equal(["id", "age", "town", "member", "kind"], rows.Columns);
        var age = Assert.IsType<Field.Numbers>(rows.Fields[1]);
        Assert.Equal([30, float.NaN, 50, float.NaN, 40], age.Values.Span.ToArray());
        var town = Assert.IsType<Field.Words>(rows.Fields[2]);
        Assert.Equal(["Bergen", "Bø, Telemark", "Oslo"], town.Levels);
        Assert.Equal(Indices.Of(2, 0, 2, 1, 2), town.Codes);
        Assert.Equal(Indices.Of(2, 3, 4, 5, 6), rows.Lines);
        Assert.IsType<Field.Words>(Csv.ReadRecords(At("t.csv"), null, "id").Fields[0]);
        Assert.Equal("column 2", Csv.ReadRecords(Text("u.csv", "1,x\n2,y\n")).Columns[1]);
    }

    [Fact]
    public void QuotedCellsReachOverLines()
    {
        var rows = Csv.ReadRecords(Text("t.csv", "a,b\n1,\"two\nlines, \"\"quoted\"\"\n\nand a blank one\"\n2,x\n"));
        Assert.Equal(["two\nlines, \"quoted\"\n\nand a blank one", "x"], ((Field.Words)rows.Fields[1]).Levels);
        Assert.Equal(Indices.Of(2, 6), rows.Lines);
        Fails($"{At("t.csv")}: line 2: a quoted cell is not closed by the end of the file", () => Csv.ReadRecords(Text("t.csv", "a,b\n1,\"two\n2,3\n")));
    }

    [Fact]
    public void GapsAreRefusedUnlessSomethingElseIsSaid()
    {
        var rows = Csv.ReadRecords(Text("t.csv", People));
        var encoding = TableEncoding.Fit(rows, Kinds);
        Fails($"{At("t.csv")}: line 3, age: the cell is empty; say what becomes of gaps, or fill them", () => encoding.Apply(rows));
        Fails($"{At("t.csv")}: line 4, member: the cell is empty; say what becomes of gaps, or fill them", () => encoding.Apply(rows.At(Indices.Of(0, 2))));
        Assert.Equal(2, encoding.Apply(rows.At(Indices.Of(0, 4))).Count);
    }

    [Theory]
    [InlineData(Missing.Mean, 40)]
    [InlineData(Missing.Median, 40)]
    [InlineData(Missing.MostFrequent, 30)]
    public void GapsAreFilledWithWhatTheTrainingPartHas(Missing missing, float age)
    {
        var rows = Csv.ReadRecords(Text("t.csv", People));
        var data = TableEncoding.Fit(rows, Kinds with { Missing = missing }).Apply(rows);
        // Age; Bergen, Bø, Oslo; no, yes.
        Assert.Equal(Tensor<float>.Of([5, 6], 30, 0, 0, 1, 0, 1, age, 1, 0, 0, 1, 0, 50, 0, 0, 1, 1, 0, age, 0, 1, 0, 1, 0, 40, 0, 0, 1, 0, 1), data.Inputs);
        Assert.Equal((Indices.Of(1, 0, 1, 0, 1), "t.csv"), (data.Labels, data.Name));
        Assert.Equal(["bad", "good"], data.Classes);
    }

    [Fact]
    public void RowsWithGapsAreLeftOut()
    {
        var rows = Csv.ReadRecords(Text("t.csv", People));
        var data = TableEncoding.Fit(rows, Kinds with { Missing = Missing.DropRow }).Apply(rows);
        Assert.Equal((2, Indices.Of(1, 1)), (data.Count, data.Labels));
    }

    [Fact]
    public void OnlyTheTrainingPartIsSeen()
    {
        var rows = Csv.ReadRecords(Text("t.csv", People));
        var training = rows.At(Indices.Of(0, 2, 3));
        var encoding = TableEncoding.Fit(training, Kinds with { Missing = Missing.Mean, Target = "member" });
        // The mean of 30 and 50; the words of these rows alone.
        Assert.Equal(40, encoding.Encode(rows.At(Indices.Of(3)))[0]);
        Assert.Equal(["Bø, Telemark", "Oslo"], encoding.Inputs[1].Levels);
        Fails($"{At("t.csv")}: line 3, town: 'Bergen' is not one of the 2 words of the training part (Bø, Telemark, Oslo)", () => encoding.Encode(rows));
        var tolerant = TableEncoding.Fit(training, Kinds with { Missing = Missing.Mean, Target = "member", AllowsNewWords = true });
        Assert.Equal([0f, 0f], tolerant.Encode(rows.At(Indices.Of(1))).Span[1..3].ToArray());
        Assert.True(encoding.Encode(training).SameBits(TableEncoding.Fit(training, Kinds with { Missing = Missing.Mean, Target = "member" }).Encode(training)));
    }

    [Fact]
    public void WordsMayBecomeTheirPlaces()
    {
        var rows = Csv.ReadRecords(Text("t.csv", "town,n\nOslo,1\nBergen,2.5\nOslo,3\n"));
        var data = TableEncoding.Fit(rows, new() { Categories = Categories.Index }).Apply(rows);
        Assert.Equal(Tensor<float>.Of([3, 1], 1, 0, 1), data.Inputs);
        Assert.Equal(Tensor<float>.Of([3, 1], 1, 2.5f, 3), data.Values);
        Fails("a new word has no place among the words of the training part; allow it with one number for each word", () => TableEncoding.Fit(rows, new() { Categories = Categories.Index, AllowsNewWords = true }));
    }

    [Theory]
    [InlineData("x,y\n1,0\n2,1\n3,1\n", true)]
    [InlineData("x,y\n1,0\n2,2\n3,1\n", true)]
    [InlineData("x,y\n1,0\n2,2\n", false)]
    [InlineData("x,y\n1,0.5\n2,1\n", false)]
    [InlineData("x,y\n1,1\n2,2\n3,3\n", true)]
    [InlineData("x,y\n1,2\n2,3\n", false)]
    [InlineData("x,y\n1,1\n2,3\n", false)]
    [InlineData("x,y\n1,a\n2,b\n", true)]
    public void TheTargetIsAClassOrANumber(string text, bool isClass)
    {
        var rows = Csv.ReadRecords(Text("t.csv", text));
        var data = TableEncoding.Fit(rows).Apply(rows);
        Assert.Equal(isClass, data.Labels is not null);
        if (text.Contains('a', StringComparison.Ordinal)) Fails($"{At("t.csv")}: column y holds words, and is no number to predict", () => TableEncoding.Fit(rows, new() { IsClass = false }));
        else Assert.NotNull(TableEncoding.Fit(rows, new() { IsClass = true }).Apply(rows).Labels);
    }

    [Fact]
    public void NewRowsAreToldByTheirNamesOrTheirPlaces()
    {
        var rows = Csv.ReadRecords(Text("t.csv", "a,b,y\n1,2,0\n3,4,1\n"));
        var encoding = TableEncoding.Fit(rows);
        Assert.Equal(Tensor<float>.Of([1, 2], 7, 8), encoding.Encode(Csv.ReadRecords(Text("u.csv", "z,b,a\n0,8,7\n"))));
        Fails($"{At("v.csv")}: lacks the columns a, b; it has x", () => encoding.Encode(Csv.ReadRecords(Text("v.csv", "x\n1\n"))));
        var plain = TableEncoding.Fit(Csv.ReadRecords(Text("w.csv", "1,2,0\n3,4,1\n")));
        Assert.Equal(Tensor<float>.Of([1, 2], 7, 8), plain.Encode(Csv.ReadRecords(Text("x.csv", "7,8\n"))));
        Assert.Equal(Tensor<float>.Of([1, 2], 7, 8), plain.Encode(Csv.ReadRecords(Text("x.csv", "7,8,1\n"))));
        Fails($"{At("u.csv")}: has no column y, which is to be predicted", () => encoding.Apply(Csv.ReadRecords(At("u.csv"))));
    }

    [Fact]
    public void JsonReadsBackToTheSameBits() => Abroad(() =>
    {
        var rows = Csv.ReadRecords(Text("t.csv", People));
        foreach (var missing in Enum.GetValues<Missing>())
        {
            var encoding = TableEncoding.Fit(rows, Kinds with { Missing = missing });
            Assert.Equal(encoding, TableEncoding.FromJson(JsonNode.Parse(encoding.ToJson().ToJsonString())!));
        }
        Assert.Throws<DlException>(() => TableEncoding.FromJson(JsonNode.Parse("{\"inputs\":3}")!));
    });

    [Fact]
    public void ItIsStoredWithTheModel()
    {
        var rows = Csv.ReadRecords(Text("t.csv", People));
        var encoding = TableEncoding.Fit(rows, Kinds with { Missing = Missing.Median });
        var data = encoding.Apply(rows);
        var model = Model.Of(encoding.Width).Dense(2).Init(Key.Of(1)) with { Classes = data.Classes, Table = encoding, Preprocessing = Preprocessing.Fit(data) };
        Checkpoint.Save(At("m"), model);
        var loaded = Checkpoint.Load(At("m"));
        Assert.Equal(encoding, loaded.Table);
        Assert.True(model.Predict(data.Inputs).SameBits(loaded.Predict(loaded.Table!.Encode(rows))));
    }

    [Fact]
    public void PartsOfATableAreThoseOfItsRows()
    {
        var rows = Csv.ReadRecords(Text("t.csv", "n,kind\n" + string.Concat(Enumerable.Range(0, 100).Select(i => $"{i},{(i % 4 == 0 ? "rare" : "common")}\n"))));
        foreach (var parts in new[] { rows.Split(Key.Of(1), 0.75, 0.25), rows.SplitStratified(Key.Of(1), "kind", 0.75, 0.25) })
        {
            Assert.Equal([75, 25], parts.Select(part => part.Count));
            Assert.Equal(Enumerable.Range(2, 100), parts.SelectMany(part => part.Lines.Span.ToArray()).Order());
            Assert.All(parts, part => Assert.All(Enumerable.Range(0, part.Count), row => Assert.Equal(part.Lines[row] - 2, ((Field.Numbers)part.Fields[0]).Values[row])));
        }
        Assert.InRange(rows.SplitStratified(Key.Of(1), "kind", 0.75, 0.25)[1] is var held ? Enumerable.Range(0, 25).Count(row => held.Fields[1].Show(row) == "rare") : 0, 5, 8);
    }
}
