/// Reads back what `encoded` writes. A file of somebody else's that uses more of the format is refused.
extension ONNXModel {
  typealias Failure = ProtobufReader.Failure

  /// - Throws: `Failure` saying what cannot be read.
  init(decoding bytes: [UInt8]) throws(Failure) {
    let fields = try ProtobufReader.fields(bytes)
    guard let graph = fields.values(7).first?.bytes else { throw Failure(reason: "no graph") }
    self.graph = try ONNXGraph(ProtobufReader.fields(graph))
    guard fields.values(1).first?.integer == Int64(Self.irVersion), let set = fields.values(8).first?.bytes,
      try ProtobufReader.fields(set).values(2).first?.integer == Int64(Self.operatorSet)
    else { throw Failure(reason: "another version of the format") }
    for entry in fields.values(14) {
      let pair = try ProtobufReader.fields(entry.bytes ?? [])
      guard let key = pair.values(1).first?.text, let value = pair.values(2).first?.text else {
        throw Failure(reason: "bad metadata")
      }
      metadata[key] = value
    }
  }
}

extension ONNXGraph {
  fileprivate init(_ fields: [ProtobufReader.Field]) throws(ProtobufReader.Failure) {
    name = fields.values(2).first?.text ?? ""
    documentation = fields.values(10).first?.text ?? ""
    for field in fields.values(1) { nodes.append(try ONNXNode(ProtobufReader.fields(field.bytes ?? []))) }
    for field in fields.values(5) { initializers.append(try ONNXTensor(ProtobufReader.fields(field.bytes ?? []))) }
    for field in fields.values(11) { inputs.append(try ONNXValueInfo(ProtobufReader.fields(field.bytes ?? []))) }
    for field in fields.values(12) { outputs.append(try ONNXValueInfo(ProtobufReader.fields(field.bytes ?? []))) }
  }
}

extension ONNXNode {
  fileprivate init(_ fields: [ProtobufReader.Field]) throws(ProtobufReader.Failure) {
    (inputs, outputs) = (fields.values(1).compactMap(\.text), fields.values(2).compactMap(\.text))
    (name, operation) = (fields.values(3).first?.text ?? "", fields.values(4).first?.text ?? "")
    for field in fields.values(5) {
      let attribute = try ProtobufReader.fields(field.bytes ?? [])
      guard let key = attribute.values(1).first?.text, let value = ONNXAttribute(attribute) else {
        throw ProtobufReader.Failure(reason: "an attribute of \(operation) that cannot be read")
      }
      attributes[key] = value
    }
  }
}

extension ONNXAttribute {
  fileprivate init?(_ fields: [ProtobufReader.Field]) {
    switch fields.values(20).first?.integer {
    case 2:
      guard let value = fields.values(3).first?.integer else { return nil }
      self = .integer(Int(value))
    case 3:
      guard let text = fields.values(4).first?.text else { return nil }
      self = .text(text)
    case 6: self = .floats(fields.values(7).compactMap(\.float))
    case 7: self = .integers(fields.values(8).compactMap(\.integer).map { Int($0) })
    case 8: self = .texts(fields.values(9).compactMap(\.text))
    default: return nil
    }
  }
}

extension ONNXTensor {
  fileprivate init(_ fields: [ProtobufReader.Field]) throws(ProtobufReader.Failure) {
    name = fields.values(8).first?.text ?? ""
    shape = fields.values(1).compactMap(\.integer).map { Int($0) }
    let type: SafetensorsType? =
      switch fields.values(2).first?.integer {
      case 1: .f32
      case 7: .i64
      default: nil
      }
    guard let type, let bytes = fields.values(9).first?.bytes, type.bytes(shape: shape) == bytes.count else {
      throw ProtobufReader.Failure(reason: "the tensor \(DataError.quote(name)) does not fit its shape")
    }
    let tensor = SafetensorsFile.Tensor(name: name, type: type, shape: shape, bytes: Array(bytes))
    numbers = tensor.floats.map { .floats($0) } ?? .integers((tensor.int64s ?? []).map { Int($0) })
  }
}

extension ONNXValueInfo {
  fileprivate init(_ fields: [ProtobufReader.Field]) throws(ProtobufReader.Failure) {
    name = fields.values(1).first?.text ?? ""
    let type = try ProtobufReader.fields(fields.values(2).first?.bytes ?? [])
    let tensor = try ProtobufReader.fields(type.values(1).first?.bytes ?? [])
    guard let element = tensor.values(1).first?.integer.flatMap({ Element(rawValue: Int($0)) }) else {
      throw ProtobufReader.Failure(reason: "'\(name)' of a type that is not known here")
    }
    self.element = element
    shape = []
    for field in try ProtobufReader.fields(tensor.values(2).first?.bytes ?? []).values(1) {
      let dimension = try ProtobufReader.fields(field.bytes ?? [])
      shape.append(
        dimension.values(2).first?.text.map { .named($0) } ?? .fixed(Int(dimension.values(1).first?.integer ?? 0)))
    }
  }
}
