// The playground: pictures go through the queue to the service, and what it finds is shown at the thresholds of the moment.

import { ApiError, analyze, apiKey, forgetApiKey, health, keepApiKey, model } from "./api.js";
import { $, announce, element, makeTabStop, moveByArrows } from "./dom.js";
import { download } from "./download.js";
import { takePictures } from "./input.js";
import { canRetry, describe } from "./problems.js";
import { Queue } from "./queue.js";
import { Results, countOf } from "./results.js";
import { MOST_CANDIDATES, select } from "./select.js";
import { curlOf, jsonOf } from "./snippets.js";
import { Stage } from "./stage.js";
import { drawTiming } from "./timing.js";

// Families whose models give each object one box: the service suppresses nothing there, and neither does the playground.
const FINAL_BOXES = ["yolov10", "detr"];
const LEAST_CONFIDENCE = 0.05;
const LEAST_IOU = 0.1;
const LONGEST_SLIDER = 0.95;
const SETTLED_MS = 350;
const MODEL_POLL_MS = 1000;

const stage = new Stage((key) => point(key), (key) => choose(key));
const results = new Results((key) => point(key), (key) => choose(key), (name, id) => toggleClass(name, id));
const queue = new Queue(run);

/** What the service does without being told otherwise; null until it has said so. */
let defaults = null;
let settings = { confidence: 0.5, iou: 0.45 };

/** The picture that is looked at. */
let current = null;
let chosen = null;
let pointed = null;
let settling = 0;
let knowingModel = null;
let drawnState = null;

// What is shown of the current picture.
let shown = [];

takePictures((pictures) => {
  const isFirst = queue.jobs.length === 0;
  const jobs = queue.add(pictures);
  look(jobs[0]);
  if (isFirst) {
    $("picture-name").focus({ preventScroll: true });
  }
});

queue.addEventListener("change", () => {
  if (!queue.jobs.includes(current)) {
    look(queue.jobs.at(-1) ?? null);
  } else if (current !== null && (current.state !== drawnState || current.state === "pausing")) {
    drawState();
  }

  drawQueue();
});
queue.addEventListener("failed", ({ detail: job }) => {
  if (job.problem.status === 401) {
    queue.hold();
    askForKey(apiKey() !== null);
  }
});

for (const name of ["confidence", "iou"]) {
  $(name).addEventListener("input", () => {
    settings = { ...settings, [name]: Number($(name).value) };
    drawSettings();
    drawFound();
  });
}

$("reset").addEventListener("click", () => {
  settings = { confidence: defaults.confidence, iou: defaults.iou };
  drawSettings();
  drawFound();
});
$("retry").addEventListener("click", () => {
  if (current?.problem?.status === 401) {
    askForKey(false);
    $("key").focus();
  } else {
    queue.retry(current);
  }
});
$("give-up").addEventListener("click", () => queue.giveUp(current));
$("clear").addEventListener("click", () => {
  queue.clear();
  document.querySelector("#welcome [data-action=choose]").focus();
});
$("download").addEventListener("click", async () => {
  try {
    await download(current, shown);
  } catch (error) {
    announce(error.message);
  }
});
$("copy").addEventListener("click", async () => {
  const text = $("panel-curl").hidden ? $("json").textContent : $("curl").textContent;
  const isCopied = await copy(text);
  $("copy").textContent = isCopied ? "Copied" : "Press Ctrl+C";
  announce(isCopied ? "Copied." : "Selected; press Ctrl+C to copy.");
  setTimeout(() => {
    $("copy").textContent = "Copy";
  }, 2000);
});
$("key-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  keepApiKey($("key").value.trim());
  $("key").value = "";
  $("key-form").hidden = true;
  defaults = null;
  await knowModel();
  if (defaults !== null) {
    (current ? $("picture-name") : $("main")).focus({ preventScroll: true });
    queue.resume((problem) => problem?.status === 401);
  }
});
$("forget-key").addEventListener("click", () => {
  forgetApiKey();
  location.reload();
});

for (const tab of ["curl", "json"]) {
  $(`tab-${tab}`).addEventListener("click", () => openTab(tab));
  $(`tab-${tab}`).addEventListener("focus", () => openTab(tab));
}

