namespace OnnxGraph;

/// <summary>
/// A model's main graph, open for changes: constants by name, who makes and who reads a tensor, and edits that keep those true. Tensors are
/// named by strings, as in the format. Graphs within nodes (of If and Loop) are left as they are; what they read counts as read.
/// </summary>
public sealed class GraphEditor
{
    private readonly Dictionary<string, TensorProto> _constants;
    private readonly Dictionary<string, NodeProto> _producers = [];
    private readonly Dictionary<string, List<NodeProto>> _consumers = [];
    private readonly HashSet<string> _names = [];

    /// <summary>Opens a model. It is changed in place.</summary>
    public GraphEditor(ModelProto model)
    {
        ArgumentNullException.ThrowIfNull(model);
        Model = model;
        _constants = Graph.Initializer.ToDictionary(tensor => tensor.Name);
        TakeInConstantNodes();
        foreach (NodeProto node in Graph.Node)
        {
            Index(node);
        }

        _names.UnionWith(_constants.Keys);
        _names.UnionWith(Graph.Input.Select(input => input.Name));
    }

    /// <summary>The model.</summary>
    public ModelProto Model { get; }

    /// <summary>Its graph.</summary>
    public GraphProto Graph => Model.Graph;

    /// <summary>The version of ONNX's own operators the model is written for.</summary>
    public long Opset
    {
        get => OwnOperators.Version;
        set => OwnOperators.Version = value;
    }

    private OperatorSetIdProto OwnOperators => Model.OpsetImport.First(import => import.Domain is "" or "ai.onnx");

    /// <summary>The graph's one input that is not a constant.</summary>
    /// <exception cref="InvalidDataException">There is none, or more than one.</exception>
    public ValueInfoProto Input =>
        Graph.Input.Where(input => !_constants.ContainsKey(input.Name)).ToArray() is [var only]
            ? only
            : throw new InvalidDataException("The model does not have exactly one input.");

    /// <summary>The constant of a name; null where the tensor is computed.</summary>
    public TensorProto? Constant(string name) => _constants.GetValueOrDefault(name);

    /// <summary>The node that makes a tensor; null for inputs and constants.</summary>
    public NodeProto? ProducerOf(string tensor) => _producers.GetValueOrDefault(tensor);

    /// <summary>The nodes that read a tensor, each once, in the order of the graph.</summary>
    public IReadOnlyList<NodeProto> ConsumersOf(string tensor) => _consumers.TryGetValue(tensor, out List<NodeProto>? nodes) ? nodes : [];

    /// <summary>Whether a tensor is one of the graph's outputs.</summary>
    public bool IsOutput(string tensor) => Graph.Output.Any(output => output.Name == tensor);

    /// <summary>A name no tensor and no node has yet; it is taken from then on.</summary>
    public string NewName(string wish)
    {
        string name = wish;
        for (int i = 1; !_names.Add(name); i++)
        {
            name = $"{wish}_{i}";
        }

        return name;
    }

    /// <summary>Adds a constant.</summary>
    /// <returns>Its name.</returns>
    public string Add(TensorProto constant)
    {
        ArgumentNullException.ThrowIfNull(constant);
        _constants.Add(constant.Name, constant);
        _names.Add(constant.Name);
        Graph.Initializer.Add(constant);
        return constant.Name;
    }

    /// <summary>Adds a node; its place in the order is found by <see cref="Sort"/>.</summary>
    /// <returns>Its first output.</returns>
    public string Add(NodeProto node)
    {
        ArgumentNullException.ThrowIfNull(node);
        Graph.Node.Add(node);
        Index(node);
        return node.Output[0];
    }

    /// <summary>Removes a node.</summary>
    public void Remove(NodeProto node)
    {
        ArgumentNullException.ThrowIfNull(node);
        Graph.Node.Remove(node);
        foreach (string output in node.Output)
        {
            _producers.Remove(output);
        }

        foreach (List<NodeProto> consumers in node.Input.Distinct().Select(input => _consumers.GetValueOrDefault(input)).OfType<List<NodeProto>>())
        {
            consumers.Remove(node);
        }
    }

