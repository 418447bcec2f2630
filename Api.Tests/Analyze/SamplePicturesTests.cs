namespace Api.Tests.Analyze;

/// <summary>What a person sees in the samples, with boxes drawn by eye.</summary>
[Collection(SharedApi.Name)]
public sealed class SamplePicturesTests(ApiFactory api)
{
    [Theory]
    [InlineData("dog", 132, 222, 308, 540)]
    [InlineData("bicycle", 127, 135, 566, 420)]
    [InlineData("car", 466, 75, 688, 170)]
    public async Task Analyze_DogOnAPorch_FindsIt(string className, int xMin, int yMin, int xMax, int yMax) =>
        await RequireAsync(SamplePictures.Dog, className, new PixelBox(xMin, yMin, xMax, yMax));

    [Theory]
    [InlineData("person", 191, 99, 275, 374)]
    [InlineData("dog", 66, 264, 206, 344)]
    public async Task Analyze_PersonInAField_FindsIt(string className, int xMin, int yMin, int xMax, int yMax) =>
        await RequireAsync(SamplePictures.Person, className, new PixelBox(xMin, yMin, xMax, yMax));

    [Fact]
    public async Task Analyze_WhiteHorseInFront_FindsIt() => await RequireAsync(SamplePictures.Horses, "horse", new PixelBox(0, 193, 316, 410));

    private async Task RequireAsync(byte[] picture, string className, PixelBox place)
    {
        AnalyzeAnswer answer = await api.AnalyzeAsync(picture);
        Assert.Contains(answer.Detections, found => found.ClassName == className && found.Box.OverlapWith(place) > 0.6);
    }
}
