using Detection.Heads;

namespace Detection.Models;

/// <summary>A model ready for work: what it is, how its output is read, and the sessions it runs in.</summary>
internal sealed class LoadedModel : IDisposable
{
    private readonly OnnxModel? _shared;

    private LoadedModel(OnnxModel? shared, ModelDescription description, Head head, SessionPool sessions)
    {
        _shared = shared;
        Description = description;
        Head = head;
        Sessions = sessions;
    }

    internal ModelDescription Description { get; }

    internal Head Head { get; }

    internal SessionPool Sessions { get; }

    /// <summary>Finds, opens, understands and warms up the model the options ask for.</summary>
    /// <exception cref="ModelException">It is missing, broken or ambiguous.</exception>
    internal static LoadedModel Load(DetectorOptions options)
    {
        string path = ModelLocator.Locate(options.ModelPath);
        ModelSidecar sidecar = ModelSidecar.ReadFor(path);
        int threads = options.ThreadsPerSession;
        OnnxModel model = OnnxModel.Open(path, threads);
        try
        {
            (int width, int height) = ModelInterpreter.InputSize(model.Graph, sidecar, options.InputSize);
            (long[] outputShape, float[] output) = model.RunOnGrey(width, height);
            (ModelFamily family, IReadOnlyList<string> labels) = ModelInterpreter.Identify(model.Graph, sidecar, width, height, outputShape, output);
            ModelDescription description = new()
            {
                Name = sidecar.Name ?? Path.GetFileNameWithoutExtension(path),
                Version = sidecar.Version ?? model.Graph.Metadata.GetValueOrDefault("version"),
                Path = path,
                Family = family,
                InputWidth = width,
                InputHeight = height,
                Precision = model.Graph.Precision,
                HasDynamicInput = model.Graph.InputWidth is null || model.Graph.InputHeight is null,
                Normalization = ModelInterpreter.Normalization(family, sidecar),
                Labels = labels,
                RecommendedConfidence = sidecar.Confidence,
                RecommendedIou = sidecar.Iou,
            };

            // With one thread a run, runs side by side on one ONNX Runtime session cost each other nothing and hold the weights once. With more,
            // each needs a session for a thread pool of its own; the first takes the one that is open.
            bool isShared = threads == 1;
            OnnxModel? unused = isShared ? null : model;
            SessionPool sessions = new(options.SessionCount, () => isShared
                ? new ModelSession(model, ownsModel: false, description, outputShape)
                : new ModelSession(Interlocked.Exchange(ref unused, null) ?? OnnxModel.Open(path, threads), ownsModel: true, description, outputShape));
            Head head = Head.Create(family, labels.Count, width, height, (int)outputShape[1]);
            return new LoadedModel(isShared ? model : null, description, head, sessions);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Sessions.Dispose();
        _shared?.Dispose();
    }
}
