namespace Api.Requests;

/// <summary>Registration of what reads pictures from requests.</summary>
internal static class RequestsExtensions
{
    /// <summary>Adds the readers and the memory they may take.</summary>
    internal static IServiceCollection AddRequests(this IServiceCollection services) => services.AddSingleton<BodyMemory>().AddSingleton<PictureReader>();
}
