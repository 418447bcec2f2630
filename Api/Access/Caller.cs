using System.Security.Claims;

namespace Api.Access;

/// <summary>The caller of a request, as its principal.</summary>
internal static class Caller
{
    /// <summary>
    /// Type of the claim with the caller's id, which is stable and no secret: <c>key:</c> and the first digits of the key's hash, <c>lambda:direct</c>
    /// or <c>lambda:warm-up</c>. It is also the identity's name, by which limits tell callers apart.
    /// </summary>
    internal const string IdClaim = ClaimTypes.NameIdentifier;

    private const string LambdaType = "Lambda";
    private const string WarmUpId = "lambda:warm-up";

    /// <summary>A caller who presented a valid key.</summary>
    internal static ClaimsPrincipal OfKey(KeyHash key) => Create(ApiKeyHandler.SchemeName, "key:" + key.Id);

    /// <summary>A caller who invoked the Lambda function without HTTP: IAM has authorized it.</summary>
    internal static ClaimsPrincipal DirectInvocation() => Create(LambdaType, "lambda:direct");

    /// <summary>The service itself, warming up.</summary>
    internal static ClaimsPrincipal WarmUp() => Create(LambdaType, WarmUpId);

    /// <summary>The caller's id; null for an anonymous caller, as all are where no key is needed.</summary>
    internal static string? IdOf(ClaimsPrincipal principal) => principal.FindFirst(IdClaim)?.Value;

    /// <summary>Whether the service itself calls, to warm up: such a call leaves no telemetry.</summary>
    internal static bool IsWarmUp(ClaimsPrincipal principal) => IdOf(principal) == WarmUpId;

    private static ClaimsPrincipal Create(string type, string id) => new(new ClaimsIdentity([new Claim(IdClaim, id)], type, IdClaim, roleType: null));
}