moveByArrows(document.querySelector(".tabs"), "[role=tab]");
moveByArrows($("queue-list"), ".thumb");
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    choose(null);
    point(null);
  }
});
$("picture").addEventListener("error", () => drawState());
addEventListener("online", () => {
  void knowModel();
  queue.resume((problem) => problem?.status === 0);
});

void knowModel();

/** Analyses a picture of the queue: once, with next to no threshold, so that any other can be tried here. */
async function run(job, signal) {
  await knowModel();
  if (defaults === null) {
    throw modelProblem;
  }

  const floor = Math.min(LEAST_CONFIDENCE, defaults.confidence);
  const { answer, stages, roundTrip } = await analyze(
    job.blob, { confidence: floor, iou: 1, max_detections: MOST_CANDIDATES, image_name: job.name }, signal);
  Object.assign(job, { answer, stages, roundTrip, floor });
  const { width, height } = answer.image_dimensions;
  job.analysis = { detections: answer.detections, width, height, floor };
}

/** Shows a picture. */
function look(job) {
  current = job;
  chosen = null;
  pointed = null;
  $("welcome").hidden = job !== null;
  $("workbench").hidden = job === null;
  $("main").dataset.view = job === null ? "empty" : "picture";
  if (job !== null) {
    stage.show(job);
    $("picture-name").textContent = job.name;
    drawState();
  }
}

/** Shows how far the picture is. */
function drawState() {
  if (current === null) {
    return;
  }

  const { state, answer } = current;
  drawnState = state;
  $("stage").dataset.state = state;
  $("busy").hidden = state !== "running" && state !== "waiting";
  $("busy-text").textContent = state === "running" ? "Analysing…" : "Waiting its turn…";
  const isProblem = state === "failed" || state === "pausing";
  if (isProblem) {
    const { title, text } = describe(current.problem);
    setText("problem-title", title);
    setText("problem-text", text);
    const seconds = state === "pausing" ? Math.max(1, Math.ceil((current.retryAt - Date.now()) / 1000)) : 0;
    setText("problem-detail", state === "pausing" ? `Trying again in ${seconds} s` : "");
    setText("retry", state === "pausing" ? "Try now" : current.problem.status === 401 ? "Enter key" : "Try again");
    $("retry").hidden = !canRetry(current.problem);
    $("give-up").hidden = state !== "pausing";
  }

  $("problem").hidden = !isProblem;
  $("download").disabled = state !== "done" || $("frame").dataset.preview === "none";
  $("picture-size").textContent = answer ? `${answer.image_dimensions.width} × ${answer.image_dimensions.height}` : "";
  $("found").inert = state !== "done";
  $("code").inert = state !== "done";
  $("preview-note").hidden = state !== "done" || $("frame").dataset.preview !== "none";
  if (state === "done") {
    stage.show(current);
    drawTiming(current.stages, current.roundTrip);
    drawFound();
  } else {
    shown = [];
    stage.draw([], { width: 1, height: 1 });
    results.draw([], [], new Map());
    $("count").textContent = isProblem ? "No result" : "–";
    $("nothing").hidden = true;
    for (const id of ["curl", "json", "timing-total"]) {
      $(id).textContent = "";
    }

    $("timing-bar").replaceChildren();
    $("timing-list").replaceChildren();
  }
}

/** Shows what the thresholds of the moment leave, at once; where they leave a doubt the service is asked when they have settled. */
function drawFound() {
  if (current?.state !== "done") {
    return;
  }

  const job = current;
  const { all, shown: now, isCertain } = found(job);
  shown = now;
  const keyOf = keysOf(shown);
  stage.draw(shown, job.answer.image_dimensions, keyOf);
  results.draw(shown, all, job.classes, keyOf);
  $("json").textContent = jsonOf(job.answer, shown);
  $("curl").textContent = curlOf(job.name, settings, [...job.classes].map(([name, id]) => (name.includes(",") ? String(id) : name)));
  $("workbench").dataset.settled = "false";
  highlight();
  clearTimeout(settling);
  settling = setTimeout(() => settle(job, isCertain), SETTLED_MS);
}

