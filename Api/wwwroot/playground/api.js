// The service's public API, called as any client would. Paths are relative: the service may stand below a prefix.

const KEY = "detection.key";

/** An answer that is no success, or none at all (status 0). The message is the service's own sentence where it sent one. */
export class ApiError extends Error {
  constructor(status, message, retryAfter = null) {
    super(message);
    this.status = status;
    /** Seconds after which trying again makes sense, or null. */
    this.retryAfter = retryAfter;
  }
}

/** The API key of this tab, or null. */
export function apiKey() {
  return sessionStorage.getItem(KEY);
}

export function keepApiKey(key) {
  sessionStorage.setItem(KEY, key);
}

export function forgetApiKey() {
  sessionStorage.removeItem(KEY);
}

/** What is loaded. */
export async function model(signal) {
  return await (await call("model", { signal })).json();
}

/** How the service is, whether it is well or not. */
export async function health() {
  const response = await fetch("health", { cache: "no-store" });
  return await response.json();
}

/**
 * Analyses a picture.
 * @param {Blob} picture Its bytes.
 * @param {Record<string, string | number>} options As the query takes them.
 * @returns The answer, what each stage took by the service's clock, and what the whole call took by ours, in milliseconds.
 */
export async function analyze(picture, options, signal) {
  const start = performance.now();
  const response = await call(`analyze?${new URLSearchParams(options)}`, {
    method: "POST",
    // What it is, is told by its content, not by what a file's name makes a browser think.
    headers: { "Content-Type": "application/octet-stream" },
    body: picture,
    signal,
  });
  const answer = await response.json();
  return { answer, stages: stagesOf(response.headers.get("Server-Timing")), roundTrip: performance.now() - start };
}

/** The address of the endpoint, for people to call it. */
export function analyzeAddress() {
  return new URL("analyze", document.baseURI).href;
}

/** The stages of a Server-Timing header in its order: name and milliseconds. */
function stagesOf(header) {
  return (header ?? "").split(",").flatMap((part) => {
    const match = /^\s*([\w-]+)\s*;\s*dur=([\d.]+)/.exec(part);
    return match ? [{ name: match[1], duration: Number(match[2]) }] : [];
  });
}

async function call(path, options) {
  const key = apiKey();
  let response;
  try {
    response = await fetch(path, { ...options, headers: { ...options.headers, ...(key ? { "X-Api-Key": key } : {}) } });
  } catch (error) {
    throw error.name === "AbortError" ? error : new ApiError(0, await reasonOf(options.body));
  }

  if (!response.ok) {
    const seconds = Number.parseInt(response.headers.get("Retry-After") ?? "", 10);
    throw new ApiError(response.status, await sentenceOf(response), Number.isFinite(seconds) ? seconds : null);
  }

  return response;
}

// A proxy or gateway in front may answer with something else.
async function sentenceOf(response) {
  try {
    const problem = await response.json();
    return problem.error ?? problem.message ?? "";
  } catch {
    return "";
  }
}

// A server that refuses a body by its length may close the connection before the browser has sent it, and the browser then drops the answer.
async function reasonOf(body) {
  const megabytes = (body?.size ?? 0) / (1024 * 1024);
  if (megabytes < 1) {
    return "";
  }

  try {
    await fetch("health/live", { cache: "no-store" });
    return `The connection was closed while the picture was being sent. It has ${megabytes.toFixed(1)} MB, probably more than the service takes.`;
  } catch {
    return "";
  }
}
