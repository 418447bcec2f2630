// What is in a picture, with Node 18 or newer: node analyze.mjs http://localhost:8080 dog.jpg [api-key]
// The function is the same in a browser, where the picture may be a File from an <input> or a drop.
import { readFile } from "node:fs/promises";

/** Asks the service what is in a picture. While the analysis queue is full, waits as long as the service says. */
async function analyze(service, picture, { apiKey, ...options } = {}) {
  const url = `${service}/analyze?${new URLSearchParams(options)}`;
  const headers = { "Content-Type": "application/octet-stream", ...(apiKey && { "X-Api-Key": apiKey }) };
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(url, { method: "POST", headers, body: picture });
    const answer = await response.json();
    if (response.ok) {
      return answer;
    }
    if (![429, 503].includes(response.status) || attempt === 5) {
      throw new Error(answer.error);
    }
    await new Promise((resolve) => setTimeout(resolve, 1000 * Number(response.headers.get("Retry-After") ?? 1)));
  }
}

const [service, path, apiKey] = process.argv.slice(2);
try {
  const { detections } = await analyze(service, await readFile(path), { apiKey, confidence: 0.4 });
  for (const { class_name, confidence, box_2d: box } of detections) {
    console.log(`${class_name} ${confidence.toFixed(3)} ${box.x_min},${box.y_min} ${box.x_max},${box.y_max}`);
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
