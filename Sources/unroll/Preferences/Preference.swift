import TerminalUI

/// One setting of the configuration file.
struct Preference: Sendable {
  var name: String
  /// What it is, for the commented example.
  var summary: String
  /// What may be written.
  var expected: String
  /// The value without any wish, for the commented example.
  var standard: String
  /// The flags that beat it, for the commented example.
  var flag: String?
  /// Takes a text as the value; false when it is none, and nothing is changed then.
  var take: @Sendable (String, inout Preferences) -> Bool

  /// The environment variable that beats the file.
  var variable: String { "UNROLL_" + name.uppercased() }

  static let all: [Preference] = [
    Preference(
      name: "theme", summary: "The colours of the screen.",
      expected: Theme.named.map(\.name).joined(separator: ", "), standard: "dark", flag: "--theme"
    ) { text, preferences in
      guard let theme = Theme.named.first(where: { $0.name == text })?.theme else { return false }
      preferences.theme = theme
      return true
    },
    Preference(
      name: "colour", summary: "Whether there are colours; NO_COLOR in the environment turns them off.",
      expected: "auto, always or never", standard: "auto", flag: "--colour"
    ) { text, preferences in
      guard let choice = ColourChoice(rawValue: text) else { return false }
      preferences.colour = choice
      return true
    },
    Preference(
      name: "ascii", summary: "Whether pictures are drawn with ASCII characters only.", expected: "yes or no",
      standard: "no", flag: "--ascii"
    ) { text, preferences in
      guard ["yes", "no"].contains(text) else { return false }
      preferences.ascii = text == "yes"
      return true
    },
    Preference(
      name: "pictures", summary: "Whether the prompt and scripts draw pictures or tell them in words.",
      expected: "drawn or words", standard: "drawn", flag: "--words"
    ) { text, preferences in
      guard ["drawn", "words"].contains(text) else { return false }
      preferences.tellsPictures = text == "words"
      return true
    },
    Preference(
      name: "keys", summary: "The keys that edit the line; otherwise as readline's inputrc says.",
      expected: "emacs or vi", standard: "emacs"
    ) { text, preferences in
      guard let keys = Preferences.Keys(rawValue: text) else { return false }
      preferences.keys = keys
      return true
    },
    Preference(
      name: "threads", summary: "The threads to compute on; otherwise as many as the processor has.",
      expected: "a number from 1 to 256", standard: "4", flag: "run --threads"
    ) { text, preferences in
      guard let threads = Int(text), (1...256).contains(threads) else { return false }
      preferences.threads = threads
      return true
    },
    Preference(
      name: "seed", summary: "The seed of sessions and scripts that give none themselves.",
      expected: "a whole number from 0", standard: "1", flag: "run --seed"
    ) { text, preferences in
      guard let seed = UInt64(text) else { return false }
      preferences.seed = seed
      return true
    },
    Preference(
      name: "kept", summary: "Megabytes on the disk for results of entries marked once; 0 keeps none.",
      expected: "a number from 0 to 1000000", standard: "1000"
    ) { text, preferences in
      guard let kept = Int(text), (0...1_000_000).contains(kept) else { return false }
      preferences.kept = kept
      return true
    },
  ]
}