    /// <summary>Connects one input of a node to another tensor.</summary>
    public void SetInput(NodeProto node, int index, string tensor)
    {
        ArgumentNullException.ThrowIfNull(node);
        string before = node.Input[index];
        node.Input[index] = tensor;
        if (!node.Input.Contains(before))
        {
            _consumers[before].Remove(node);
        }

        AddConsumer(tensor, node);
    }

    /// <summary>Adds a tensor to a node's inputs, as the last.</summary>
    public void AddInput(NodeProto node, string tensor)
    {
        ArgumentNullException.ThrowIfNull(node);
        node.Input.Add(tensor);
        AddConsumer(tensor, node);
    }

    /// <summary>Connects every input of a node that reads one tensor to another.</summary>
    public void ReplaceInput(NodeProto node, string before, string after)
    {
        ArgumentNullException.ThrowIfNull(node);
        for (int i = 0; i < node.Input.Count; i++)
        {
            if (node.Input[i] == before)
            {
                SetInput(node, i, after);
            }
        }
    }

    /// <summary>Puts nodes after those they read from, otherwise as they stood, and drops constants that nobody reads any more.</summary>
    /// <exception cref="InvalidDataException">The graph has a cycle.</exception>
    public void Sort()
    {
        List<NodeProto> sorted = new(Graph.Node.Count);
        Dictionary<NodeProto, bool> isDone = new(ReferenceEqualityComparer.Instance);
        foreach (NodeProto root in Graph.Node)
        {
            Visit(root);
        }

        Graph.Node.Clear();
        Graph.Node.AddRange(sorted);
        DropUnreadConstants();

        // Chains of a network are hundreds of nodes long at most times, but need not be: no recursion.
        void Visit(NodeProto root)
        {
            Stack<NodeProto> open = new([root]);
            while (open.TryPeek(out NodeProto? node))
            {
                if (isDone.TryGetValue(node, out bool done))
                {
                    open.Pop();
                    if (!done)
                    {
                        isDone[node] = true;
                        sorted.Add(node);
                    }

                    continue;
                }

                // Those begun and not done are the way from the root to here: meeting one again is a cycle.
                isDone[node] = false;
                foreach (NodeProto producer in Inputs(node).Select(ProducerOf).OfType<NodeProto>().Reverse())
                {
                    if (!isDone.TryGetValue(producer, out bool producerDone))
                    {
                        open.Push(producer);
                    }
                    else if (!producerDone)
                    {
                        throw new InvalidDataException($"The graph has a cycle through {producer.Name}.");
                    }
                }
            }
        }
    }

    private static IEnumerable<string> Inputs(NodeProto node) =>
        node.Attribute.Where(attribute => attribute.G is not null).SelectMany(attribute => attribute.G.Node).SelectMany(Inputs).Concat(node.Input);

    // Constant nodes become constants of the graph, which are easier to find.
    private void TakeInConstantNodes()
    {
        foreach (NodeProto node in Graph.Node.Where(node => node.Is("Constant") && node.Find("value") is not null).ToArray())
        {
            TensorProto value = node.Find("value")!.T.Clone();
            value.Name = node.Output[0];
            _constants.Add(value.Name, value);
            Graph.Initializer.Add(value);
            Graph.Node.Remove(node);
        }
    }

    private void Index(NodeProto node)
    {
        _names.Add(node.Name);
        foreach (string output in node.Output.Where(output => output.Length > 0))
        {
            _producers[output] = node;
            _names.Add(output);
        }

        foreach (string input in Inputs(node).Where(input => input.Length > 0))
        {
            AddConsumer(input, node);
        }
    }

    private void AddConsumer(string tensor, NodeProto node)
    {
        if (!_consumers.TryGetValue(tensor, out List<NodeProto>? nodes))
        {
            _consumers[tensor] = nodes = [];
        }

        if (!nodes.Exists(known => ReferenceEquals(known, node)))
        {
            nodes.Add(node);
        }
    }

    private void DropUnreadConstants()
    {
        HashSet<string> inputs = [.. Graph.Input.Select(input => input.Name)];
        foreach (TensorProto constant in Graph.Initializer.Where(
            constant => ConsumersOf(constant.Name).Count == 0 && !IsOutput(constant.Name) && !inputs.Contains(constant.Name)).ToArray())
        {
            Graph.Initializer.Remove(constant);
            _constants.Remove(constant.Name);
        }
    }
}
