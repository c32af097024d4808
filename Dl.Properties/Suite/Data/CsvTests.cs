using Dl.Core;
using Dl.CSharp;

namespace Dl.Properties.Suite.Data;

public sealed class CsvTests : Files
{
    static readonly string[] Names = ["t.csv", "t.csv.gz"];

    [Theory]
    [InlineData("1,2,0\n3.5,-4e-1,1\n")]
    [InlineData("1;2;0\r\n3.5;-4e-1;1\r\n")]
    [InlineData("1\t2\t0\n3.5\t-4e-1\t1")]
    [InlineData("  1 2   0 \n3.5  -4e-1 1\n")]
    [InlineData("\n 1 , 2 , 0\n\n3.5, -0.4, 1\n\n\n")]
    [InlineData("\uFEFF1,2,0\n\"3.5\",\"-0.4\",1")]
    public void CellsAreReadWhateverStandsBetweenThem(string text) => Abroad(() =>
    {
        foreach (var name in Names)
        {
            var table = Csv.Read(Text(name, text));
            Assert.Equal(Tensor<float>.Of([2, 3], 1, 2, 0, 3.5f, -0.4f, 1), table.Values);
            Assert.Empty(table.Columns);
        }
    });

    [Fact]
    public void AHeaderLineNamesTheColumns()
    {
        var path = Text("t.csv", "\"fixed, acidity\";\"pH \"\"x\"\"\"; kind \n1;2;0\n3;4;1\n");
        var table = Csv.Read(path);
        Assert.Equal(["fixed, acidity", "pH \"x\"", "kind"], table.Columns);
        Assert.Equal(Indices.Of(2, 3), table.Lines);
        var data = Csv.ReadClasses(path, "kind", ["no", "yes"]);
        Assert.Equal((Indices.Of(0, 1), "t.csv"), (data.Labels, data.Name));
        Assert.Equal(data, table.Classified(classes: ["no", "yes"]));
        Assert.Equal(Tensor<float>.Of([2, 1], 1, 3), Csv.ReadValues(path, 0).Values);
        Assert.Equal(Tensor<float>.Of([2, 2], 1, 0, 3, 1), Csv.ReadValues(path, ^2).Inputs);
    }

    [Fact]
    public void AHeaderLineMayBeDeclared()
    {
        var path = Text("t.csv", "1,2\n3,4\n");
        Assert.Equal(2, Csv.Read(path).Count);
        Assert.Equal(["1", "2"], Csv.Read(path, new(Header: CsvHeader.Present)).Columns);
        Fails($"{Text("u.csv", "a,b\n1,2\n")}: line 1, column 1: 'a' is not a number", () => Csv.Read(At("u.csv"), new(Header: CsvHeader.Absent)));
        Fails($"{Text("v.csv", "1,2\n1;2,3\n")}: line 2, column 1: '1;2' is not a number", () => Csv.Read(At("v.csv"), new(Separator: ',')));
    }

    [Fact]
    public void CountsAndClassesOnTheFirstLineAreTakenAtTheirWord()
    {
        var data = Csv.ReadClasses(Text("t.csv", "2,3,red,green\n1,2,3,0\n4,5,6,1\n"));
        Assert.Equal(["red", "green"], data.Classes);
        Assert.Equal(Shape.Of(2, 3), data.Inputs.Shape);
        Fails($"{At("t.csv")}: the first line promises 3 rows, but there are 1", () => Csv.Read(Text("t.csv", "3,3,red,green\n1,2,3,0\n")));
        Fails($"{At("t.csv")}: line 2: has 3 cells, but 4 are expected, as the first line says", () => Csv.Read(Text("t.csv", "1,3,red,green\n1,2,3\n")));
    }

    [Fact]
    public void ClassesWithoutNamesAreNumbered() => Assert.Equal(["0", "1", "2"], Csv.ReadClasses(Text("t.csv", "5,2\n6,0\n")).Classes);

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("\n \n", "is empty")]
    [InlineData("a,b\n", "has a header line, line 1, and no rows")]
    [InlineData("1,2\n3,4\n\n5\n", "line 4: has 1 cells, but 2 are expected, as on the first line")]
    [InlineData("1,2\n3,4,5\n", "line 2: has 3 cells, but 2 are expected, as on the first line")]
    [InlineData("a,b\n1,2\n3,x\n", "line 3, column 2 (b): 'x' is not a number")]
    [InlineData("1,2\n3,\n", "line 2, column 2: the cell is empty, a number is expected")]
    [InlineData("1,2\nNaN,3\n", "line 2, column 1: 'NaN' is not finite, or too large for a float")]
    [InlineData("1,2\n1,-Infinity\n", "line 2, column 2: '-Infinity' is not finite, or too large for a float")]
    [InlineData("1,2\n1,1e99\n", "line 2, column 2: '1e99' is not finite, or too large for a float")]
    [InlineData("1;2\n1,5;2\n", "line 2, column 1: '1,5' is not a number; the decimal mark is a point")]
    public void ErrorsNameLineColumnAndValue(string text, string message)
    {
        Fails($"{At("t.csv")}: {message}", () => Csv.Read(Text("t.csv", text)));
        if (text.Length > 0) Fails($"{At("t.csv.gz")}: {message}", () => Csv.Read(Text("t.csv.gz", text)));
    }

    [Theory]
    [InlineData("a,kind\n1,0\n1,1.5\n", "line 3, column 2 (kind): 1.5 is not an integer class 0, 1, ...")]
    [InlineData("1,0\n\n1,-1\n", "line 3, column 2: -1 is not an integer class 0, 1, ...")]
    [InlineData("1,1e30\n", "line 1, column 2: 1E+30 is not an integer class 0, 1, ...")]
    [InlineData("2,1,x,y\n1,0\n1,2\n", "line 3, column 2: 2 is not one of the classes 0..1 (x, y)")]
    public void LabelErrorsNameLineColumnAndValue(string text, string message) =>
        Abroad(() => Fails($"{At("t.csv")}: {message}", () => Csv.ReadClasses(Text("t.csv", text))));

    [Fact]
    public void AColumnThatIsNotThereIsNamed()
    {
        Fails($"{At("t.csv")}: there is no column c: the columns are a, b", () => Csv.ReadClasses(Text("t.csv", "a,b\n1,2\n"), "c"));
        Fails($"{At("t.csv")}: there is no column 2: the columns are a, b", () => Csv.ReadValues(Text("t.csv", "a,b\n1,2\n"), 2));
        Fails($"{At("u.csv")}: there is no column ^3: there are 2 columns and no header line names them", () => Csv.ReadValues(Text("u.csv", "1,2\n"), ^3));
        Fails($"{At("no.csv")}: there is no such file", () => Csv.Read(At("no.csv")));
    }
}
