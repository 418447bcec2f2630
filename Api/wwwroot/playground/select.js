// What the service would answer at other thresholds, worked out from one analysis with nearly no threshold: the same greedy suppression, class by
// class, over the same candidates. The service rounds what it sends and clips boxes to the picture after suppressing, so now and then a decision hangs
// on what cannot be seen from here; then the selection says so.

const SCORE_ERROR = 0.0005;
const NORMALIZED_ERROR = 0.000075;
const PIXEL_ERROR = 0.5;

// How far a box that ends at the edge of the picture may have gone on beyond it, in parts of its side.
const MOST_BEYOND = 0.25;

/** How the candidates of a picture are asked for. */
export const MOST_CANDIDATES = 1000;

/**
 * Selects among candidates.
 * @param {{detections: object[], width: number, height: number, floor: number}} analysis Candidates best first, and the confidence they were asked for with.
 * @param {{confidence: number, iou: number, limit: number, suppress: boolean}} thresholds
 * @param {(detection: object) => boolean} isWanted Which classes.
 * @returns {{kept: object[], isCertain: boolean}}
 */
export function select(analysis, thresholds, isWanted = () => true) {
  const { confidence, iou, limit, suppress } = thresholds;
  const { detections } = analysis;
  const isCut = detections.length >= MOST_CANDIDATES && detections.at(-1).confidence >= confidence;
  let isCertain = confidence >= analysis.floor && !isCut;
  const kept = [];
  for (const detection of detections) {
    if (detection.confidence < confidence - SCORE_ERROR || kept.length === limit) {
      break;
    }

    if (!isWanted(detection)) {
      continue;
    }

    const overlap = suppress ? suppressionOf(detection, kept, iou, analysis) : { isSuppressed: false, isCertain: true };
    if (overlap.isSuppressed && overlap.isCertain) {
      continue;
    }

    const isScoreCertain = Math.abs(detection.confidence - confidence) > SCORE_ERROR;
    isCertain &&= overlap.isCertain && isScoreCertain;
    if (!overlap.isSuppressed && detection.confidence > confidence) {
      kept.push(detection);
    }
  }

  return { kept, isCertain };
}

function suppressionOf(detection, kept, iou, analysis) {
  let isSuppressed = false;
  let isCertain = true;
  for (const other of kept) {
    if (other.class_id !== detection.class_id) {
      continue;
    }

    const overlap = overlapOf(boxOf(detection, analysis), boxOf(other, analysis), analysis);
    if (overlap.least > iou) {
      return { isSuppressed: true, isCertain: true };
    }

    if (overlap.most > iou) {
      isCertain = false;
      isSuppressed ||= overlap.likely > iou;
    }
  }

  return { isSuppressed, isCertain };
}

/** Intersection over union: what it is by the numbers sent, and between what it lies. */
function overlapOf(a, b, { width, height }) {
  const errorX = errorOf(width);
  const errorY = errorOf(height);
  const beyondA = beyond(a, width, height);
  const beyondB = beyond(b, width, height);
  const likely = intersectionOf(a, b, 0, 0);
  if (intersectionOf(beyondA, beyondB, 2 * errorX, 2 * errorY) === 0) {
    return { least: 0, likely: 0, most: 0 };
  }

  const least = intersectionOf(a, b, -2 * errorX, -2 * errorY);
  const most = intersectionOf(beyondA, beyondB, 2 * errorX, 2 * errorY);
  const large = areaOf(beyondA, errorX, errorY) + areaOf(beyondB, errorX, errorY);
  const small = areaOf(a, -errorX, -errorY) + areaOf(b, -errorX, -errorY);
  return {
    least: least / Math.max(large - least, Number.EPSILON),
    likely: likely / Math.max(areaOf(a, 0, 0) + areaOf(b, 0, 0) - likely, Number.EPSILON),
    most: most >= small - most ? 1 : most / (small - most),
  };
}

function intersectionOf(a, b, widen, heighten) {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left) + widen;
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) + heighten;
  return width <= 0 || height <= 0 ? 0 : width * height;
}

function areaOf(box, errorX, errorY) {
  return Math.max(0, box.right - box.left + 2 * errorX) * Math.max(0, box.bottom - box.top + 2 * errorY);
}

function beyond(box, width, height) {
  const x = (box.right - box.left) * MOST_BEYOND;
  const y = (box.bottom - box.top) * MOST_BEYOND;
  return {
    left: box.left <= errorOf(width) ? box.left - x : box.left,
    top: box.top <= errorOf(height) ? box.top - y : box.top,
    right: box.right >= width - errorOf(width) ? box.right + x : box.right,
    bottom: box.bottom >= height - errorOf(height) ? box.bottom + y : box.bottom,
  };
}

/** A box in pixels, as exactly as the answer tells it: parts of the sides have four decimals, which in very large pictures is less than a pixel. */
function boxOf({ box_2d: pixels, normalized_box: parts }, { width, height }) {
  const [left, right] = width * NORMALIZED_ERROR > PIXEL_ERROR ? [pixels.x_min, pixels.x_max] : edges(parts.x_center, parts.width, width);
  const [top, bottom] = height * NORMALIZED_ERROR > PIXEL_ERROR ? [pixels.y_min, pixels.y_max] : edges(parts.y_center, parts.height, height);
  return { left, top, right, bottom };
}

function edges(center, size, length) {
  return [(center - size / 2) * length, (center + size / 2) * length];
}

function errorOf(length) {
  return Math.min(length * NORMALIZED_ERROR, PIXEL_ERROR);
}