async function settle(job, isCertain) {
  const key = settingsKey();
  if (!isCertain && !job.confirmed.has(key)) {
    try {
      const { answer } = await analyze(job.blob, { ...settings, image_name: job.name });
      job.confirmed.set(key, answer.detections);
    } catch {
      // What is shown is the best that is known: the doubt is about one box, by a hair.
    }

    if (job === current && key === settingsKey() && job.confirmed.has(key)) {
      drawFound();
      return;
    }
  }

  if (job === current && key === settingsKey()) {
    $("workbench").dataset.settled = "true";
    announce(summary(shown));
  }
}

/** What there is of a picture at the thresholds of the moment, with and without the filter of classes. */
function found(job) {
  const isWanted = (detection) => job.classes.size === 0 || job.classes.has(detection.class_name);
  const confirmed = job.confirmed.get(settingsKey());
  if (confirmed) {
    return { all: confirmed, shown: confirmed.filter(isWanted), isCertain: true };
  }

  const thresholds = { ...settings, limit: defaults.limit, suppress: defaults.suppress };
  const all = select(job.analysis, thresholds);
  const { kept } = select(job.analysis, thresholds, isWanted);
  return { all: all.kept, shown: kept, isCertain: all.isCertain };
}

function settingsKey() {
  return `${settings.confidence} ${settings.iou}`;
}

function toggleClass(name, id) {
  const { classes } = current;
  if (!classes.delete(name)) {
    classes.set(name, id);
  }

  chosen = null;
  drawFound();
}

/** The pointer or the keyboard is at an object, by its box or by its row. */
function point(key) {
  pointed = key;
  highlight();
}

/** An object was clicked: it stays marked until it is clicked again, or Escape is pressed. */
function choose(key) {
  chosen = chosen === key ? null : key;
  if (chosen !== null) {
    results.reveal(chosen);
  }

  highlight();
}

function highlight() {
  stage.highlight(pointed ?? chosen);
  results.highlight(pointed ?? chosen, chosen);
}

function drawSettings() {
  for (const name of ["confidence", "iou"]) {
    $(name).value = settings[name];
    $(`${name}-value`).textContent = settings[name].toFixed(2);
    const { min, max } = $(name);
    $(name).style.setProperty("--part", String((settings[name] - min) / (max - min)));
  }

  $("reset").disabled = defaults === null || (settings.confidence === defaults.confidence && settings.iou === defaults.iou);
}

function drawQueue() {
  const { jobs } = queue;
  $("queue").hidden = jobs.length < 2;
  const done = jobs.filter((job) => job.state === "done" || job.state === "failed").length;
  const failed = jobs.filter((job) => job.state === "failed").length;
  $("queue-progress").max = Math.max(1, jobs.length);
  $("queue-progress").value = done;
  $("queue-progress").hidden = done === jobs.length;
  $("queue-text").textContent = `${done} of ${jobs.length} done${failed > 0 ? `, ${failed} failed` : ""}`;
  const focused = document.activeElement?.closest("#queue-list li")?.dataset.job;
  const items = jobs.map((job) => {
    const words = { waiting: "waiting", running: "being analysed", pausing: "waiting for the service", done: "done", failed: "failed" }[job.state];
    job.item ??= queueItem(job);
    const [thumb] = job.item.children;
    job.item.dataset.state = job.state;
    thumb.setAttribute("aria-label", `${job.name}, ${words}`);
    thumb.setAttribute("aria-current", String(job === current));
    return job.item;
  });
  if (items.length !== $("queue-list").children.length || items.some((item, at) => item !== $("queue-list").children[at])) {
    $("queue-list").replaceChildren(...items);
    items.find((item) => item.dataset.job === focused)?.firstElementChild.focus();
  }

  makeTabStop(items.map((item) => item.firstElementChild), current?.item?.firstElementChild);
}

function queueItem(job) {
  const thumb = element("button", { type: "button", className: "thumb", title: job.name }, element("img", { src: job.url, alt: "", width: 72, height: 72 }));
  thumb.firstElementChild.addEventListener("error", () => thumb.replaceChildren());
  thumb.addEventListener("click", () => {
    look(job);
    drawQueue();
  });
  const remove = element("button", { type: "button", className: "remove", "aria-label": `Remove ${job.name}` }, "×");
  remove.addEventListener("click", () => {
    queue.remove(job);
    (current?.item?.firstElementChild ?? document.querySelector("#welcome [data-action=choose]")).focus();
  });
  return element("li", { "data-job": String(job.id) }, thumb, remove);
}

