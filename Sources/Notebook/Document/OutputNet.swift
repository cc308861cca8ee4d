/// The layers of a model drawn as a net: folded, a recurrent layer with the loop that leads back into it; or unrolled over
/// time, the same layers with the same weights at each time step.
public struct NetPicture: Sendable, Equatable {
  public var title: String
  public var layers: [ModelSnapshot.Layer]
  public var isUnrolled: Bool
  /// T of the shown example; nil where none is unrolled.
  public var steps: Int?
  /// The time step where one stands.
  public var cursor: Int?

  public init(
    _ title: String, layers: [ModelSnapshot.Layer], isUnrolled: Bool = false, steps: Int? = nil, cursor: Int? = nil
  ) {
    self.title = title
    self.layers = layers
    self.isUnrolled = isUnrolled
    self.steps = steps
    self.cursor = cursor
  }

  /// What the picture says, a sentence for each layer.
  public var sentences: [String] {
    let over = steps.map { "\($0) time steps" } ?? "time"
    let head = "\(title): \(isUnrolled ? "unrolled over \(over)" : "folded"), x \(layers.first?.inputSize ?? 0)"
    return [head] + layers.map(sentence)
  }

  private func sentence(_ layer: ModelSnapshot.Layer) -> String {
    let place = layer.isDecoder ? "decoder, " : ""
    let head = "\(place)\(layer.name), \(layer.inputSize) → \(layer.outputSize)"
    let weights = "\(NumberFormat.integer.text(Double(layer.parameters))) weights"
    let last = layer.returnsLast ? ", read at its last time step" : ""
    guard layer.isRecurrent else { return "\(head): \(weights)\(last)" }
    let other = layer.isBidirectional ? "before and the one after" : layer.isBackwardInTime ? "after" : "before"
    let same = isUnrolled ? ", the same at every time step" : ""
    return "\(head): \(weights)\(same); it reads its own state of the time step \(other)\(last)"
  }

  /// The layers in rows.
  var table: Table {
    Table(
      title,
      columns: [
        .init("layer"), .init("reads", .number), .init("puts out", .number), .init("weights", .number), .init("loop"),
      ],
      rows: layers.map { layer in
        [
          .text(layer.name), .count(layer.inputSize), .count(layer.outputSize), .count(layer.parameters),
          .text(
            !layer.isRecurrent ? "" : layer.isBidirectional ? "t-1 t+1" : layer.isBackwardInTime ? "t+1" : "t-1"),
        ]
      })
  }
}
