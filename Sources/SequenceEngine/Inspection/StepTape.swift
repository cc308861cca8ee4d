import Synchronization

/// A network after a forward and backward pass over one example, kept so that single time steps can be asked what they add
/// to the gradient of the weights without running the pass again.
final class StepTape: Sendable {
  private let network: Mutex<Network<Double>>

  init(_ network: sending Network<Double>) { self.network = Mutex(network) }

  /// Gradients of all weights from time step t, from 0, of so many.
  func weightGradient(at t: Int, of length: Int) -> [Double] {
    network.withLock { $0.weightGradient(at: t, of: length) }
  }
}
