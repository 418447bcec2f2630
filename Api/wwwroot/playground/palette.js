// A colour a class: the same in every picture, and the same as in the pictures that the service draws itself (Detection/Annotation/ClassColor.cs).
// All are light enough for nearly black text on them.

const GOLDEN_ANGLE = 137.50776405003785;
const FIRST_HUE = 45;
const MOST_CHROMA = 0.19;
const LIGHTNESSES = [0.75, 0.81, 0.69];

const colours = new Map();

/** What is written on the colours. */
export const INK = "#101010";

/** The colour of a class, by its id. */
export function colourOf(classId) {
  if (!colours.has(classId)) {
    colours.set(classId, colourFor(classId));
  }

  return colours.get(classId);
}

function colourFor(classId) {
  const hue = (((FIRST_HUE + classId * GOLDEN_ANGLE) % 360) * Math.PI) / 180;

  // What is too colourful for sRGB is made greyer, not darker or of another hue.
  for (let chroma = MOST_CHROMA; ; chroma -= 0.005) {
    const channels = linearOf(LIGHTNESSES[classId % 3], chroma, hue);
    if (chroma <= 0 || channels.every((channel) => channel >= 0 && channel <= 1)) {
      return `#${channels.map((channel) => encode(channel).toString(16).padStart(2, "0")).join("")}`;
    }
  }
}

/** Linear sRGB of a colour in OKLCH (B. Ottosson, https://bottosson.github.io/posts/oklab/). */
function linearOf(lightness, chroma, hue) {
  const a = chroma * Math.cos(hue);
  const b = chroma * Math.sin(hue);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s,
  ];
}

/** The transfer function of sRGB (IEC 61966-2-1). */
function encode(linear) {
  const clipped = Math.max(0, Math.min(1, linear));
  return Math.round(255 * (clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055));
}
