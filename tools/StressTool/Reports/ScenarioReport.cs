namespace StressTool.Reports;

/// <summary>What a scenario found.</summary>
/// <param name="scenario">Its name.</param>
internal sealed class ScenarioReport(string scenario)
{
    private readonly List<Criterion> _criteria = [];
    private readonly List<KeyValuePair<string, string>> _figures = [];
    private readonly List<string> _notes = [];

    /// <summary>The scenario's name.</summary>
    internal string Scenario { get; } = scenario;

    /// <summary>What was required, in the order it was judged.</summary>
    internal IReadOnlyList<Criterion> Criteria => _criteria;

    /// <summary>What was measured beside, and is not judged.</summary>
    internal IReadOnlyList<KeyValuePair<string, string>> Figures => _figures;

    /// <summary>What the reader must know, such as how to replay a finding.</summary>
    internal IReadOnlyList<string> Notes => _notes;

    /// <summary>Whether nothing that could be measured was missed.</summary>
    internal bool IsHeld => _criteria.TrueForAll(criterion => criterion.IsHeld != false);

    internal void Add(Criterion criterion) => _criteria.Add(criterion);

    internal void AddFigure(string name, string value) => _figures.Add(new(name, value));

    internal void AddNote(string note) => _notes.Add(note);
}
