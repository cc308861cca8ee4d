/// One array of weights in the flat store of a model.
public struct Parameter: Sendable, Equatable {
  /// The layer's name, a dot, and PyTorch's name: `lstm1.weight_ih_l0`.
  public var name: String
  /// What the equations of a cell call it, `U` or `b`; empty in other layers.
  public var letter = ""
  /// Index of the layer that owns it.
  public var layer: Int
  public var role: ParameterRole
  /// [rows, columns] or [elements].
  public var shape: [Int]
  /// Index of its first element in the flat store.
  public var offset: Int
  /// Blocks of rows (or elements) that are one gate's: its name, first row, number of rows.
  public var parts: [Part]

  public struct Part: Sendable, Equatable {
    public var gate: String
    public var first: Int
    public var count: Int
  }

  public var count: Int { shape.reduce(1, *) }
  public var range: Range<Int> { offset..<offset + count }
}
