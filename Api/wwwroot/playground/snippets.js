// What is shown, as a program gets it: the answer the service gives at these settings, and the call that asks for it.

import { analyzeAddress, apiKey } from "./api.js";

/** The answer at the settings. */
export function jsonOf(answer, shown) {
  return JSON.stringify({ ...answer, detections: shown, detection_count: shown.length }, null, 2);
}

/**
 * A line for a POSIX shell. A key is named, never shown.
 * @param {string[]} classes The only ones wanted, by name or id; none for all.
 */
export function curlOf(name, { confidence, iou }, classes) {
  const parts = [`curl -s ${quote(analyzeAddress())}`];
  if (apiKey()) {
    parts.push('-H "X-Api-Key: $API_KEY"');
  }

  parts.push(`-F ${quote(`image=@${fileOf(name)}`)}`, `-F confidence=${confidence}`, `-F iou=${iou}`);
  if (classes.length > 0) {
    parts.push(`-F ${quote(`classes=${classes.join(",")}`)}`);
  }

  return parts.join(" \\\n  ");
}

// In a form, curl gives commas and semicolons a meaning unless the name is in double quotes.
function fileOf(name) {
  return /[,;"\\]/.test(name) ? `"${name.replace(/["\\]/g, "\\$&")}"` : name;
}

function quote(text) {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
