using Google.Protobuf;

namespace OnnxGraph;

/// <summary>Reading and writing of .onnx files.</summary>
public static class OnnxFile
{
    /// <summary>Reads a model with all that is in its file, known here or not.</summary>
    /// <exception cref="InvalidDataException">It is not an ONNX model, or keeps its weights in other files.</exception>
    /// <exception cref="IOException">It is missing or cannot be read.</exception>
    public static ModelProto Load(string path)
    {
        ModelProto model;
        try
        {
            model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new InvalidDataException($"{Path.GetFileName(path)} is not an ONNX model: {exception.Message}", exception);
        }

        if (model.Graph is null)
        {
            throw new InvalidDataException($"{Path.GetFileName(path)} is not an ONNX model: it has no graph.");
        }

        TensorProto? external = model.Graph.Initializer.FirstOrDefault(tensor => tensor.DataLocation == TensorProto.Types.DataLocation.External);
        return external is null
            ? model
            : throw new InvalidDataException(
                $"{Path.GetFileName(path)} keeps weights ({external.Name}) in another file; only models of one file are edited. Export it without external data.");
    }

    /// <summary>Writes a model, beside its place first, so that nobody sees half of it.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Save(ModelProto model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        string aside = $"{path}.{Environment.ProcessId}.part";
        try
        {
            File.WriteAllBytes(aside, model.ToByteArray());
            File.Move(aside, path, overwrite: true);
        }
        finally
        {
            File.Delete(aside);
        }
    }
}
