namespace ModelTool.Evaluation;

/// <summary>What a detection counts as at one overlap threshold and in one area range.</summary>
internal enum MatchOutcome : byte
{
    /// <summary>Neither right nor wrong: it matched a crowd region or an object of another size, or is of another size itself.</summary>
    Ignored,

    /// <summary>It matched an object that counts.</summary>
    TruePositive,

    /// <summary>It matched nothing.</summary>
    FalsePositive,
}
