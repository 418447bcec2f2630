// The pictures, one after the other: a queue on this side is fairer to others than many requests at once. A service that is busy is asked again
// when it said so.

import { ApiError } from "./api.js";

// A service that is still busy after that is left alone until somebody presses the button.
const MOST_TRIES = 10;
const SECONDS_WITHOUT_ADVICE = 2;

/**
 * A picture on its way.
 * @typedef {object} Job
 * @property {"waiting" | "running" | "pausing" | "done" | "failed"} state
 */

export class Queue extends EventTarget {
  #jobs = [];
  #analyse;
  #isRunning = false;
  #isHeld = false;
  #pause = null;

  /** @param {(job: Job, signal: AbortSignal) => Promise<void>} analyse Analyses a picture and writes what was found into its job. */
  constructor(analyse) {
    super();
    this.#analyse = analyse;
  }

  get jobs() {
    return this.#jobs;
  }

  add(pictures) {
    const jobs = pictures.map((picture) => ({
      ...picture, id: crypto.getRandomValues(new Uint32Array(1))[0], state: "waiting", tries: 0, problem: null, classes: new Map(), confirmed: new Map(),
    }));
    this.#jobs.push(...jobs);
    this.#changed();
    void this.#run();
    return jobs;
  }

  remove(job) {
    this.#jobs = this.#jobs.filter((other) => other !== job);
    job.abort?.abort();
    URL.revokeObjectURL(job.url);
    if (job.state === "pausing") {
      this.#pause?.end();
    }

    this.#changed();
  }

  clear() {
    for (const job of [...this.#jobs]) {
      this.remove(job);
    }
  }

  /** Tries a picture again, at once. */
  retry(job) {
    if (job.state === "pausing") {
      this.#pause?.end();
      return;
    }

    job.state = "waiting";
    job.tries = 0;
    job.problem = null;
    this.#changed();
    void this.#run();
  }

  /** Ends the wait for a busy service. */
  giveUp(job) {
    job.state = "failed";
    job.retryAt = null;
    this.#pause?.end();
    this.#changed();
  }

  /** Takes no further picture, as long as a key is needed or nobody is reached. */
  hold() {
    this.#isHeld = true;
  }

  /** Goes on, also with those that failed for want of what is there now. */
  resume(isCured) {
    this.#isHeld = false;
    for (const job of this.#jobs.filter((job) => job.state === "failed" && isCured(job.problem))) {
      job.state = "waiting";
      job.problem = null;
    }

    this.#changed();
    void this.#run();
  }

  async #run() {
    if (this.#isRunning) {
      return;
    }

    this.#isRunning = true;
    let job;
    while (!this.#isHeld && (job = this.#jobs.find((job) => job.state === "waiting" || job.state === "pausing"))) {
      await this.#take(job);
    }

    this.#isRunning = false;
  }

  async #take(job) {
    job.state = "running";
    job.abort = new AbortController();
    this.#changed();
    try {
      await this.#analyse(job, job.abort.signal);
      job.state = "done";
      job.problem = null;
    } catch (error) {
      if (error.name === "AbortError") {
        return;
      }

      await this.#fail(job, error);
    }

    this.#changed();
  }

  async #fail(job, error) {
    job.problem = error instanceof ApiError ? error : new ApiError(-1, String(error.message ?? error));
    job.tries++;
    const isBusy = error.status === 429 || error.status === 503;
    if (!isBusy || job.tries >= MOST_TRIES) {
      job.state = "failed";
      this.dispatchEvent(new CustomEvent("failed", { detail: job }));
      return;
    }

    job.state = "pausing";
    const seconds = Math.max(1, error.retryAfter ?? SECONDS_WITHOUT_ADVICE);
    job.retryAt = Date.now() + seconds * 1000;
    this.#changed();
    await new Promise((resolve) => {
      const timer = setTimeout(() => this.#pause.end(), seconds * 1000);
      const tick = setInterval(() => this.#changed(), 250);
      this.#pause = {
        end: () => {
          clearTimeout(timer);
          clearInterval(tick);
          resolve();
        },
      };
    });
    job.retryAt = null;
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}
