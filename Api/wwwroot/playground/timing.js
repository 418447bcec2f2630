// What each stage took, by the service's own clock, as a bar and in words.

import { $, element } from "./dom.js";

const WORDS = { queue: "Waiting", decode: "Decoding", letterbox: "Resizing", inference: "Model", head: "Boxes" };

/** @param {{name: string, duration: number}[]} stages As Server-Timing has them, with the total among them. */
export function drawTiming(stages, roundTrip) {
  const total = stages.find((stage) => stage.name === "total")?.duration ?? 0;
  const parts = stages.filter((stage) => stage.name !== "total");
  $("timing-total").textContent = total > 0 ? milliseconds(total) : "";
  $("timing-bar").replaceChildren(...parts.map((stage) => {
    const part = element("span", { "data-stage": stage.name });
    part.style.flexGrow = String(stage.duration);
    return part;
  }));
  const row = (name, text, duration) => element(
    "div", { "data-stage": name }, element("dt", {}, element("span", { className: "swatch", "aria-hidden": "true" }), text), element("dd", {}, milliseconds(duration)));
  $("timing-list").replaceChildren(
    ...parts.map((stage) => row(stage.name, WORDS[stage.name] ?? stage.name, stage.duration)), row("round-trip", "Call in all", roundTrip));
}

function milliseconds(duration) {
  return `${duration < 10 ? duration.toFixed(1) : Math.round(duration)} ms`;
}
