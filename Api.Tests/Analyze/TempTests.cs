using System.Diagnostics;
using Detection;
using Xunit.Abstractions;

namespace Api.Tests.Analyze;

public sealed class TempTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Measure()
    {
        using Detector detector = new(new DetectorOptions { MaxScans = 10000, MaxDecodeSeconds = 600, MaxPixels = 1_000_000_000 });
        foreach ((string name, byte[] p) in new[] {
            ("grey8", UnstoppablePicture.OfSize(7071, 7071, 8, 0, 1)), ("rgb8", UnstoppablePicture.OfSize(7071, 7071, 8, 2, 3)),
            ("rgba16", UnstoppablePicture.OfSize(7071, 7071, 16, 6, 8)),
            ("jpeg100", Jpeg.ManyScans(7064, 99)), ("jpeg1000", Jpeg.ManyScans(7064, 1000)) })
        {
            long s = Stopwatch.GetTimestamp();
            string e = "ok";
            try { await detector.DetectAsync(p); } catch (Exception x) { e = x.Message + x.InnerException?.Message; }
            output.WriteLine($"{name} {p.Length} {Stopwatch.GetElapsedTime(s)} {e}");
        }
    }
}
