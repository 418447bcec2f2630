namespace Api.Tests.Analyze;

public sealed class ConcurrencyTests
{
    [Fact]
    public async Task Analyze_SixteenAtOnce_EachGetsItsOwnPicturesAnswer()
    {
        await using ApiFactory api = await ApiFactory.StartAsync(("Limits:QueueLength", "16"));
        byte[][] pictures = [SamplePictures.Dog, SamplePictures.Person, SamplePictures.Horses];
        AnalyzeAnswer[] expected = new AnalyzeAnswer[pictures.Length];
        for (int i = 0; i < pictures.Length; i++)
        {
            expected[i] = await api.AnalyzeAsync(pictures[i]);
        }

        AnalyzeAnswer[] answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => (i % 2) == 0
            ? api.AnalyzeAsync(pictures[i % 3])
            : api.AnalyzeAsync(PictureContent.Json(pictures[i % 3]))));

        Assert.All(answers, (answer, i) =>
        {
            Assert.Equal((expected[i % 3].Width, expected[i % 3].Height), (answer.Width, answer.Height));
            Assert.Equal(expected[i % 3].Detections, answer.Detections);
        });
    }
}
