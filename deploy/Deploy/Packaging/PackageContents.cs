namespace Deploy.Packaging;

/// <summary>What goes into a package: the published service without what only a developer needs, the bootstrap, the model.</summary>
/// <param name="App">The function's files, below /var/task.</param>
/// <param name="Layer">The model layer's files, below /opt; empty where the model goes with the app.</param>
internal sealed record PackageContents(IReadOnlyList<PackageEntry> App, IReadOnlyList<PackageEntry> Layer)
{
    /// <summary>The service's binary, and on the managed runtime its handler.</summary>
    internal const string Executable = "Api";

    /// <summary>The library whose header shows which processor a package is for.</summary>
    internal const string OnnxRuntimeLibrary = "libonnxruntime.so";

    /// <summary>Where a layer's model lies in the layer: the service looks for it in /opt/ml/model.</summary>
    internal const string LayerModelFolder = "ml/model/";

    private const string AppModelFolder = "model/";

    // The IIS host's file; what .NET loads only for debuggers, dumps, LTTng and garbage collectors other than its own; what ONNX Runtime loads only for
    // GPUs; documentation that Swagger does not read.
    private static readonly string[] LeftOut =
    [
        "web.config", "appsettings.Development.json", "createdump", "libmscordaccore.so", "libmscordbi.so", "libcoreclrtraceptprovider.so",
        "libclrgc.so", "libclrgcexp.so", "libonnxruntime_providers_shared.so", "Microsoft.ML.OnnxRuntime.xml",
    ];

    // Documentation that only the OpenAPI pages read.
    private const string ApiDocumentation = Executable + ".xml";

    private static readonly string[] LeftOutEndings = [".pdb", ".dbg", ".staticwebassets.endpoints.json"];

    /// <summary>The models of app and layer.</summary>
    internal IEnumerable<PackageEntry> Models => App.Concat(Layer).Where(entry => entry.Path.EndsWith(".onnx", StringComparison.Ordinal));

    /// <summary>Gathers the contents.</summary>
    /// <param name="publishFolder">What <c>dotnet publish</c> wrote.</param>
    /// <param name="options">The package asked for.</param>
    /// <exception cref="DeployException">The folder is not a published service for that architecture and runtime.</exception>
    internal static PackageContents Gather(string publishFolder, PackageOptions options)
    {
        List<PackageEntry> files =
        [
            .. Directory.EnumerateFiles(publishFolder, "*", SearchOption.AllDirectories).Select(file => Entry(publishFolder, file))
                .Where(file => IsWanted(file, options)),
        ];
        RequireComplete(files, publishFolder, options);
        RequireOneArchitecture(files, options.Architecture);

        ILookup<bool, PackageEntry> split = files.ToLookup(file => file.Path.StartsWith(AppModelFolder, StringComparison.Ordinal));
        IEnumerable<PackageEntry> model = options.Model is { } path ? ModelFiles(path) : split[true];

        List<PackageEntry> app = [.. split[false]];
        if (options.Runtime == LambdaRuntime.Provided)
        {
            app.Add(PackageEntry.FromText(BootstrapScript.Name, BootstrapScript.Text, isExecutable: true));
        }

        if (!options.ModelAsLayer)
        {
            return new PackageContents([.. app, .. model], []);
        }

        return new PackageContents(app, [.. model.Select(file => file with { Path = LayerModelFolder + file.Path[AppModelFolder.Length..] })]);
    }

    /// <summary>The files of a model as a layer holds them: for a folder of models that is not a layer yet.</summary>
    internal static IReadOnlyList<PackageEntry> LayerOf(string modelFolder) =>
        [.. Directory.EnumerateFiles(modelFolder).Select(file => PackageEntry.FromFile(LayerModelFolder + Path.GetFileName(file), file))];

    private static PackageEntry Entry(string folder, string file)
    {
        string path = Path.GetRelativePath(folder, file).Replace('\\', '/');
        return PackageEntry.FromFile(path, file, isExecutable: path == Executable);
    }

    private static bool IsWanted(PackageEntry file, PackageOptions options) =>
        !LeftOut.Contains(file.Path)
        && !LeftOutEndings.Any(ending => file.Path.EndsWith(ending, StringComparison.Ordinal))
        && (file.Path != ApiDocumentation || options.HasOpenApiPages);

    // The sidecar goes with its model: without it the model may not be understood.
    private static IEnumerable<PackageEntry> ModelFiles(string model) =>
        new[] { model, Path.ChangeExtension(model, ".json") }
            .Where(File.Exists)
            .Select(file => PackageEntry.FromFile(AppModelFolder + Path.GetFileName(file), file));

    private static void RequireComplete(List<PackageEntry> files, string folder, PackageOptions options)
    {
        string main = options.Runtime == LambdaRuntime.Provided ? Executable : Executable + ".dll";
        string[] missing = [.. new[] { main, OnnxRuntimeLibrary }.Where(name => !files.Exists(file => file.Path == name))];
        if (missing.Length > 0)
        {
            throw new DeployException($"{folder} is not the published service: {string.Join(" and ", missing)} is missing.");
        }
    }

    private static void RequireOneArchitecture(List<PackageEntry> files, LambdaArchitecture architecture)
    {
        List<string> strangers = [];
        foreach (PackageEntry file in files)
        {
            using Stream content = file.Open();
            if (ElfFile.ArchitectureOf(content) is { } other && other != architecture)
            {
                strangers.Add(file.Path);
            }
        }

        if (strangers.Count > 0)
        {
            throw new DeployException($"The package for {architecture.Name()} would hold binaries for another processor: {string.Join(", ", strangers)}.");
        }
    }
}
