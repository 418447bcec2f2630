using StressTool.Reports;

namespace StressTool.Fuzzing;

/// <summary>Cases that the service handled wrongly, with the bytes that reproduce them. Thread-safe.</summary>
/// <param name="folder">Where the bytes are written.</param>
internal sealed class Findings(DirectoryInfo folder)
{
    // Enough to find the error; one error is often hit many times.
    private const int MaxWritten = 50;

    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];

    /// <summary>How many there are.</summary>
    internal int Count
    {
        get
        {
            lock (_lock)
            {
                return _lines.Count;
            }
        }
    }

    internal void Add(FuzzCase fuzzCase, string what)
    {
        lock (_lock)
        {
            _lines.Add($"{fuzzCase.Id}: {what}: {fuzzCase.Description}");
            if (_lines.Count > MaxWritten)
            {
                return;
            }

            folder.Create();
            File.WriteAllBytes(Path.Combine(folder.FullName, $"{fuzzCase.Id}.http"), fuzzCase.Request);
            if (fuzzCase.Picture is not null)
            {
                File.WriteAllBytes(Path.Combine(folder.FullName, $"{fuzzCase.Id}.picture"), fuzzCase.Picture);
            }
        }
    }

    /// <summary>Adds the findings to a report: what was found, where the bytes are and how to reproduce it.</summary>
    /// <param name="report">The report.</param>
    /// <param name="seed">The seed of the cases.</param>
    /// <param name="output">What the service wrote, which is put beside the findings.</param>
    internal void Describe(ScenarioReport report, int seed, string output)
    {
        lock (_lock)
        {
            if (_lines.Count == 0)
            {
                return;
            }

            foreach (string line in _lines.Take(MaxWritten))
            {
                report.AddNote(line);
            }

            File.WriteAllText(Path.Combine(folder.FullName, "service.log"), output);
            report.AddNote($"The bytes of each (.http as sent, .picture the picture in it) and the service's log are in {folder.FullName}.");
            report.AddNote($"To repeat one: fuzz --seed {seed} --only {_lines[0].Split(':')[0]}");
        }
    }
}
