using System.CommandLine;

namespace Deploy.Packaging;

/// <summary>The command <c>package</c>.</summary>
internal static class PackageCommand
{
    /// <summary>Where packages go, from the folder of Api.sln.</summary>
    private const string StandardOutput = "artifacts/lambda";

    /// <summary>The command with its options.</summary>
    internal static Command Create()
    {
        Option<string> architecture = new("--arch") { Description = "The processor.", DefaultValueFactory = _ => LambdaArchitecture.X64.Name() };
        architecture.AcceptOnlyFromAmong([.. LambdaNames.Architectures.Keys]);
        Option<string> runtime = new("--runtime")
        {
            Description = "What Lambda brings: nothing, or .NET.",
            DefaultValueFactory = _ => LambdaRuntime.Provided.Name(),
        };
        runtime.AcceptOnlyFromAmong([.. LambdaNames.Runtimes.Keys]);
        Option<string?> output = new("--output") { Description = $"The folder to write to [default: {StandardOutput} in the repository]", HelpName = "DIR" };
        Option<string?> model = new("--model")
        {
            Description = "An .onnx file that takes the embedded model's place; its sidecar .json goes with it.",
            HelpName = "FILE",
        };
        Option<bool> modelAsLayer = new("--model-as-layer") { Description = "Put the model into a layer of its own, which lands in /opt/ml/model." };
        Option<bool> image = new("--image") { Description = "Make the folder of a container image instead of a zip." };
        Option<bool> swagger = new("--swagger") { Description = "Keep the OpenAPI pages in a package that brings .NET along; it is not trimmed then." };

        Command command = new("package", "Publishes the service and makes its Lambda package.")
        {
            architecture, runtime, output, model, modelAsLayer, image, swagger,
        };
        command.SetCheckedAction(parsed =>
        {
            string repository = RepositoryFolder.Find();
            PackageOptions options = new()
            {
                Architecture = LambdaNames.Architectures[parsed.GetValue(architecture)!],
                Runtime = LambdaNames.Runtimes[parsed.GetValue(runtime)!],
                Output = parsed.GetValue(output) is { } folder ? Path.GetFullPath(folder) : Path.GetFullPath(StandardOutput, repository),
                Model = parsed.GetValue(model) is { } file ? Path.GetFullPath(file) : null,
                ModelAsLayer = parsed.GetValue(modelAsLayer),
                Image = parsed.GetValue(image),
                OpenApiPages = parsed.GetValue(swagger),
            };
            Check(options);

            TextWriter progress = parsed.InvocationConfiguration.Output;
            TextWriter warnings = parsed.InvocationConfiguration.Error;
            string published = Directory.CreateTempSubdirectory("lambda-publish-").FullName;
            try
            {
                new ApiPublish(options, repository, progress).Into(published);
                new LambdaPackager(options, PackageLimits.Aws, progress, warnings).Make(published, Path.Combine(repository, "deploy", "Deploy", ImageContext.DockerfileName));
            }
            finally
            {
                Directory.Delete(published, recursive: true);
            }
        });
        return command;
    }

    private static void Check(PackageOptions options)
    {
        List<string> faults = [];
        if (options.Model is { } model && !File.Exists(model))
        {
            faults.Add($"--model: {model} does not exist.");
        }

        if (options.Model is not null && !options.Model.EndsWith(".onnx", StringComparison.Ordinal))
        {
            faults.Add($"--model: {options.Model} is not an .onnx file, and the service looks for no others.");
        }

        if (options is { Image: true, ModelAsLayer: true })
        {
            faults.Add("--image and --model-as-layer exclude each other: a container image has no layers.");
        }

        if (faults.Count > 0)
        {
            throw new DeployException("The package cannot be made:", faults);
        }
    }
}
