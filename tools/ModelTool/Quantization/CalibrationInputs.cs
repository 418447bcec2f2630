using Detection;
using Detection.Models;

namespace ModelTool.Quantization;

/// <summary>Pictures as the service gives them to a model.</summary>
internal static class CalibrationInputs
{
    /// <summary>Lets the service's own pipeline analyse a picture and takes what it put into the model.</summary>
    /// <param name="detector">The model, with one session.</param>
    /// <param name="picture">The picture's bytes.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>1 x 3 x height x width values, row-major.</returns>
    internal static async Task<float[]> TakeAsync(Detector detector, byte[] picture, CancellationToken cancellation)
    {
        await detector.DetectAsync(picture, cancellation: cancellation);
        using SessionPool.Lease lease = await detector.Pool.RentAsync(cancellation);
        return Copy(lease.Session, 3 * detector.Model.InputWidth * detector.Model.InputHeight);
    }

    private static unsafe float[] Copy(ModelSession session, int length) => new ReadOnlySpan<float>(session.Input, length).ToArray();
}
