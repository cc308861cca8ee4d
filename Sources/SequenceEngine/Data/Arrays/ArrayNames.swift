/// Which arrays of an archive are what: those that options name, or those called as the field calls them.
struct ArrayNames {
  struct Block {
    let part: DataPart?
    let x: SafetensorsFile.Tensor
    let y: SafetensorsFile.Tensor?
    let lengths: SafetensorsFile.Tensor?
  }

  let arrays: [SafetensorsFile.Tensor]
  let place: String

  private static let partNames: [(part: DataPart, names: [String])] = [
    (.train, ["train"]), (.valid, ["valid", "val", "dev"]), (.test, ["test"]),
  ]

  /// - Throws: `DataError` for an array that is not there or has no shape for its place.
  func blocks(_ options: ArrayOptions) throws -> [Block] {
    let (x, y, lengths) = (options.x ?? "x", options.y ?? "y", options.lengths ?? "lengths")
    let found = try Self.partNames.compactMap { part, names -> Block? in
      for name in names {
        guard let own = array("\(x)_\(name)") else { continue }
        let target = array("\(y)_\(name)")
        if options.y != nil, target == nil { throw missing("\(y)_\(name)", "target=") }
        return try block(part, own, target, array("\(lengths)_\(name)"))
      }
      return nil
    }
    if options.x == nil || array(x) == nil, found.contains(where: { $0.part == .train }) { return found }
    let alone = arrays.count == 1 && options.x == nil ? arrays[0] : nil
    guard let own = array(x) ?? alone else { throw missing(x, "array=") }
    let target = array(y)
    if let name = options.y, target == nil { throw missing(name, "target=") }
    let told = array(lengths)
    if let name = options.lengths, told == nil { throw missing(name, "length=") }
    return [try block(nil, own, target, told)]
  }

  private func array(_ name: String) -> SafetensorsFile.Tensor? {
    arrays.first { $0.name == name } ?? arrays.first { $0.name.lowercased() == name.lowercased() }
  }

  private func block(
    _ part: DataPart?, _ x: SafetensorsFile.Tensor, _ y: SafetensorsFile.Tensor?, _ lengths: SafetensorsFile.Tensor?
  ) throws -> Block {
    let name = "\(place), array \(DataError.quote(x.name))"
    guard x.shape.count >= 2, x.shape.allSatisfy({ $0 > 0 }) else {
      throw DataError(
        name, expected: "the shape [sequences, time steps] or [sequences, time steps, numbers]", found: "\(x.shape)",
        advice: "reshape it, for example x[:, :, None] or x[None]")
    }
    if let y, y.shape.first != x.shape[0] {
      throw DataError(
        "\(place), array \(DataError.quote(y.name))", expected: "\(x.shape[0]) targets, one for each sequence",
        found: "the shape \(y.shape)", advice: "save x and y with the same first dimension")
    }
    return Block(part: part, x: x, y: y, lengths: lengths)
  }

  private func missing(_ name: String, _ option: String) -> DataError {
    let listed = DataError.listed(arrays.map { "\(DataError.quote($0.name)) \($0.shape)" })
    let near = DataError.nearest(name, among: arrays.map(\.name)).map { "did you mean \(DataError.quote($0))? " }
    return DataError(
      "\(place), \(option)", expected: "an array of the archive", found: DataError.quote(name),
      advice: (near ?? "") + "it has \(listed.isEmpty ? "none" : listed)")
  }
}
