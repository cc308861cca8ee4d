/// A model as the bytes of a `.onnx` file: a ModelProto. Field numbers are those of onnx.proto3.
extension ONNXModel {
  func encoded() -> [UInt8] {
    var file = ProtobufWriter()
    file.add(1, Self.irVersion)
    file.add(2, Self.producer)
    file.add(7) { graph.write(to: &$0) }
    file.add(8) {
      $0.add(1, "")
      $0.add(2, Self.operatorSet)
    }
    for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
      file.add(14) {
        $0.add(1, key)
        $0.add(2, value)
      }
    }
    return file.bytes
  }
}

extension ONNXGraph {
  fileprivate func write(to message: inout ProtobufWriter) {
    for node in nodes { message.add(1) { node.write(to: &$0) } }
    message.add(2, name)
    for tensor in initializers { message.add(5) { tensor.write(to: &$0) } }
    if !documentation.isEmpty { message.add(10, documentation) }
    for input in inputs { message.add(11) { input.write(to: &$0) } }
    for output in outputs { message.add(12) { output.write(to: &$0) } }
  }
}

extension ONNXNode {
  fileprivate func write(to message: inout ProtobufWriter) {
    for input in inputs { message.add(1, input) }
    for output in outputs { message.add(2, output) }
    message.add(3, name)
    message.add(4, operation)
    for (name, attribute) in attributes.sorted(by: { $0.key < $1.key }) {
      message.add(5) {
        $0.add(1, name)
        attribute.write(to: &$0)
      }
    }
  }
}

extension ONNXAttribute {
  /// The value, and its type in field 20.
  fileprivate func write(to message: inout ProtobufWriter) {
    switch self {
    case .integer(let value):
      message.add(3, value)
      message.add(20, 2)
    case .text(let text):
      message.add(4, text)
      message.add(20, 3)
    case .floats(let values):
      for value in values { message.add(7, value) }
      message.add(20, 6)
    case .integers(let values):
      for value in values { message.add(8, value) }
      message.add(20, 7)
    case .texts(let texts):
      for text in texts { message.add(9, text) }
      message.add(20, 8)
    }
  }
}

extension ONNXTensor {
  fileprivate func write(to message: inout ProtobufWriter) {
    for length in shape { message.add(1, length) }
    switch numbers {
    case .floats(let values):
      message.add(2, ONNXValueInfo.Element.float.rawValue)
      message.add(8, name)
      message.add(9, SafetensorsFile.Tensor(name: name, shape: shape, values).bytes)
    case .integers(let values):
      message.add(2, ONNXValueInfo.Element.int64.rawValue)
      message.add(8, name)
      message.add(9, SafetensorsFile.Tensor(name: name, shape: shape, values.map(Int64.init)).bytes)
    }
  }
}

extension ONNXValueInfo {
  fileprivate func write(to message: inout ProtobufWriter) {
    message.add(1, name)
    message.add(2) { type in
      type.add(1) { tensor in
        tensor.add(1, element.rawValue)
        tensor.add(2) { form in
          for dimension in shape {
            form.add(1) {
              switch dimension {
              case .fixed(let length): $0.add(1, length)
              case .named(let name): $0.add(2, name)
              }
            }
          }
        }
      }
    }
  }
}
