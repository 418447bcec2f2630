using Api.Problems;
using Api.Telemetry;
using Microsoft.AspNetCore.Authentication;

namespace Api.Access;

/// <summary>
/// Authenticates requests by the key they present, for ASP.NET Core's authentication. It implements the interface itself: the framework's base class
/// comes with services (data protection) that write files when the host starts.
/// </summary>
internal sealed class ApiKeyHandler(KeyRing keys) : IAuthenticationHandler
{
    /// <summary>Name of the scheme.</summary>
    internal const string SchemeName = "ApiKey";

    private HttpContext _context = null!;

    public Task InitializeAsync(AuthenticationScheme scheme, HttpContext context)
    {
        _context = context;
        return Task.CompletedTask;
    }

    /// <summary>Looks for a valid key. A caller whom the server has authenticated, as Lambda's does for a direct invocation, needs none.</summary>
    public Task<AuthenticateResult> AuthenticateAsync() => Task.FromResult(Authenticate());

    /// <summary>Answers 401. The body has not been read, and is not.</summary>
    public Task ChallengeAsync(AuthenticationProperties? properties)
    {
        ServiceMetrics.Refused(RefusalReason.Unauthorized);
        bool isPresented = PresentedKeys.Of(_context.Request.Headers).Any();
        _context.Response.Headers.WWWAuthenticate =
            PresentedKeys.BearerScheme + (isPresented ? " realm=\"detection\", error=\"invalid_token\"" : " realm=\"detection\"");
        return ProblemResponse.WriteAsync(_context, new Problem(StatusCodes.Status401Unauthorized, isPresented
            ? "The API key is not valid."
            : $"An API key is needed: send it as {PresentedKeys.HeaderName} or as Authorization: {PresentedKeys.BearerScheme}."));
    }

    /// <summary>Answers 403.</summary>
    public Task ForbidAsync(AuthenticationProperties? properties) =>
        ProblemResponse.WriteAsync(_context, new Problem(StatusCodes.Status403Forbidden, "The API key does not allow this."));

    private AuthenticateResult Authenticate()
    {
        if (_context.User.Identity is { IsAuthenticated: true })
        {
            return AuthenticateResult.NoResult();
        }

        bool isPresented = false;
        foreach (string key in PresentedKeys.Of(_context.Request.Headers))
        {
            isPresented = true;
            if (keys.Find(key) is { } valid)
            {
                return AuthenticateResult.Success(new AuthenticationTicket(Caller.OfKey(valid), SchemeName));
            }
        }

        return isPresented ? AuthenticateResult.Fail("The API key is not valid.") : AuthenticateResult.NoResult();
    }
}
