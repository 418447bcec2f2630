using Amazon.CDK.AWS.Lambda;
using Constructs;
using Deploy.Packaging;
using Deploy.Settings;

namespace Deploy.Infrastructure;

/// <summary>A layer that puts a model into /opt/ml/model, where the service looks first.</summary>
internal static class ModelLayer
{
    /// <summary>Adds the layer.</summary>
    /// <param name="scope">Where it belongs.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="path">A layer's zip, or a folder with the model's files.</param>
    internal static LayerVersion Add(Construct scope, DeploySettings settings, string path)
    {
        if (File.Exists(path))
        {
            return Add(scope, settings, Code.FromAsset(path));
        }

        // A folder of model files gets its place in the layer by being zipped; the CDK takes its copy at once.
        string staging = Directory.CreateTempSubdirectory("model-layer-").FullName;
        try
        {
            string zip = Path.Combine(staging, LambdaPackager.LayerName);
            DeterministicZip.Write(zip, PackageContents.LayerOf(path));
            return Add(scope, settings, Code.FromAsset(zip));
        }
        finally
        {
            Directory.Delete(staging, recursive: true);
        }
    }

    private static LayerVersion Add(Construct scope, DeploySettings settings, AssetCode code) => new(scope, "ModelLayer", new LayerVersionProps
    {
        Description = "The object detection model, in /opt/ml/model.",
        Code = code,
        CompatibleArchitectures = [settings.Architecture == LambdaArchitecture.Arm64 ? Architecture.ARM_64 : Architecture.X86_64],
    });
}
