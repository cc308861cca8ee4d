/// A model as it was asked for, layer by layer.
public struct ModelDescription: Sendable, Equatable, Codable {
  public var name: String
  public var layers: [LayerDescription]

  public init(name: String, layers: [LayerDescription] = []) {
    self.name = name
    self.layers = layers
  }
}

/// A place in a cell's definition.
public struct CellPlace: Sendable, Equatable {
  public var cell: CellDefinition
  /// UTF-8 offset in the definition's source.
  public var offset: Int
}

/// Why a model cannot be built, or a layer not be found.
public struct ModelError: Error, Equatable, CustomStringConvertible {
  /// The layer that it concerns, where there is one.
  public var layer: String?
  public var message: String
  /// Where in the definition of a cell, when that is at fault.
  public var place: CellPlace?

  public init(_ message: String, layer: String? = nil, place: CellPlace? = nil) {
    self.message = message
    self.layer = layer
    self.place = place
  }

  /// One line, without anything that a terminal would obey.
  public var description: String { DataError.legible(layer.map { "\($0): \(message)" } ?? message) }
}
