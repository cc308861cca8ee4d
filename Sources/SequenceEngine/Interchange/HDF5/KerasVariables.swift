/// The weights of Keras 3's `.weights.h5` files, which are called by their place in the layer,
/// `layers/lstm/cell/vars/0`, and by Keras 2 `lstm/lstm/lstm_cell/kernel:0`; names become those of Keras' variables.
enum KerasVariables {
  /// The weights in the order in which Keras made the layers, as far as the numbers behind their names tell. What
  /// belongs to the optimizer and to random draws is left aside.
  static func renamed(_ arrays: [SafetensorsFile.Tensor]) -> [SafetensorsFile.Tensor] {
    let kept = arrays.map { (parts: $0.name.split(separator: "/").map(String.init), tensor: $0) }.filter { array in
      !array.parts.contains { ["optimizer", "optimizer_weights", "seed_generator", "metrics"].contains($0) }
    }.sorted { place($0.parts).lexicographicallyPrecedes(place($1.parts)) }
    var counts: [[String]: [[Int]]] = [:]
    for array in kept { counts[Array(array.parts.dropLast()), default: []].append(array.tensor.shape) }
    return kept.map { parts, tensor in
      let owner = Array(parts.dropLast())
      guard owner.last == "vars", let number = parts.last.flatMap({ Int($0) }) else { return tensor }
      let roles = roles(Array(owner.dropLast()), counts[owner] ?? [])
      let role = roles.indices.contains(number) ? roles[number] : "vars/\(number)"
      return SafetensorsFile.Tensor(
        name: (owner.dropLast() + [role]).joined(separator: "/"), type: tensor.type, shape: tensor.shape,
        bytes: tensor.bytes)
    }
  }

  /// What the variables of a layer are, in the order in which Keras' layers make them.
  private static func roles(_ path: [String], _ shapes: [[Int]]) -> [String] {
    if path.last == "cell" { return ["kernel", "recurrent_kernel", "bias"] }
    if shapes.count == 1, path.contains(where: { $0.hasPrefix("embedding") }) { return ["embeddings"] }
    if shapes.allSatisfy({ $0.count == 1 }) { return ["gamma", "beta"] }
    return ["kernel", "bias"]
  }

  /// `dense_10` stands behind `dense_2`, and of two directions the backward one behind.
  private static func place(_ parts: [String]) -> [UInt8] {
    parts.flatMap { part -> [UInt8] in
      let name = part.hasPrefix("backward") ? "forward~" + part.dropFirst(8) : part
      let digits = name.reversed().prefix { $0.isASCII && $0.isNumber }.count
      let number = name.suffix(digits)
      let padding = String(repeating: "0", count: max(0, 12 - digits))
      return Array((name.dropLast(digits) + padding + number + "/").utf8)
    }
  }
}
