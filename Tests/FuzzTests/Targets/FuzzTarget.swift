/// A reader of untrusted bytes, as something that can be given any bytes at all: it may refuse them, but never trap, hang
/// or take memory that they do not back. Every target of the package stands in `all`; the tests run them on the kept
/// corpus and on mutations of it, `scripts/fuzz` gives them to libFuzzer.
struct FuzzTarget: Sendable, CustomStringConvertible {
  let name: String
  /// Words that a mutation puts in: what a reader looks for and chance would hardly write.
  let words: [String]
  /// The folder of its kept inputs in `Corpus`.
  let corpus: String
  /// Whether the first byte chooses options of the reader.
  let hasOptions: Bool
  let run: @Sendable ([UInt8]) -> Void

  init(
    _ name: String, corpus: String? = nil, hasOptions: Bool = false, words: [String] = [],
    run: @escaping @Sendable ([UInt8]) -> Void
  ) {
    (self.name, self.corpus, self.hasOptions, self.words, self.run) = (name, corpus ?? name, hasOptions, words, run)
  }

  /// The input and, where the first byte chooses options, the same with each digit there.
  func variants(of input: [UInt8]) -> [[UInt8]] {
    guard hasOptions, !input.isEmpty else { return [input] }
    return [input] + Array("0123456789".utf8).map { [$0] + input.dropFirst() }
  }

  var description: String { name }

  static let all: [FuzzTarget] = script + data + weights + keyboard

  static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }
}
