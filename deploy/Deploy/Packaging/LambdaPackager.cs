namespace Deploy.Packaging;

/// <summary>Turns a published service into a Lambda package, and reports its size.</summary>
/// <param name="options">The package asked for.</param>
/// <param name="limits">How large it may be.</param>
/// <param name="output">Where sizes are reported.</param>
/// <param name="warnings">Where warnings are reported.</param>
internal sealed class LambdaPackager(PackageOptions options, PackageLimits limits, TextWriter output, TextWriter warnings)
{
    /// <summary>Name of the function's zip in the output folder.</summary>
    internal const string ZipName = "lambda.zip";

    /// <summary>Name of the model layer's zip in the output folder.</summary>
    internal const string LayerName = "model-layer.zip";

    /// <summary>Name of the image's folder in the output folder.</summary>
    internal const string ImageName = "image";

    /// <summary>Makes the package.</summary>
    /// <param name="publishFolder">What <c>dotnet publish</c> wrote.</param>
    /// <param name="dockerfile">The Dockerfile that goes with an image.</param>
    /// <exception cref="DeployException">The package is larger than Lambda takes; none is left behind that could be deployed by mistake.</exception>
    internal void Make(string publishFolder, string dockerfile)
    {
        PackageContents contents = PackageContents.Gather(publishFolder, options);
        Directory.CreateDirectory(options.Output);
        string zip = Path.Combine(options.Output, ZipName);
        string layer = Path.Combine(options.Output, LayerName);
        if (options.Image)
        {
            RequireWithin(limits.Image, contents, "A container image");
            string folder = Path.Combine(options.Output, ImageName);
            ImageContext.Write(folder, dockerfile, contents.App);
            PackageReport.WriteImage(output, folder, contents.App);
        }
        else
        {
            File.Delete(zip);
            File.Delete(layer);
            RequireWithin(limits.Unzipped, contents, "A function with its layers");
            WriteZip(zip, contents.App);
            if (contents.Layer.Count > 0)
            {
                WriteZip(layer, contents.Layer);
            }

            WarnOfModel(contents);
        }

        PackageReport.WriteLargest(output, contents);
    }

    private void WriteZip(string path, IReadOnlyList<PackageEntry> entries)
    {
        long zipped = DeterministicZip.Write(path, entries);
        PackageReport.WriteZip(output, path, zipped, entries);
        if (zipped > limits.DirectUpload)
        {
            warnings.WriteLine(
                $"Warning: {Path.GetFileName(path)} is {PackageReport.Megabytes(zipped)}, above the "
                + $"{PackageReport.Megabytes(limits.DirectUpload)} of a direct upload: it can be deployed through S3 only, as the CDK app does.");
        }
    }

    private void WarnOfModel(PackageContents contents)
    {
        foreach (PackageEntry model in contents.Models.Where(model => model.Length > limits.Model))
        {
            warnings.WriteLine(
                $"Warning: the model {Path.GetFileName(model.Path)} alone is {PackageReport.Megabytes(model.Length)} of the "
                + $"{PackageReport.Megabytes(limits.Unzipped)} that a function with its layers may have: consider a quantised model or --image.");
        }
    }

    private void RequireWithin(long limit, PackageContents contents, string what)
    {
        long size = contents.App.Concat(contents.Layer).Sum(entry => entry.Length);
        if (size <= limit)
        {
            return;
        }

        PackageReport.WriteLargest(output, contents);
        WarnOfModel(contents);
        string remedy = options.Image ? "use a smaller model" : "use a smaller model, or --image (10 GB)";
        throw new DeployException(
            $"{what} may have {PackageReport.Megabytes(limit)} unzipped, this one has {PackageReport.Megabytes(size)}; a layer counts too: {remedy}.");
    }
}
