// The picture with its boxes drawn into it, at its own size.

import { colourOf, INK } from "./palette.js";

/** Draws and saves it. */
export async function download(job, shown) {
  const bitmap = await createImageBitmap(job.preview);
  const { width, height } = job.answer.image_dimensions;
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d");
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  draw(context, shown, width, height);
  const isPhoto = job.blob.type === "image/jpeg";
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, isPhoto ? "image/jpeg" : "image/png", 0.92));
  if (!blob) {
    throw new Error("The picture is too large for your browser to draw on.");
  }

  const url = URL.createObjectURL(blob);
  const link = Object.assign(document.createElement("a"), { href: url, download: `${job.name.replace(/\.[^.]*$/, "")}-objects.${isPhoto ? "jpg" : "png"}` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

function draw(context, shown, width, height) {
  const side = Math.max(width, height);
  const line = Math.max(2, Math.round(side / 400));
  const size = Math.max(11, Math.round(side / 52));
  const pad = Math.round(size * 0.35);
  context.font = `600 ${size}px system-ui, sans-serif`;
  context.textBaseline = "middle";
  context.lineJoin = "round";

  // The surest last, on top of the others.
  for (const detection of [...shown].reverse()) {
    const { x_min, y_min, x_max, y_max } = detection.box_2d;
    const colour = colourOf(detection.class_id);
    context.lineWidth = line + 2;
    context.strokeStyle = "rgb(0 0 0 / 45%)";
    context.strokeRect(x_min, y_min, x_max - x_min, y_max - y_min);
    context.lineWidth = line;
    context.strokeStyle = colour;
    context.strokeRect(x_min, y_min, x_max - x_min, y_max - y_min);
    const text = `${detection.class_name} ${Math.round(detection.confidence * 100)}%`;
    const wide = context.measureText(text).width + 2 * pad;
    const high = size + 2 * pad;
    const x = Math.max(0, Math.min(x_min, width - wide));
    const y = y_min >= high ? y_min - high : y_min;
    context.fillStyle = colour;
    context.fillRect(x, y, wide, high);
    context.fillStyle = INK;
    context.fillText(text, x + pad, y + high / 2);
  }
}
