using OnnxGraph;
using TestSupport;

namespace ModelTool.Tests.Graphs;

public sealed class GraphEditorTests
{
    private static readonly long[] Shape = [1, 2];

    [Fact]
    public void Sort_NodesInAnyOrder_ComeAfterWhatTheyRead()
    {
        GraphEditor graph = new(SmallGraph.Of(Shape, [], Nodes.Create("Add", ["a", "b"], "y"), Nodes.Create("Neg", ["a"], "b"), Nodes.Create("Neg", ["x"], "a")));

        graph.Sort();

        Assert.Equal(["a", "b", "y"], graph.Graph.Node.Select(node => node.Output[0]));
        Assert.Equal([0, 0], SmallGraph.Run<float>(graph.Model, Shape, 3, 4));
    }

    [Fact]
    public void Sort_Cycle_IsRefused()
    {
        GraphEditor graph = new(SmallGraph.Of(Shape, [], Nodes.Create("Add", ["x", "b"], "a"), Nodes.Create("Neg", ["a"], "b"), Nodes.Create("Neg", ["b"], "y")));

        Assert.Contains("cycle", Assert.Throws<InvalidDataException>(graph.Sort).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sort_ConstantNobodyReads_IsDropped()
    {
        GraphEditor graph = new(SmallGraph.Of(Shape, [TensorData.Of("used", [], [2f]), TensorData.Of("unused", [], [3f])], Nodes.Create("Mul", ["x", "used"], "y")));

        graph.Sort();

        Assert.Equal(["used"], graph.Graph.Initializer.Select(constant => constant.Name));
    }

    [Fact]
    public void Edits_NodeInserted_ProducersAndConsumersFollow()
    {
        GraphEditor graph = new(SmallGraph.Of(Shape, [TensorData.Of("two", [], [2f])], Nodes.Create("Neg", ["x"], "a"), Nodes.Create("Neg", ["a"], "y")));
        NodeProto last = graph.ProducerOf("y")!;

        string doubled = graph.Add(Nodes.Create("Mul", ["a", "two"], graph.NewName("a")));
        graph.ReplaceInput(last, "a", doubled);
        graph.Sort();

        Assert.Equal("a_1", doubled);
        Assert.Equal([doubled], graph.ConsumersOf("a").Select(node => node.Output[0]));
        Assert.Equal(["y"], graph.ConsumersOf(doubled).Select(node => node.Output[0]));
        Assert.Equal([6, 8], SmallGraph.Run<float>(graph.Model, Shape, 3, 4));
    }

    [Fact]
    public void Constant_OfAConstantNode_IsFound()
    {
        NodeProto constant = Nodes.Create("Constant", [], "two", new AttributeProto { Name = "value", Type = AttributeProto.Types.AttributeType.Tensor, T = TensorData.Of(string.Empty, [], [2f]) });
        GraphEditor graph = new(SmallGraph.Of(Shape, [], constant, Nodes.Create("Mul", ["x", "two"], "y")));

        Assert.Equal([2f], graph.Constant("two")!.ToSingles());
        Assert.Equal([6, 8], SmallGraph.Run<float>(graph.Model, Shape, 3, 4));
    }

    [Fact]
    public void ToSingles_EveryWayOfStoring_IsRead()
    {
        TensorProto typed = new() { Name = "typed", DataType = ElementType.Float32, FloatData = { 1.5f, -2 } };
        TensorProto halfTyped = new() { Name = "half", DataType = ElementType.Float16, Int32Data = { 0x3E00, 0xC000 } };

        Assert.Equal([1.5f, -2], typed.ToSingles());
        Assert.Equal([1.5f, -2], halfTyped.ToSingles());
        Assert.Equal([1.5f, -2], TensorData.Of("raw", [2], [1.5f, -2f]).ToSingles());
        Assert.Equal([1.5f, -2], TensorData.Of("raw half", [2], [(Half)1.5f, (Half)(-2)]).ToSingles());
        Assert.Throws<InvalidDataException>(() => TensorData.Of("whole numbers", [1], [1L]).ToSingles());
    }

    [Fact]
    public void Load_WeightsInAnotherFile_IsRefused()
    {
        using TemporaryFolder folder = new();
        TensorProto elsewhere = new() { Name = "elsewhere", DataType = ElementType.Float32, DataLocation = TensorProto.Types.DataLocation.External };
        OnnxFile.Save(SmallGraph.Of(Shape, [elsewhere], Nodes.Create("Mul", ["x", "elsewhere"], "y")), folder["model.onnx"]);

        Assert.Contains("another file", Assert.Throws<InvalidDataException>(() => OnnxFile.Load(folder["model.onnx"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NoModel_IsRefused()
    {
        using TemporaryFolder folder = new();

        Assert.Throws<InvalidDataException>(() => OnnxFile.Load(folder.Write("text.onnx", "This is no model.")));
        Assert.Throws<InvalidDataException>(() => OnnxFile.Load(folder.Write("empty.onnx", string.Empty)));
    }

    [Fact]
    public void Save_FieldsNotKnownHere_AreKept()
    {
        using TemporaryFolder folder = new();
        byte[] embedded = File.ReadAllBytes(RepositoryFiles.EmbeddedModel);

        OnnxFile.Save(OnnxFile.Load(RepositoryFiles.EmbeddedModel), folder["copy.onnx"]);

        Assert.Equal(embedded.Length, File.ReadAllBytes(folder["copy.onnx"]).Length);
    }

    [Fact]
    public void Upgrade_SplitAndUnsqueezeOfOpset12_MeanTheSame()
    {
        ModelProto model = SmallGraph.Of(
            [1, 3],
            [],
            new NodeProto { OpType = "Split", Name = "split", Input = { "x" }, Output = { "first", "rest" }, Attribute = { Nodes.Attribute("axis", 1), Nodes.Attribute("split", [1, 2]) } },
            Nodes.Create("Unsqueeze", ["rest"], "y", Nodes.Attribute("axes", [0])));
        model.OpsetImport[0].Version = 12;
        float[] before = SmallGraph.Run<float>(model, [1, 3], 1, 2, 3);
        GraphEditor graph = new(model);

        OpsetUpgrade.Apply(graph);
        graph.Sort();

        Assert.Equal(13, graph.Opset);
        Assert.Equal([2, 3], before);
        Assert.Equal([2, 3], SmallGraph.Run<float>(graph.Model, [1, 3], 1, 2, 3));
    }

    [Fact]
    public void Upgrade_SoftmaxThatFlattens_IsRefused()
    {
        ModelProto model = SmallGraph.Of([1, 2, 2], [], Nodes.Create("Softmax", ["x"], "y", Nodes.Attribute("axis", 1)));
        model.OpsetImport[0].Version = 12;

        Assert.Contains("Softmax", Assert.Throws<InvalidDataException>(() => OpsetUpgrade.Apply(new GraphEditor(model))).Message, StringComparison.Ordinal);
    }
}
