/// A library that does the same as the engine, by a script of its own.
package enum Peer: String, CaseIterable {
  case pytorch, jax, onnx

  var name: String {
    switch self {
    case .pytorch: "PyTorch"
    case .jax: "JAX"
    case .onnx: "ONNX Runtime"
    }
  }

  package var script: String { "\(rawValue)_twin.py" }
}

/// One way in which one library does a case.
package struct Contender: Hashable {
  /// What a script is asked for.
  package enum Variant: String, Codable {
    case usual
    /// LSTMCell in place of nn.LSTM.
    case cells
    /// The same pass without looking inside: what looking costs is told by it, and it is no contender.
    case plain
  }

  package var peer: Peer
  package var variant = Variant.usual
  /// What the variant is called, where a case has several.
  package var form: String?

  var name: String { form.map { "\(peer.name) \($0)" } ?? peer.name }
}

extension BenchmarkCase {
  package var contenders: [Contender] {
    switch sizes.activity {
    case .training, .jacobian: [Contender(peer: .pytorch), Contender(peer: .jax)]
    case .sampling:
      [
        Contender(peer: .pytorch, form: "nn.LSTM"), Contender(peer: .pytorch, variant: .cells, form: "LSTMCell"),
        Contender(peer: .onnx),
      ]
    case .gradientNorms:
      [Peer.pytorch, .jax].flatMap {
        [Contender(peer: $0), Contender(peer: $0, variant: .plain, form: "without looking")]
      }
    }
  }
}
