// How pictures come in: chosen, photographed, dropped, pasted, or one of the samples.

import { $, announce } from "./dom.js";

/**
 * Connects all of it.
 * @param {(pictures: {name: string, blob: Blob, preview: Blob, url: string}[]) => void} take Gets the pictures.
 */
export function takePictures(take) {
  const takeFiles = async (files) => {
    if (files.length > 0) {
      take(await Promise.all(files.map(async (file) => {
        const preview = await still(file);
        return { name: file.name || "picture", blob: file, preview, url: URL.createObjectURL(preview) };
      })));
    }
  };

  for (const button of document.querySelectorAll("[data-action]")) {
    const input = $(button.dataset.action === "photograph" ? "camera-input" : "file-input");
    button.addEventListener("click", () => input.click());
  }

  for (const input of [$("file-input"), $("camera-input")]) {
    input.addEventListener("change", async () => {
      const files = [...input.files];

      // So that the same file can be chosen again.
      input.value = "";
      await takeFiles(files);
    });
  }

  for (const button of document.querySelectorAll("[data-sample]")) {
    button.addEventListener("click", async () => {
      const name = button.dataset.sample;
      const response = await fetch(`playground/samples/${name}`).catch(() => null);
      if (response?.ok) {
        await takeFiles([new File([await response.blob()], name, { type: "image/jpeg" })]);
      } else {
        announce("The sample could not be loaded.");
      }
    });
  }

  document.addEventListener("paste", async (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length > 0) {
      event.preventDefault();
      await takeFiles(files);
    }
  });

  takeDrops(takeFiles);
}

function takeDrops(takeFiles) {
  const veil = $("drop-here");

  // Entering a child comes before leaving its parent: only the count tells whether the pointer is over the page.
  let depth = 0;
  const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  document.addEventListener("dragenter", (event) => {
    if (hasFiles(event)) {
      event.preventDefault();
      depth++;
      veil.hidden = false;
    }
  });
  document.addEventListener("dragleave", (event) => {
    if (hasFiles(event) && --depth <= 0) {
      depth = 0;
      veil.hidden = true;
    }
  });
  document.addEventListener("dragover", (event) => {
    if (hasFiles(event)) {
      event.preventDefault();
      event.dataTransfer.dropEffect = "copy";
    }
  });
  document.addEventListener("drop", async (event) => {
    event.preventDefault();
    depth = 0;
    veil.hidden = true;
    await takeFiles([...(event.dataTransfer?.files ?? [])]);
  });
}

/** The picture as it is shown: of an animation the first frame, since that is the one analysed. */
async function still(file) {
  if (file.type !== "image/gif") {
    return file;
  }

  try {
    const bitmap = await createImageBitmap(file);
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    canvas.getContext("2d").drawImage(bitmap, 0, 0);
    bitmap.close();
    return await canvas.convertToBlob();
  } catch {
    return file;
  }
}
