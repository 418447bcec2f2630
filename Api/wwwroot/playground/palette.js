// A colour a class: the same class has the same one in every picture. All are light enough for nearly black text on them (contrast above 7:1).

const COLOURS = [
  "#ff7b7b", "#ffa23e", "#ffe04a", "#b8f04a", "#4ade80", "#2dd4bf", "#5ce1f5", "#60b5ff", "#b79cff", "#ff8ad0", "#c9d1e0", "#d4b483",
];

// Of the beginnings tried, the one that keeps classes furthest apart that are often seen together: person, bicycle and car; dog and cat; horse and cow.
const BEGINNING = 2_473_670;

/** What is written on the colours. */
export const INK = "#10131a";

/** The colour of a class, by its name. */
export function colourOf(name) {
  // As FNV-1a; the last step brings the upper bits down, where the remainder looks.
  let hash = BEGINNING;
  for (const character of name) {
    hash = Math.imul(hash ^ character.codePointAt(0), 0x01000193) >>> 0;
  }

  return COLOURS[((hash ^ (hash >>> 16)) >>> 0) % COLOURS.length];
}
