namespace OnnxGraph;

/// <summary>Creates nodes and reads their attributes.</summary>
public static class Nodes
{
    /// <summary>A node with one output, whose name the node shares.</summary>
    /// <param name="type">The operator, of ONNX's own domain.</param>
    /// <param name="inputs">Its inputs; empty for one left out.</param>
    /// <param name="output">Its output.</param>
    /// <param name="attributes">Its attributes.</param>
    public static NodeProto Create(string type, IEnumerable<string> inputs, string output, params ReadOnlySpan<AttributeProto> attributes)
    {
        NodeProto node = new() { OpType = type, Name = output };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        foreach (AttributeProto attribute in attributes)
        {
            node.Attribute.Add(attribute);
        }

        return node;
    }

    /// <summary>An attribute that is an integer.</summary>
    public static AttributeProto Attribute(string name, long value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value };

    /// <summary>An attribute that is several integers.</summary>
    public static AttributeProto Attribute(string name, IEnumerable<long> values)
    {
        AttributeProto attribute = new() { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        attribute.Ints.AddRange(values);
        return attribute;
    }

    /// <summary>Whether a node is of an operator of ONNX's own domain.</summary>
    public static bool Is(this NodeProto node, string type)
    {
        ArgumentNullException.ThrowIfNull(node);
        return node.OpType == type && (node.Domain is "" or "ai.onnx");
    }

    /// <summary>The value of an integer attribute, or the default where the node does not have it.</summary>
    public static long Integer(this NodeProto node, string name, long otherwise) => node.Find(name)?.I ?? otherwise;

    /// <summary>The values of an attribute of integers; null where the node does not have it.</summary>
    public static IReadOnlyList<long>? Integers(this NodeProto node, string name) => node.Find(name)?.Ints;

    /// <summary>The text of an attribute; null where the node does not have it.</summary>
    public static string? Text(this NodeProto node, string name) => node.Find(name)?.S.ToStringUtf8();

    /// <summary>An attribute by its name; null where there is none.</summary>
    public static AttributeProto? Find(this NodeProto node, string name)
    {
        ArgumentNullException.ThrowIfNull(node);
        return node.Attribute.FirstOrDefault(attribute => attribute.Name == name);
    }
}
