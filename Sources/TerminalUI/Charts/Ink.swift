/// The glyphs that charts are made of, for one character set.
struct Ink: Sendable {
  /// Column heights from one eighth to full.
  let heights: [Character]
  /// Bar ends from one eighth to a full cell, growing to the right.
  let lengths: [Character]
  /// A whole cell of a bar that grows to the left, below zero.
  let negativeBar: Character
  /// Magnitudes from nothing to the largest.
  let magnitudes: [Character]
  /// Levels 1…4 above zero.
  let positives: [Character]
  /// Levels 1…4 below zero: lines where `positives` are areas, so that the sign needs no colour.
  let negatives: [Character]
  let zero, fault: Character
  let mark, noMark: Character
  let horizontal, vertical, tick, corner: Character
  /// What lies between two curves.
  let band: Character
  let done, remaining: Character
  let topLeft, topRight, bottomLeft, bottomRight: Character
  let referenceAcross, referenceDown: Character
  let pointer, pointerRight, pointerLeft, pointerDown, loop, ellipsis, missing, blankToken: Character
  /// Between two numbers of a range.
  let upTo: String
  let forward, backward: String
  /// Between a text and what takes its place.
  let becomes: String

  static let unicode = Ink(
    heights: Array("▁▂▃▄▅▆▇█"), lengths: Array("▏▎▍▌▋▊▉█"), negativeBar: "⣿", magnitudes: Array("·░░▒▒▓▓█"),
    positives: Array("░▒▓█"), negatives: Array("⠒⠶⠿⣿"), zero: "·", fault: "×", mark: "●", noMark: "·",
    horizontal: "─", vertical: "│", tick: "┤", corner: "└", band: "░", done: "▮", remaining: "▯", topLeft: "┌",
    topRight: "┐",
    bottomLeft: "└",
    bottomRight: "┘", referenceAcross: "┄", referenceDown: "┆", pointer: "▲", pointerRight: "▶",
    pointerLeft: "◀", pointerDown: "▼", loop: "↻",
    ellipsis: "…", missing: "–", blankToken: "␣", upTo: "…", forward: "forward ▶", backward: "◀ backward",
    becomes: " → ")

  static let ascii = Ink(
    heights: Array(".:-=+*#@"), lengths: Array(".---===#"), negativeBar: "=", magnitudes: Array(" .:-=+*#%@"),
    positives: Array("+*#@"), negatives: Array("-=xX"), zero: ".", fault: "?", mark: "*", noMark: ".",
    horizontal: "-", vertical: "|", tick: "+", corner: "+", band: ":", done: "#", remaining: ".", topLeft: "+",
    topRight: "+",
    bottomLeft: "+",
    bottomRight: "+", referenceAcross: "-", referenceDown: ":", pointer: "^", pointerRight: ">",
    pointerLeft: "<", pointerDown: "v", loop: "@",
    ellipsis: "~", missing: "-", blankToken: "_", upTo: "..", forward: "forward >", backward: "< backward",
    becomes: " -> ")
}
