// The picture with the boxes over it. They are elements placed in parts of the picture's sides, so that they are sharp on any screen and at any zoom.

import { $, element } from "./dom.js";
import { colourOf } from "./palette.js";

// Larger than it is, a picture only looks coarse; but a tiny one must still have room for labels.
const LEAST_WIDTH = 480;

// Of more boxes than these, labels would only hide the picture; the others have theirs while they are pointed at.
const MOST_LABELS = 40;

export class Stage {
  #boxes = new Map();
  #onPoint;
  #onChoose;

  /**
   * @param {(key: string | null) => void} onPoint The pointer is over a box, or over none any more.
   * @param {(key: string) => void} onChoose A box was clicked.
   */
  constructor(onPoint, onChoose) {
    this.#onPoint = onPoint;
    this.#onChoose = onChoose;
    new ResizeObserver(() => this.#placeLabels()).observe($("boxes"));
    $("picture").addEventListener("load", () => {
      const { naturalWidth, naturalHeight } = $("picture");
      $("frame").dataset.preview = "shown";
      this.#fit(naturalWidth, naturalHeight);
    });
    $("picture").addEventListener("error", () => {
      $("frame").dataset.preview = "none";
    });
  }

  /** Shows a picture without boxes. */
  show(job) {
    const picture = $("picture");
    if (picture.src !== job.url) {
      picture.src = job.url;
      picture.alt = job.name;
      $("frame").dataset.preview = "shown";
    }

    if (job.answer) {
      this.#fit(job.answer.image_dimensions.width, job.answer.image_dimensions.height);
    }
  }

  /** Draws the boxes. Small ones lie over large ones, so that each can be pointed at. */
  draw(found, { width, height }, keyOf) {
    this.#boxes.clear();
    for (const detection of found) {
      const { x_min, y_min, x_max, y_max } = detection.box_2d;
      const key = keyOf(detection);
      const label = element("span", { className: this.#boxes.size < MOST_LABELS ? "label" : "label minor" }, `${detection.class_name} ${Math.round(detection.confidence * 100)}%`);
      const box = element("div", { className: "box" });
      for (const part of [label, box]) {
        part.style.setProperty("--colour", colourOf(detection.class_id));
      }

      box.style.left = `${(x_min / width) * 100}%`;
      box.style.top = `${(y_min / height) * 100}%`;
      box.style.width = `${((x_max - x_min) / width) * 100}%`;
      box.style.height = `${((y_max - y_min) / height) * 100}%`;
      box.style.zIndex = String(1 + Math.round(1000 * (1 - ((x_max - x_min) * (y_max - y_min)) / (width * height))));
      box.dataset.key = key;
      box.addEventListener("pointerenter", () => this.#onPoint(key));
      box.addEventListener("pointerleave", () => this.#onPoint(null));
      box.addEventListener("click", () => this.#onChoose(key));
      this.#boxes.set(key, { box, label });
    }

    const parts = [...this.#boxes.values()];
    $("boxes").replaceChildren(...parts.map(({ box }) => box));
    $("labels").replaceChildren(...parts.map(({ label }) => label));
    this.#placeLabels();
  }

  /** Brings one box forward, the others back; null for none. */
  highlight(key) {
    $("frame").classList.toggle("has-chosen", this.#boxes.has(key));
    for (const [other, { box, label }] of this.#boxes) {
      box.classList.toggle("chosen", other === key);
      label.classList.toggle("chosen", other === key);
    }
  }

  #fit(width, height) {
    const frame = $("frame");
    frame.style.setProperty("--ratio", String(width / height));
    frame.style.setProperty("--width", `${Math.max(width, LEAST_WIDTH)}px`);
  }

  /** Puts each label where it is inside the picture and, where that is possible, over no other one. */
  #placeLabels() {
    const room = $("boxes").getBoundingClientRect();
    if (room.width === 0) {
      return;
    }

    const placed = [];
    for (const { box, label } of this.#boxes.values()) {
      const around = box.getBoundingClientRect();
      const { offsetWidth: width, offsetHeight: height } = label;
      const left = around.left - room.left;
      const top = around.top - room.top;
      const places = [
        [left, top - height], [left, top], [left, top + around.height], [left + around.width - width, top - height],
        [left + around.width - width, top], [left, top + around.height - height],
      ].map(([x, y]) => ({
        x: Math.max(0, Math.min(x, room.width - width)), y: Math.max(0, Math.min(y, room.height - height)), width, height,
      }));
      const place = places.find((candidate, at) => (at > 0 || top >= height) && !placed.some((other) => touch(candidate, other)))
        ?? (top >= height ? places[0] : places[1]);
      placed.push(place);
      label.style.transform = `translate(${Math.round(place.x)}px, ${Math.round(place.y)}px)`;
    }
  }
}

function touch(a, b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
