using System.Collections.Concurrent;
using Detection.Heads;
using Microsoft.Extensions.ObjectPool;

namespace Detection.Models;

/// <summary>A model ready for work: what it is, how its output is read, and the places it runs in.</summary>
internal sealed class LoadedModel : IDisposable
{
    private readonly OnnxModel[] _opened;
    private readonly ObjectPool<ModelSession> _sessions;

    private LoadedModel(ModelFiles files, ModelDescription description, Head head, OnnxModel[] opened, int sessions, IReadOnlyList<long[]> outputShapes)
    {
        Files = files;
        Description = description;
        Head = head;
        _opened = opened;
        _sessions = new DefaultObjectPoolProvider { MaximumRetained = sessions }.Create(new Policy(opened, description, outputShapes));

        // All of them now: no request should wait for a place to be made.
        ModelSession[] all = new ModelSession[sessions];
        for (int i = 0; i < sessions; i++)
        {
            all[i] = _sessions.Get();
        }

        Array.ForEach(all, _sessions.Return);
    }

    /// <summary>The files it was loaded from.</summary>
    internal ModelFiles Files { get; }

    internal ModelDescription Description { get; }

    internal Head Head { get; }

    /// <summary>How many analyses hold one of its places. The pool's to count.</summary>
    internal int Leases { get; set; }

    /// <summary>Opens, understands and warms up a model.</summary>
    /// <param name="files">Its files.</param>
    /// <param name="options">How it is to run.</param>
    /// <exception cref="ModelException">It is missing, broken or ambiguous, or changed while it was read.</exception>
    internal static LoadedModel Load(ModelFiles files, DetectorOptions options)
    {
        LoadedModel model;
        try
        {
            model = Open(files, options);
        }
        catch (ModelException) when (HasChanged(files, options))
        {
            throw Changing(files);
        }

        // What was read while somebody wrote it may be half of one file and half of another, and load all the same.
        if (HasChanged(files, options))
        {
            model.Dispose();
            throw Changing(files);
        }

        return model;
    }

    /// <summary>A place to run it, made anew where one was thrown away.</summary>
    internal ModelSession Take() => _sessions.Get();

    /// <summary>Gives a place back; one whose run failed is thrown away.</summary>
    internal void Return(ModelSession session) => _sessions.Return(session);

    public void Dispose()
    {
        (_sessions as IDisposable)?.Dispose();
        Array.ForEach(_opened, static model => model.Dispose());
    }

    private static LoadedModel Open(ModelFiles files, DetectorOptions options)
    {
        ModelSidecar sidecar = ModelSidecar.ReadFor(files.Path);
        int threads = options.ThreadsPerSession;

        // With one thread a run, runs side by side on one ONNX Runtime session cost each other nothing and hold the weights once. With more,
        // each place needs a session for a thread pool of its own.
        OnnxModel[] opened = new OnnxModel[threads == 1 ? 1 : options.SessionCount];
        try
        {
            OnnxModel model = opened[0] = OnnxModel.Open(files.Path, threads);
            (int width, int height) = ModelInterpreter.InputSize(model.Graph, sidecar, options.InputSize);
            (ModelOutput output, float[] values) = model.RunOnGrey(width, height);
            (ModelFamily family, IReadOnlyList<string> labels) = ModelInterpreter.Identify(model.Graph, sidecar, width, height, output.Shape, values);
            ModelDescription description = new()
            {
                Name = sidecar.Name ?? Path.GetFileNameWithoutExtension(files.Path),
                Version = sidecar.Version ?? model.Graph.Metadata.GetValueOrDefault("version"),
                Path = files.Path,
                Family = family,
                InputWidth = width,
                InputHeight = height,
                Precision = model.Graph.Precision,
                HasDynamicInput = model.Graph.InputWidth is null || model.Graph.InputHeight is null,
                Inputs = ModelTensor.AllOf(model.Session.InputMetadata),
                Outputs = ModelTensor.AllOf(model.Session.OutputMetadata),
                Normalization = ModelInterpreter.Normalization(family, model.Graph, sidecar),
                Labels = labels,
                RecommendedConfidence = sidecar.Confidence,
                RecommendedIou = sidecar.Iou,
            };
            for (int i = 1; i < opened.Length; i++)
            {
                opened[i] = OnnxModel.Open(files.Path, threads);
            }

            Head head = Head.Create(family, labels.Count, width, height, (int)output.Shape[1]);
            return new LoadedModel(files, description, head, opened, options.SessionCount, output.Shapes);
        }
        catch
        {
            Array.ForEach(opened, static model => model?.Dispose());
            throw;
        }
    }

    private static bool HasChanged(ModelFiles files, DetectorOptions options)
    {
        try
        {
            return ModelFiles.Find(options.ModelPath) != files;
        }
        catch (ModelException)
        {
            return true;
        }
    }

    private static ModelException Changing(ModelFiles files) =>
        new($"The model {files.Path} changed while it was being loaded.") { Fault = ModelFault.Changing };

    /// <summary>
    /// Makes places. One whose run failed is not used again, but the session it ran on is: ONNX Runtime keeps nothing of a run in it, and the file
    /// may have been replaced since it was opened.
    /// </summary>
    private sealed class Policy(OnnxModel[] opened, ModelDescription description, IReadOnlyList<long[]> outputShapes) : PooledObjectPolicy<ModelSession>
    {
        private readonly ConcurrentQueue<OnnxModel> _free = new(opened);

        public override ModelSession Create()
        {
            OnnxModel model = opened.Length == 1 ? opened[0]
                : _free.TryDequeue(out OnnxModel? free) ? free
                : throw new InvalidOperationException("More places were asked for than there are sessions.");
            return new ModelSession(model, description, outputShapes);
        }

        public override bool Return(ModelSession obj)
        {
            if (obj.IsFaulted)
            {
                _free.Enqueue(obj.Model);
            }

            return !obj.IsFaulted;
        }
    }
}
