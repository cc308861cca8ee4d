import CKernels
import Foundation
import SequenceEngine
import Testing

/// The largest relative error that the kernels promise for exp, tanh, sigmoid, log and softplus.
private func functionTolerance<Scalar: KernelScalar>(_: Scalar.Type) -> Double {
  Scalar.self == Float.self ? 5e-7 : 3.2e-15
}

private func sigmoidReference(_ x: Double) -> Double { x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x)) }
private func softplusReference(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }

private func functionsAreAccurate<Scalar: KernelScalar>(_: Scalar.Type) {
  let ranges: [(ck_verb, (Double) -> Double, ClosedRange<Double>)] = [
    (CK_EXP, exp, -80...80), (CK_EXP, exp, -1e-3...1e-3),
    (CK_TANH, tanh, -12...12), (CK_TANH, tanh, -1e-6...1e-6), (CK_TANH, tanh, -1e-30...1e-30),
    (CK_SIGMOID, sigmoidReference, -80...40),
    (CK_LOG, log, 1e-9...3), (CK_LOG, log, 0.999...1.001), (CK_LOG, log, 1...1e8),
    (CK_SOFTPLUS, softplusReference, -80...80),
  ]
  for (verb, reference, range) in ranges {
    let step = (range.upperBound - range.lowerBound) / 20_000
    let x = (0...20_000).map { Scalar(range.lowerBound + Double($0) * step) }
    let y = pointwise(verb, [x], columns: [x.count], result: x.count)
    var worst = (error: 0.0, x: 0.0)
    for (x, y) in zip(x, y) {
      let exact = reference(Double(x))
      let error = exact == Double(y) ? 0 : abs(Double(y) - exact) / abs(exact)
      if !(error <= worst.error) { worst = (error, Double(x)) }
    }
    #expect(worst.error <= functionTolerance(Scalar.self), "verb \(verb.rawValue) at \(worst.x)")
  }
}

private func functionsTreatSpecialNumbersAsTheCLibraryDoes<Scalar: KernelScalar>(_: Scalar.Type) {
  let infinity = Scalar.infinity
  let tiny = Scalar.leastNonzeroMagnitude
  let belowNormal = Scalar.leastNormalMagnitude / 4
  let lowest = Scalar(log(Double(Scalar.leastNonzeroMagnitude)))
  let huge = Scalar.greatestFiniteMagnitude
  let cases: [(ck_verb, [(Scalar, Scalar)])] = [
    (CK_EXP, [(infinity, infinity), (-infinity, 0), (huge, infinity), (-huge, 0), (0, 1), (-0.0, 1), (tiny, 1)]),
    (CK_TANH, [(infinity, 1), (-infinity, -1), (huge, 1), (-huge, -1), (0, 0)]),
    (CK_SIGMOID, [(infinity, 1), (-infinity, 0), (huge, 1), (-huge, 0), (0, 0.5), (tiny, 0.5)]),
    (CK_LOG, [(infinity, infinity), (0, -infinity), (-0.0, -infinity), (1, 0), (-1, .nan), (-infinity, .nan)]),
    (CK_SOFTPLUS, [(infinity, infinity), (-infinity, 0), (huge, huge), (-huge, 0)]),
    (CK_SQRT, [(infinity, infinity), (0, 0), (4, 2), (-1, .nan)]),
  ]
  for (verb, pairs) in cases {
    for (x, expected) in pairs + [(.nan, .nan)] {
      let y = pointwise(verb, [[x]], columns: [1], result: 1)[0]
      #expect(y == expected || y.isNaN && expected.isNaN, "verb \(verb.rawValue) at \(x) gives \(y)")
    }
  }
  // Results and arguments between 0 and the smallest normal number keep their size.
  let denormal = pointwise(CK_EXP, [[lowest + 1]], columns: [1], result: 1)[0]
  #expect(denormal > 0 && denormal < Scalar.leastNormalMagnitude)
  let logarithm = pointwise(CK_LOG, [[belowNormal]], columns: [1], result: 1)[0]
  #expect(abs(Double(logarithm) / log(Double(belowNormal)) - 1) < functionTolerance(Scalar.self))
  let negative = pointwise(CK_TANH, [[-0.0 as Scalar]], columns: [1], result: 1)[0]
  #expect(negative == 0 && negative.sign == .minus)
}

/// An element's bits must not tell how far it lies from the end of its row.
private func functionsGiveTheSameBitsInEveryColumn<Scalar: KernelScalar>(_: Scalar.Type) {
  for verb in [CK_SIGMOID, CK_TANH, CK_SOFTPLUS, CK_EXP, CK_LOG, CK_SQRT] {
    for x in [0.3, 1.7, 5.25] as [Scalar] {
      let alone = pointwise(verb, [[x]], columns: [1], result: 1)
      let many = pointwise(verb, [[Scalar](repeating: x, count: 37)], columns: [37], result: 37)
      #expect(same(many, [Scalar](repeating: alone[0], count: 37)), "verb \(verb.rawValue) at \(x)")
    }
  }
}

@Suite("Functions of the kernels")
struct FunctionTests {
  @Test("exp, tanh, sigmoid, log and softplus keep the promised relative error", arguments: InstructionSet.names)
  func accuracy(isa: String) async {
    await #expect(processExitsWith: .success) { [isa = isa as String] in
      guard InstructionSet.select(isa) else { return }
      functionsAreAccurate(Float.self)
      functionsAreAccurate(Double.self)
    }
  }

  @Test("Infinities, NaN, zeros and denormals come out as in the C library", arguments: InstructionSet.names)
  func specialNumbers(isa: String) async {
    await #expect(processExitsWith: .success) { [isa = isa as String] in
      guard InstructionSet.select(isa) else { return }
      functionsTreatSpecialNumbersAsTheCLibraryDoes(Float.self)
      functionsTreatSpecialNumbersAsTheCLibraryDoes(Double.self)
    }
  }

  @Test("A value has the same result in every column", arguments: InstructionSet.names)
  func columns(isa: String) async {
    await #expect(processExitsWith: .success) { [isa = isa as String] in
      guard InstructionSet.select(isa) else { return }
      functionsGiveTheSameBitsInEveryColumn(Float.self)
      functionsGiveTheSameBitsInEveryColumn(Double.self)
    }
  }
}
