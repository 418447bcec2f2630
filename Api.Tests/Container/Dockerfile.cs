using System.Text.Json;
using TestSupport;

namespace Api.Tests.Container;

/// <summary>The Dockerfile of the repository, as far as its tests look at it.</summary>
internal sealed class Dockerfile
{
    private readonly List<(string Name, string Arguments)> _instructions;

    private Dockerfile(List<(string Name, string Arguments)> instructions) => _instructions = instructions;

    /// <summary>The stages' first instructions, FROM, in order.</summary>
    internal IEnumerable<string> Bases => All("FROM");

    /// <summary>The variables of the image that is made.</summary>
    internal Dictionary<string, string> Environment => FinalOnes("ENV").Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);

    internal static Dockerfile Read()
    {
        List<(string Name, string Arguments)> instructions = [];
        foreach (string line in File.ReadAllLines(Path.Combine(RepositoryFiles.Root, "Dockerfile")))
        {
            if (line.Length > 0 && line[0] != '#')
            {
                string[] parts = line.Split(' ', 2);
                instructions.Add((parts[0], parts[1]));
            }
        }

        return new Dockerfile(instructions);
    }

    /// <summary>The arguments of an instruction wherever it stands.</summary>
    internal IEnumerable<string> All(string name) => _instructions.Where(instruction => instruction.Name == name).Select(instruction => instruction.Arguments);

    /// <summary>The arguments of an instruction that stands once in the last stage.</summary>
    internal string Final(string name) => Assert.Single(FinalOnes(name));

    /// <summary>The words of a command in the form that needs no shell.</summary>
    internal static string[] Words(string command) =>
        [.. JsonDocument.Parse(command[command.IndexOf('[', StringComparison.Ordinal)..]).RootElement.EnumerateArray().Select(word => word.GetString()!)];

    private IEnumerable<string> FinalOnes(string name) => _instructions
        .Skip(_instructions.FindLastIndex(instruction => instruction.Name == "FROM"))
        .Where(instruction => instruction.Name == name)
        .Select(instruction => instruction.Arguments);
}
