/// What a file may claim of a model and its data.
extension ModelDescription {
  /// Refuses names and sizes that only a damaged or hostile file can hold.
  func check(_ path: String) throws(DataError) {
    let names =
      [name]
      + layers.flatMap { layer in
        [layer.name] + [layer.group?.name, layer.tied].compactMap(\.self)
          + layer.reads.compactMap { if case .layer(let name) = $0 { name } else { nil } }
      }
    if let strange = names.first(where: { !Self.isName($0) }) {
      throw DataError(
        path, expected: "names of letters, digits and _", found: DataError.quote(strange), advice: "load another file")
    }
    guard let layer = layers.first(where: { !$0.kind.hasSaneSizes }) else { return }
    throw DataError(
      path, expected: "a model that can be built", found: "impossible sizes in its layer '\(layer.name)'",
      advice: "load another file")
  }

  /// What a script can call a model, a layer or, behind a dot, one of a layer's parts.
  private static func isName(_ name: String) -> Bool {
    name.utf8.count <= 200
      && name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
        !part.isEmpty && part.allSatisfy { $0 == "_" || $0.isASCII && ($0.isLetter || $0.isNumber) }
      }
  }
}

extension DataShape {
  /// Whether data can have it.
  var isSane: Bool {
    let sizes = [input.size, decoderInput?.size ?? 1, steps ?? 1] + [target.claimedSize]
    return sizes.allSatisfy { (1...1 << 31).contains($0) }
  }
}

extension TargetKind {
  fileprivate var claimedSize: Int {
    switch self {
    case .classes(let count), .labels(let count): count
    case .vector(let size), .bits(let size): size
    }
  }
}
