namespace Deploy.Tests.Packaging;

/// <summary>A small folder that looks like what <c>dotnet publish</c> writes for the service.</summary>
internal static class PublishedService
{
    /// <summary>The files that belong into a package for provided.al2023, sorted.</summary>
    internal static readonly string[] WantedWithBootstrap =
    [
        "Api", "Api.deps.json", "Api.dll", "Api.runtimeconfig.json", "LICENSE", "THIRD-PARTY-NOTICES.md", "appsettings.json", "bootstrap", "libonnxruntime.so",
        "model/embedded.json", "model/embedded.onnx", "wwwroot/index.html",
    ];

    /// <summary>Writes it.</summary>
    /// <returns>Its full path.</returns>
    internal static string Write(TemporaryFolder folder, string name = "publish", byte[]? library = null)
    {
        // A script, so that tests can start it on any processor; the last file written is not the last by name.
        folder.Write($"{name}/wwwroot/index.html", "<!doctype html>");
        folder.Write($"{name}/Api", "#!/bin/sh\necho \"$$ $PWD\"\n");
        folder.Write($"{name}/libonnxruntime.so", library ?? ElfHeader.X64);
        foreach (string file in new[]
        {
            "Api.dll", "Api.deps.json", "Api.runtimeconfig.json", "Api.xml", "appsettings.json", "model/embedded.onnx", "model/embedded.json",
            "LICENSE", "THIRD-PARTY-NOTICES.md", "Api.pdb", "web.config", "createdump", "libmscordbi.so", "libclrgc.so",
            "libonnxruntime_providers_shared.so", "Api.staticwebassets.endpoints.json",
        })
        {
            folder.Write($"{name}/{file}", $"content of {file}");
        }

        return folder[name];
    }
}