let modelProblem = null;

/** Learns what is loaded, once; asks again while it is being loaded. */
function knowModel() {
  if (defaults !== null) {
    return Promise.resolve();
  }

  knowingModel ??= askForModel().finally(() => {
    knowingModel = null;
  });
  return knowingModel;
}

async function askForModel() {
  try {
    const { name, family, classes, thresholds } = await model();
    defaults = { confidence: thresholds.confidence, iou: thresholds.iou, limit: thresholds.max_detections, suppress: !FINAL_BOXES.includes(family) };
    settings = { confidence: thresholds.confidence, iou: thresholds.iou };
    modelProblem = null;
    prepareSliders();
    drawSettings();
    showModel("ready", `${name} · ${classes.length === 1 ? "1 class" : `${classes.length} classes`}`);
    $("forget-key").hidden = apiKey() === null;
  } catch (error) {
    modelProblem = error;
    if (!(error instanceof ApiError)) {
      throw error;
    }

    await sayWhy(error);
  }
}

async function sayWhy(error) {
  if (error.status === 401) {
    showModel("closed", "Needs a key");
    askForKey(apiKey() !== null);
    return;
  }

  if (error.status !== 503) {
    showModel("gone", error.status === 0 ? "Not reached" : describe(error).title);
    return;
  }

  const { status } = await health().catch(() => ({ status: "starting" }));
  showModel("starting", { unavailable: "No model yet", stopping: "Stopping" }[status] ?? "Starting…");
  setTimeout(() => void knowModel(), MODEL_POLL_MS);
}

function showModel(state, text) {
  $("model").dataset.state = state;
  $("model-text").textContent = text;
}

function prepareSliders() {
  for (const [name, least] of [["confidence", LEAST_CONFIDENCE], ["iou", LEAST_IOU]]) {
    $(name).min = String(Math.min(least, Math.floor(defaults[name] * 100) / 100));
    $(name).max = String(Math.max(LONGEST_SLIDER, Math.ceil(defaults[name] * 100) / 100));
    $(name).step = "0.01";
  }

  $("iou").disabled = !defaults.suppress;
  $("iou-help").textContent = defaults.suppress
    ? "Boxes of a class that overlap more are one object."
    : "Without meaning here: this model gives each object one box.";
}

function askForKey(isRefused) {
  $("key-title").textContent = isRefused ? "That key is not valid" : "This service needs an API key";
  if ($("key-form").hidden) {
    $("key-form").hidden = false;
    $("key").focus();
  }
}

function openTab(name) {
  for (const tab of ["curl", "json"]) {
    $(`tab-${tab}`).setAttribute("aria-selected", String(tab === name));
    $(`panel-${tab}`).hidden = tab !== name;
  }

  makeTabStop([$("tab-curl"), $("tab-json")], $(`tab-${name}`));
}

/** Copies; where the page was loaded without TLS from another machine, browsers only let it select. */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    getSelection().selectAllChildren($("panel-curl").hidden ? $("json") : $("curl"));
    return false;
  }
}

function summary(objects) {
  const names = [...new Set(objects.map((object) => object.class_name))];
  return objects.length === 0 ? "No objects found." : `${countOf(objects.length)} found: ${names.join(", ")}.`;
}

/** A key for each object, the same each time it is found. */
function keysOf(objects) {
  const keys = new Map();
  const counts = new Map();
  for (const object of objects) {
    const { class_id, confidence, box_2d: { x_min, y_min, x_max, y_max } } = object;
    const key = `${class_id}:${confidence}:${x_min},${y_min},${x_max},${y_max}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
    keys.set(object, `${key}#${counts.get(key)}`);
  }

  return (object) => keys.get(object);
}

// Written only when it changes: a live region would be read out again otherwise.
function setText(id, text) {
  if ($(id).textContent !== text) {
    $(id).textContent = text;
  }
}
