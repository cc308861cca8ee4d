/// A graph of operators in the terms of ONNX (https://onnx.ai/onnx/repo-docs/IR.html): the part of the format that a
/// recurrent model needs. Numbers are 32-bit floats, indices 64-bit integers.
struct ONNXModel: Equatable {
  /// Operators of opset 14 and ir version 8 are understood by every runtime since 2021.
  static let operatorSet = 14
  static let irVersion = 8
  static let producer = "Unroll"

  var graph: ONNXGraph
  /// Text about the file, by key.
  var metadata: [String: String] = [:]
}

struct ONNXGraph: Equatable {
  var name: String
  var documentation = ""
  var nodes: [ONNXNode] = []
  var initializers: [ONNXTensor] = []
  var inputs: [ONNXValueInfo] = []
  var outputs: [ONNXValueInfo] = []
}

/// One operator. An input that is left out has an empty name.
struct ONNXNode: Equatable {
  var operation: String
  var name: String
  var inputs: [String]
  var outputs: [String]
  var attributes: [String: ONNXAttribute] = [:]
}

enum ONNXAttribute: Equatable {
  case integer(Int)
  case integers([Int])
  case floats([Float])
  case text(String)
  case texts([String])
}

/// A constant: weights, or a few indices.
struct ONNXTensor: Equatable {
  enum Numbers: Equatable {
    case floats([Float])
    case integers([Int])

    var count: Int {
      switch self {
      case .floats(let values): values.count
      case .integers(let values): values.count
      }
    }
  }

  var name: String
  var shape: [Int]
  var numbers: Numbers
}

/// An input or output of the graph: its type and shape, dimensions by number or by name.
struct ONNXValueInfo: Equatable {
  enum Dimension: Equatable {
    case fixed(Int)
    case named(String)
  }

  enum Element: Int {
    case float = 1
    case int64 = 7
  }

  var name: String
  var element: Element
  var shape: [Dimension]
}
