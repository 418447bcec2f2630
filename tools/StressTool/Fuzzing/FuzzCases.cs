using System.Globalization;
using StressTool.Pictures;

namespace StressTool.Fuzzing;

/// <summary>All the cases of a seed: the same seed and index give the same case, whatever was made before.</summary>
/// <param name="seed">The seed.</param>
/// <param name="pictures">The pictures that are damaged, those of the repository first; with others, a seed gives other cases.</param>
internal sealed class FuzzCases(int seed, IReadOnlyList<SeedPicture> pictures)
{
    private const char PictureMark = 'p';
    private const char RequestMark = 'r';

    private readonly PictureMutator _mutator = new(pictures, Math.Min(pictures.Count, SeedPicture.Readable.Count));

    /// <summary>A damaged picture in a request that is in order.</summary>
    internal FuzzCase Picture(int index)
    {
        Random random = RandomFor(PictureMark, index);
        (byte[] picture, string description) = _mutator.Mutate(random);
        (byte[] request, string form) = PictureRequests.Create(random, picture);
        return new FuzzCase(IdOf(PictureMark, index), $"{description}, as {form}", request, picture);
    }

    /// <summary>A malformed request.</summary>
    internal FuzzCase Request(int index)
    {
        Random random = RandomFor(RequestMark, index);
        string id = IdOf(RequestMark, index);
        return random.Next(4) switch
        {
            0 => JsonRequests.Create(random, id),
            1 => MultipartRequests.Create(random, id),
            2 => OptionRequests.Create(random, id),
            _ => HttpRequests.Create(random, id),
        };
    }

    /// <summary>A case of a run, in which damaged pictures and malformed requests take turns evenly.</summary>
    /// <param name="index">Which of the run's.</param>
    /// <param name="pictures">How many damaged pictures the run has.</param>
    /// <param name="requests">How many malformed requests it has.</param>
    internal FuzzCase OfRun(int index, int pictures, int requests)
    {
        long total = (long)pictures + requests;
        int requestsBefore = (int)((long)index * requests / total), requestsAfter = (int)((index + 1L) * requests / total);
        return requestsAfter > requestsBefore ? Request(requestsBefore) : Picture(index - requestsBefore);
    }

    /// <summary>The case of an id, such as p123 or r45.</summary>
    /// <exception cref="FormatException">The id has another form.</exception>
    internal FuzzCase Find(string id)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        int index = int.Parse(id.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture);
        return id[0] switch
        {
            PictureMark => Picture(index),
            RequestMark => Request(index),
            _ => throw new FormatException($"'{id}' is not the id of a case: write p and the index of a picture, or r and the index of a request."),
        };
    }

    private static string IdOf(char mark, int index) => string.Create(CultureInfo.InvariantCulture, $"{mark}{index}");

    // Multiplied by large odd numbers, so that neighbours have nothing in common.
    private Random RandomFor(char mark, int index) => new(unchecked((seed * 0x5851F42D) ^ ((index + 1) * 0x14057B7F) ^ (mark << 24)));
}
