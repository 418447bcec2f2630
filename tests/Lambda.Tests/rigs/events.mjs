// The events that API Gateway and load balancers make of HTTP requests, made by serverless-offline's own classes. They are not exported by the
// package, hence imported by their files; what they expect is a request as its HTTP server hands it over.

const source = new URL("node_modules/serverless-offline/src/events/", import.meta.url)
const [RestEvent, HttpApiEvent, LoadBalancerEvent] = await Promise.all(
  [
    "http/lambda-events/LambdaProxyIntegrationEvent.js",
    "http/lambda-events/LambdaProxyIntegrationEventV2.js",
    "alb/lambda-events/LambdaAlbRequestEvent.js",
  ].map(async (file) => (await import(new URL(file, source))).default),
)

const makers = {
  // With the binary media type */*, as the deployment sets it, a REST API encodes every body.
  v1: (request) => new RestEvent(seenAs(request, true), "prod", request.path, null).create(),
  v2: (request) => new HttpApiEvent(seenAs(request, !isText(request)), "$default", "$default").create(),
  // The class never encodes, load balancers do.
  alb: (request) => {
    const event = new LoadBalancerEvent(seenAs(request, false), "dev", request.path).create()
    return isText(request) ? event : { ...event, body: request.body.toString("base64"), isBase64Encoded: true }
  },
}

/** The kinds of events: v1 (REST API), v2 (HTTP API or Function URL), alb. */
export const kinds = Object.keys(makers)

/**
 * Makes an event.
 * @param kind one of the kinds
 * @param request method, target (path and query), rawHeaders (names and values in turn) and body (a Buffer)
 */
export function makeEvent(kind, { method, target, rawHeaders, body }) {
  const url = new URL(target, "http://localhost")
  const headers = {}
  for (let i = 0; i < rawHeaders.length; i += 2) {
    headers[rawHeaders[i].toLowerCase()] = rawHeaders[i + 1]
  }
  return makers[kind]({ method, target, url, path: url.pathname, rawHeaders, headers, body })
}

const isText = ({ headers, body }) =>
  body.length === 0 || /^(text\/|application\/(json|xml|javascript))/.test(headers["content-type"] ?? "")

// The classes know two types of binary bodies, by these headers; the event's own come from the raw ones and say what was sent.
function seenAs({ method, target, url, path, rawHeaders, headers, body }, isBinary) {
  const text = body.length === 0 ? null : body.toString(isBinary ? "latin1" : "utf8")
  return {
    method: method.toLowerCase(),
    url,
    path,
    headers: isBinary ? { ...headers, "content-type": "application/octet-stream" } : headers,
    payload: text,
    rawPayload: text,
    raw: { req: { rawHeaders, url: target, payload: body.length === 0 ? null : body } },
    params: {},
    route: { path: "/{proxy*}" },
    info: { received: Date.now(), remoteAddress: "127.0.0.1" },
  }
}
