namespace StressTool.Swapping;

/// <summary>How a file is replaced.</summary>
internal enum ReplacementWay
{
    /// <summary>Another file takes its name: there is always a whole file.</summary>
    Rename,

    /// <summary>It is emptied and written anew: for a moment there is only a part of it.</summary>
    InPlace,
}

/// <summary>The model a service watches, and the ways people replace one.</summary>
/// <param name="folder">The folder it lies in.</param>
internal sealed class ModelFiles(string folder)
{
    /// <summary>The model's path.</summary>
    internal string ModelPath { get; } = Path.Combine(folder, "served.onnx");

    private string SidecarPath => Path.ChangeExtension(ModelPath, ".json");

    /// <summary>Puts a model there.</summary>
    internal void Replace(SwapModel model, ReplacementWay way)
    {
        Write(SidecarPath, model.Sidecar, way);
        Write(ModelPath, model.Onnx, way);
    }

    /// <summary>Puts a file there that is not a model.</summary>
    internal void Break(byte[] content, ReplacementWay way) => Write(ModelPath, content, way);

    /// <summary>Puts a model there half by half, as a slow copy does.</summary>
    /// <param name="model">The model.</param>
    /// <param name="pause">How long only the first half is there.</param>
    internal async Task ReplaceByHalvesAsync(SwapModel model, TimeSpan pause)
    {
        Write(SidecarPath, model.Sidecar, ReplacementWay.Rename);
        int half = model.Onnx.Length / 2;
        await using FileStream file = new(ModelPath, FileMode.Create, FileAccess.Write, FileShare.ReadWrite);
        file.Write(model.Onnx, 0, half);
        await file.FlushAsync();
        await Task.Delay(pause);
        file.Write(model.Onnx, half, model.Onnx.Length - half);
    }

    private static void Write(string path, byte[] content, ReplacementWay way)
    {
        if (way == ReplacementWay.InPlace)
        {
            File.WriteAllBytes(path, content);
            return;
        }

        string beside = path + ".new";
        File.WriteAllBytes(beside, content);
        File.Move(beside, path, overwrite: true);
    }
}
