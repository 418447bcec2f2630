using TestSupport;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Api.Tests.Container;

/// <summary>compose.yaml, with what its services have in common put into each.</summary>
internal sealed class ComposeFile
{
    private readonly YamlMappingNode _root;

    private ComposeFile(string text)
    {
        Text = text;
        YamlStream yaml = [];
        yaml.Load(new MergingParser(new Parser(new StringReader(text))));
        _root = (YamlMappingNode)yaml.Documents[0].RootNode;
    }

    /// <summary>The file as it is written, comments too.</summary>
    internal string Text { get; }

    /// <summary>The services by name.</summary>
    internal IReadOnlyDictionary<string, YamlMappingNode> Services => ((YamlMappingNode)_root["services"])
        .ToDictionary(pair => pair.Key.ToString(), pair => (YamlMappingNode)pair.Value);

    /// <summary>The named volumes.</summary>
    internal IEnumerable<string> Volumes => ((YamlMappingNode)_root["volumes"]).Children.Keys.Select(name => name.ToString());

    internal static ComposeFile Read() => new(File.ReadAllText(Path.Combine(RepositoryFiles.Root, "compose.yaml")));

    /// <summary>A member that is a list; empty where it is missing.</summary>
    internal static string[] List(YamlMappingNode service, string name) =>
        service.Children.TryGetValue(name, out YamlNode? node) && node is YamlSequenceNode list ? [.. list.Select(item => item.ToString())] : [];

    /// <summary>A member that is a mapping; empty where it is missing.</summary>
    internal static Dictionary<string, string> Map(YamlMappingNode service, string name) =>
        service.Children.TryGetValue(name, out YamlNode? node) && node is YamlMappingNode map
            ? map.ToDictionary(pair => pair.Key.ToString(), pair => pair.Value.ToString())
            : [];
}
