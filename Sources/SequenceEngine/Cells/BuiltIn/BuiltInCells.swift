/// The cells that come with the engine, each written as a user writes one: there is no other path.
public enum BuiltInCells {
  /// Every cell by the name that `add` knows it by, simple ones first. Forms of one cell that an option chooses stand
  /// together, the one without an option before the others.
  public static let all: [BuiltInCell] = simple + memory + gated + linear + oscillating

  /// The names, each once.
  public static let kinds: [String] = all.filter { $0.variant == nil }.map(\.kind)

  /// The form of a cell that some options choose; nil where there is no such cell or form.
  public static func cell(_ kind: String, variant: BuiltInCell.Variant? = nil) -> BuiltInCell? {
    all.first { $0.kind == kind && $0.variant == variant }
  }

  /// The entry that a layer's cell was taken from; nil for a cell of somebody's own.
  public static func cell(of definition: CellDefinition) -> BuiltInCell? {
    all.first { $0.source == definition.source }
  }
}

/// A cell that comes with the engine.
public struct BuiltInCell: Sendable, Equatable {
  /// An option of `add` that chooses another form of the equations: `peephole=yes`.
  public struct Variant: Sendable, Hashable {
    public var option: String
    public var value: String

    public init(_ option: String, _ value: String) {
      self.option = option
      self.value = value
    }
  }

  public let kind: String
  public let variant: Variant?
  /// Its equations.
  public let source: String
  /// What is special about it, in a few words.
  public let summary: String
  /// Where it was published.
  public let paper: String
  /// Its matrices read the model's output of the step before in place of the state.
  public let readsOutput: Bool

  init(
    _ kind: String, _ source: String, variant: Variant? = nil, readsOutput: Bool = false, _ summary: String,
    paper: String
  ) {
    self.kind = kind
    self.variant = variant
    self.source = source
    self.summary = summary
    self.paper = paper
    self.readsOutput = readsOutput
  }
}
