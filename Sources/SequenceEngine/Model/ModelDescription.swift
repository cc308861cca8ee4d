/// A model as it was asked for, layer by layer.
public struct ModelDescription: Sendable, Equatable, Codable {
  public var name: String
  public var layers: [LayerDescription]

  public init(name: String, layers: [LayerDescription] = []) {
    self.name = name
    self.layers = layers
  }
}

/// Why a model cannot be built, or a layer not be found.
public struct ModelError: Error, Equatable, CustomStringConvertible {
  /// The layer that it concerns, where there is one.
  public var layer: String?
  public var message: String

  public init(_ message: String, layer: String? = nil) {
    self.message = message
    self.layer = layer
  }

  public var description: String { layer.map { "\($0): \(message)" } ?? message }
}
