namespace Deploy.Packaging;

/// <summary>What Lambda starts on <c>provided.al2023</c>. A file of its own, which the tests under an emulator compile too.</summary>
internal static class BootstrapScript
{
    /// <summary>Its name in the package.</summary>
    internal const string Name = "bootstrap";

    /// <summary>Its content.</summary>
    // exec: Lambda signals and freezes the process it started, which must be the service itself and not a shell around it.
    internal const string Text = "#!/bin/sh\ncd \"${LAMBDA_TASK_ROOT:-.}\" || exit 1\nexec ./Api\n";
}
