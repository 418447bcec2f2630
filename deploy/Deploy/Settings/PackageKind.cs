namespace Deploy.Settings;

/// <summary>In what form the code goes to Lambda.</summary>
internal enum PackageKind
{
    /// <summary>A zip file: starts fastest, 250 MB unzipped at most.</summary>
    Zip,

    /// <summary>A container image: 10 GB at most, without layers and SnapStart.</summary>
    Image,
}
