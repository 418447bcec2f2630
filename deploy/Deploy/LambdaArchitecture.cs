namespace Deploy;

/// <summary>The processor a function runs on.</summary>
internal enum LambdaArchitecture
{
    /// <summary>Intel and AMD.</summary>
    X64,

    /// <summary>Graviton.</summary>
    Arm64,
}
