// What was found: how many, of which classes, and the list, which goes with the boxes.

import { $, element, makeTabStop, moveByArrows } from "./dom.js";
import { colourOf } from "./palette.js";

export class Results {
  #rows = new Map();
  #onPoint;
  #onChoose;
  #onClass;

  constructor(onPoint, onChoose, onClass) {
    this.#onPoint = onPoint;
    this.#onChoose = onChoose;
    this.#onClass = onClass;
    moveByArrows($("list"), "button");
    moveByArrows($("classes"), "button");
  }

  /**
   * @param {object[]} shown What is shown, surest first.
   * @param {object[]} all What is there without the filter of classes.
   * @param {Map<string, number>} classes The filter, ids by names; empty for none.
   */
  draw(shown, all, classes, keyOf) {
    const focused = document.activeElement?.closest("#list button")?.dataset.key;
    const focusedClass = document.activeElement?.closest("#classes button")?.dataset.class;
    $("count").textContent = countOf(shown.length);
    $("nothing").hidden = shown.length > 0;
    $("nothing").textContent = classes.size > 0 && all.length > 0 ? "None of the chosen classes." : "Nothing above these thresholds. Try a lower confidence.";
    this.#drawClasses(all, classes);
    this.#rows.clear();
    const items = shown.map((detection) => {
      const key = keyOf(detection);
      const score = element("span", { className: "score" }, detection.confidence.toFixed(3));
      const meter = element("span", { className: "meter", "aria-hidden": "true" });
      meter.style.setProperty("--part", String(detection.confidence));
      const button = element(
        "button", { type: "button", tabIndex: -1, "data-key": key, "aria-pressed": "false" }, dotOf(detection.class_id),
        element("span", { className: "name" }, detection.class_name), meter, score);
      button.style.setProperty("--colour", colourOf(detection.class_id));
      button.addEventListener("pointerenter", () => this.#onPoint(key));
      button.addEventListener("pointerleave", () => this.#onPoint(null));
      button.addEventListener("focus", () => this.#onPoint(key));
      button.addEventListener("blur", () => this.#onPoint(null));
      button.addEventListener("click", () => this.#onChoose(key));
      this.#rows.set(key, button);
      return element("li", {}, button);
    });
    $("list").replaceChildren(...items);
    const buttons = [...this.#rows.values()];
    makeTabStop(buttons, this.#rows.get(focused) ?? buttons[0]);
    this.#rows.get(focused)?.focus();
    if (focusedClass !== undefined) {
      [...$("classes").children].find((chip) => chip.dataset.class === focusedClass)?.focus();
    }
  }

  /** Marks the row of a box. */
  highlight(key, chosen) {
    for (const [other, row] of this.#rows) {
      row.classList.toggle("pointed", other === key);
      row.setAttribute("aria-pressed", String(other === chosen));
    }
  }

  /** Brings the row of a box into view. */
  reveal(key) {
    this.#rows.get(key)?.scrollIntoView({ block: "nearest" });
  }

  #drawClasses(all, classes) {
    const found = new Map([...classes].map(([name, id]) => [name, { name, id, count: 0 }]));
    for (const { class_name: name, class_id: id } of all) {
      found.set(name, { name, id, count: (found.get(name)?.count ?? 0) + 1 });
    }

    const chips = [...found.values()].sort((a, b) => b.count - a.count || a.name.localeCompare(b.name)).map(({ name, id, count }) => {
      const chip = element(
        "button", { type: "button", className: "chip", tabIndex: -1, "data-class": name, "aria-pressed": String(classes.has(name)) },
        dotOf(id), name, element("span", { className: "number" }, String(count)));
      chip.addEventListener("click", () => this.#onClass(name, id));
      return chip;
    });
    $("classes").replaceChildren(...chips);
    $("classes").hidden = chips.length === 0;
    $("classes").classList.toggle("is-filtered", classes.size > 0);
    makeTabStop(chips, chips.find((chip) => chip.dataset.class === document.activeElement?.dataset.class) ?? chips[0]);
  }
}

/** A number of objects in words. */
export function countOf(count) {
  return count === 0 ? "No objects" : count === 1 ? "1 object" : `${count} objects`;
}

function dotOf(classId) {
  const dot = element("span", { className: "dot", "aria-hidden": "true" });
  dot.style.setProperty("--colour", colourOf(classId));
  return dot;
}
