import SequenceEngine
import Testing

@Suite("Radius and gain as they are followed through a training")
struct FollowedMeasureTests {
  private let random = CounterRandom(seed: 9, stream: .data)

  @Test("up to the rank of the space the largest modulus is exact", arguments: [1, 2, 5, 16])
  func exact(_ n: Int) {
    let matrix = (0..<n * n).map { random.keyed(n).normal($0) }
    var direction: [Double] = []
    let found = Eigenvalues.largestModulus(matrix, size: n, startingAt: &direction)
    #expect(abs(found / Eigenvalues.spectralRadius(matrix, size: n, check: {}) - 1) < 1e-9)
  }

  @Test("of a wider matrix a few calls come within a hundredth, and stay there while it changes")
  func followed() {
    let n = 64
    var matrix = (0..<n * n).map { random.keyed(n).normal($0) / 8 }
    var direction: [Double] = []
    for _ in 0..<4 { _ = Eigenvalues.largestModulus(matrix, size: n, startingAt: &direction) }
    for update in 0..<5 {
      for place in matrix.indices { matrix[place] += 1e-3 * random.keyed(update).normal(place) }
      let found = Eigenvalues.largestModulus(matrix, size: n, startingAt: &direction)
      #expect(abs(found / Eigenvalues.spectralRadius(matrix, size: n, check: {}) - 1) < 0.01)
    }
  }

  @Test("a matrix of zeros has radius 0, one with NaN has none")
  func special() {
    var direction: [Double] = []
    #expect(Eigenvalues.largestModulus([Double](repeating: 0, count: 400), size: 20, startingAt: &direction) == 0)
    #expect(Eigenvalues.largestModulus([.nan], size: 1, startingAt: &direction).isNaN)
  }

  @Test(
    "the last step's gain is the largest singular value of its Jacobian, of all states together",
    arguments: [BuiltInCells.rnn, BuiltInCells.lstm, BuiltInCells.gru], [false, true])
  func gain(_ source: String, _ isReversed: Bool) throws {
    let data = try Dataset(.generated(.adding(length: 7), count: nil))
    let layers = [
      Models.recurrent(source, 5) { $0.isReversed = isReversed }, .dense(units: nil, activation: .identity),
    ]
    let state = try ModelState(Models.description(layers), for: data.shape, seed: 3)
    let pass = try RecordedPass(
      state.description, state.parameters, shape: data.shape, loss: .meanSquared, example: data.example(.test, 0))
    let exact = pass.lastStepStretch(layer: 0)
    #expect(try abs(pass.stepStretch(layer: 0).gains[isReversed ? 0 : 6] / exact - 1) < 1e-9)
    if pass.layers[0].stateNames.count == 1 {
      #expect(exact == pass.jacobianSingularValues(layer: 0, from: 6, to: 7, check: {})[0])
    }
    var direction: [Double] = []
    #expect(abs(pass.lastStepGain(layer: 0, startingAt: &direction, rounds: 500) / exact - 1) < 1e-6)
    // From where it ended one more round is enough.
    #expect(abs(pass.lastStepGain(layer: 0, startingAt: &direction, rounds: 1) / exact - 1) < 1e-2)
  }
}
