using System.Collections.Concurrent;
using Detection.Heads;
using Microsoft.Extensions.ObjectPool;

namespace Detection.Models;

/// <summary>A model that is ready to run: what is known of it, the head that reads its output, and the sessions it runs in.</summary>
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
        AllocateSessions(sessions);
    }

    /// <summary>The files it was loaded from.</summary>
    internal ModelFiles Files { get; }

    /// <summary>What is known of it.</summary>
    internal ModelDescription Description { get; }

    /// <summary>Reads its output.</summary>
    internal Head Head { get; }

    /// <summary>How many analyses hold one of its sessions. <see cref="SessionPool"/> counts them.</summary>
    internal int Leases { get; set; }

    /// <summary>Opens a model, finds out how it is fed and read, and warms it up.</summary>
    /// <param name="files">Its files.</param>
    /// <param name="options">How it is to run.</param>
    /// <exception cref="ModelException">
    /// It is missing, broken or ambiguous, changed while it was read, or cannot be loaded for any other reason, such as too little memory.
    /// </exception>
    internal static LoadedModel Load(ModelFiles files, DetectorOptions options)
    {
        LoadedModel model;
        try
        {
            model = Open(files, options);
        }
        catch (Exception) when (HasChanged(files, options))
        {
            throw Changing(files);
        }
        catch (Exception exception) when (exception is not ModelException)
        {
            // Whatever it is, a caller that has another model must be able to go on with it.
            throw new ModelException($"The model {files.Path} cannot be loaded ({exception.GetType().Name}): {exception.Message}", exception);
        }

        // What was read while somebody wrote it may be half of one file and half of another, and load nevertheless.
        if (HasChanged(files, options))
        {
            model.Dispose();
            throw Changing(files);
        }

        if (files.Data.Count > 0)
        {
            // The joined file is garbage as large as the weights. Left to itself, the collector would keep it for minutes.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }

        return model;
    }

    /// <summary>Takes a free session; a new one where the last one's run failed.</summary>
    internal ModelSession Take() => _sessions.Get();

    /// <summary>Gives a session back; one whose run failed is disposed.</summary>
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

        byte[]? embedded = ExternalData.Embed(files.Path);

        // With one thread a run, concurrent runs in one session of ONNX Runtime cost each other nothing and hold the weights once. With more, each of
        // ours needs one of its own, for its threads.
        OnnxModel[] opened = new OnnxModel[threads == 1 ? 1 : options.SessionCount];
        try
        {
            OnnxModel model = opened[0] = OnnxModel.Open(files.Path, embedded, threads);
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
                opened[i] = OnnxModel.Open(files.Path, embedded, threads);
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
            return ModelFiles.Find(options.ModelPath, files) != files;
        }
        catch (ModelException)
        {
            return true;
        }
    }

    private static ModelException Changing(ModelFiles files) =>
        new($"The model {files.Path} changed while it was being loaded.") { Fault = ModelFault.Changing };

    // All of them now: no request should wait for memory to be allocated.
    private void AllocateSessions(int count)
    {
        List<ModelSession> sessions = new(count);
        try
        {
            while (sessions.Count < count)
            {
                sessions.Add(_sessions.Get());
            }
        }
        catch
        {
            sessions.ForEach(static session => session.Dispose());
            throw;
        }

        sessions.ForEach(_sessions.Return);
    }

    /// <summary>
    /// Makes sessions. One whose run failed is not used again, but ONNX Runtime's session below it is: ONNX Runtime keeps nothing of a run in it, and
    /// the file may have been replaced since it was opened.
    /// </summary>
    private sealed class Policy(OnnxModel[] opened, ModelDescription description, IReadOnlyList<long[]> outputShapes) : PooledObjectPolicy<ModelSession>
    {
        private readonly ConcurrentQueue<OnnxModel> _free = new(opened);

        public override ModelSession Create()
        {
            if (opened.Length == 1)
            {
                return new ModelSession(opened[0], description, outputShapes);
            }

            OnnxModel model = _free.TryDequeue(out OnnxModel? free) ? free
                : throw new InvalidOperationException("More sessions are in use than the model was opened for.");
            try
            {
                return new ModelSession(model, description, outputShapes);
            }
            catch
            {
                _free.Enqueue(model);
                throw;
            }
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
