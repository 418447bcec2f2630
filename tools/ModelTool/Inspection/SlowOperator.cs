namespace ModelTool.Inspection;

/// <summary>An operator that ONNX Runtime would run slowly on the CPU.</summary>
/// <param name="Operator">The operator, or several.</param>
/// <param name="Count">How many nodes of it the rule meets.</param>
/// <param name="Rule">Why it is slow, and what helps.</param>
internal sealed record SlowOperator(string Operator, int Count, string Rule);
