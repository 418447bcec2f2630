using StressTool.Load;

namespace StressTool.Tests.Load;

public sealed class LatenciesTests
{
    [Theory]
    [InlineData(0.5, 5)]
    [InlineData(0.9, 9)]
    [InlineData(0.91, 10)]
    [InlineData(1, 10)]
    [InlineData(0, 1)]
    public void Percentile_TenTimes_IsTheNearestRank(double part, double expected)
    {
        Latencies latencies = new();
        foreach (double value in (double[])[3, 1, 10, 2, 9, 8, 4, 7, 5, 6])
        {
            latencies.Add(value);
        }

        Assert.Equal(expected, latencies.Percentile(part));
    }

    [Fact]
    public void Percentile_AddedAfterwards_CountsToo()
    {
        Latencies latencies = new();
        latencies.Add(2);
        Assert.Equal(2, latencies.Largest);
        latencies.Add(1);
        latencies.Add(3);
        Assert.Equal((2, 3), (latencies.Median, latencies.Largest));
    }

    [Fact]
    public void Percentile_NoTimes_IsZero() => Assert.Equal(0, new Latencies().Percentile(0.99));
}
