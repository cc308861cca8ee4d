/// Values and gradients at the borders of layers that read several time steps at once, from a pass that is made once more
/// when they are first asked for.
final class ReplayedValues {
  private let pass: RecordedPass
  private var gradients: [Int: [Double]] = [:]
  private lazy var network = pass.replayed()

  init(_ pass: RecordedPass) { self.pass = pass }

  /// What a layer puts out at t, from 1; the same at every t where that is one vector.
  func output(of layer: Int, at t: Int) -> [Double] {
    let runner = network.runners[network.layerRunners[layer].last]
    let (output, place) = (runner.output, min(t, runner.outputFrame.steps) - 1)
    return Array(UnsafeBufferPointer(start: output.values + place * output.width, count: output.width))
  }

  /// dL/d(input of a layer) at t, from 1.
  func inputGradient(of layer: Int, at t: Int) -> [Double] {
    let size = pass.plan.layers[layer].input.size
    let all = gradients[layer] ?? sentBack(layer, size)
    gradients[layer] = all
    let place = min(t, all.count / size) - 1
    return Array(all[place * size..<(place + 1) * size])
  }

  /// The layer below may change the gradients that arrive at it, so they are sent once more.
  private func sentBack(_ layer: Int, _ size: Int) -> [Double] {
    let runner = network.runners[network.layerRunners[layer].own]
    let source = pass.plan.layers[layer].sources[0]
    let steps =
      source < 0 ? pass.example.steps : network.runners[network.layerRunners[source].last].outputFrame.steps
    runner.backward(0..<runner.outputFrame.steps, .still)
    return Array(UnsafeBufferPointer(start: network.gradientPlace(ofInput: layer), count: steps * size))
  }
}
