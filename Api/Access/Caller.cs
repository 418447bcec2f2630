using System.Security.Claims;

namespace Api.Access;

/// <summary>Who calls, as the principal of a request says it.</summary>
internal static class Caller
{
    /// <summary>
    /// Type of the claim with the caller's id, which is stable and no secret: <c>key:</c> and the first digits of the key's hash, <c>lambda:direct</c>
    /// or <c>lambda:warm-up</c>. It is also the identity's name, by which limits tell callers apart.
    /// </summary>
    internal const string IdClaim = ClaimTypes.NameIdentifier;

    private const string LambdaType = "Lambda";
    private const string WarmUpId = "lambda:warm-up";

    /// <summary>Who presented a valid key.</summary>
    internal static ClaimsPrincipal OfKey(KeyHash key) => Create(ApiKeyHandler.SchemeName, "key:" + key.Id);

    /// <summary>Who invoked the Lambda function without HTTP: IAM has let them in.</summary>
    internal static ClaimsPrincipal DirectInvocation() => Create(LambdaType, "lambda:direct");

    /// <summary>The service itself, warming up.</summary>
    internal static ClaimsPrincipal WarmUp() => Create(LambdaType, WarmUpId);

    /// <summary>The caller's id; null for who is not known, as everybody where no key is needed.</summary>
    internal static string? IdOf(ClaimsPrincipal principal) => principal.FindFirst(IdClaim)?.Value;

    /// <summary>Whether the service itself calls, to warm up: of that no telemetry tells.</summary>
    internal static bool IsWarmUp(ClaimsPrincipal principal) => IdOf(principal) == WarmUpId;

    private static ClaimsPrincipal Create(string type, string id) => new(new ClaimsIdentity([new Claim(IdClaim, id)], type, IdClaim, roleType: null));
}
