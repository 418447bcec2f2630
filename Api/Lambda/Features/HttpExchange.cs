using System.Security.Claims;
using Api.Lambda.Runtime;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Features.Authentication;

namespace Api.Lambda.Features;

/// <summary>One request and its response, with the features the application finds them by.</summary>
internal sealed class HttpExchange
{
    internal HttpExchange(Invocation invocation, InvocationLifetime lifetime)
    {
        Request = new RequestFeature(invocation.RequestId);
        Connection = new ConnectionFeature(invocation.RequestId);
        Features.Set<IHttpRequestFeature>(Request);
        Features.Set<IHttpRequestBodyDetectionFeature>(Request);
        Features.Set<IHttpRequestIdentifierFeature>(Request);
        Features.Set<IRequestBodyPipeFeature>(Request);
        Features.Set<IHttpResponseFeature>(Response);
        Features.Set<IHttpResponseBodyFeature>(Response);
        Features.Set<IHttpConnectionFeature>(Connection);
        Features.Set<IHttpRequestLifetimeFeature>(lifetime);
        Features.Set(invocation);
    }

    internal RequestFeature Request { get; }

    internal ResponseFeature Response { get; } = new();

    internal ConnectionFeature Connection { get; }

    internal IFeatureCollection Features { get; } = new FeatureCollection(16);

    /// <summary>Sets an authenticated caller, so that the request needs no key. Nothing in an event sets this.</summary>
    internal void SetCaller(ClaimsPrincipal caller) => Features.Set<IHttpAuthenticationFeature>(new HttpAuthenticationFeature { User = caller });
}
