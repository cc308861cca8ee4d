import Foundation
import SequenceEngine
import Testing
import unroll_bench

@Suite("Benchmark cases")
struct CaseTests {
  @Test("a model fits its data", arguments: BenchmarkCase.allCases)
  func fits(_ benchmark: BenchmarkCase) throws {
    try withTemporaryFolder { folder in
      let dataset = try benchmark.dataset(updates: 10, in: folder)
      _ = try ModelState(withoutWeights: benchmark.model(), for: dataset.shape)
      let batch = dataset.trainingBatch(0)
      #expect(batch.steps == benchmark.sizes.steps)
      #expect(batch.rows == benchmark.sizes.rows)
    }
  }

  @Test("symbols are as many as the case says", arguments: BenchmarkCase.allCases)
  func vocabularies(_ benchmark: BenchmarkCase) throws {
    try withTemporaryFolder { folder in
      let shape = try benchmark.dataset(updates: 10, in: folder).shape
      guard case .token(let count) = shape.input else {
        #expect(shape.input == .vector(size: 2))
        return
      }
      #expect(count == benchmark.vocabulary)
      if let decoder = shape.decoderInput { #expect(decoder.size == benchmark.vocabulary) }
    }
  }

  @Test("every sequence of a batch is whole, so that no side computes padding", arguments: BenchmarkCase.allCases)
  func isWhole(_ benchmark: BenchmarkCase) throws {
    try withTemporaryFolder { folder in
      let batch = try benchmark.dataset(updates: 10, in: folder).trainingBatch(3)
      #expect(Set(batch.lengths) == [benchmark.sizes.steps])
      if let decoder = batch.decoder {
        #expect(Set(decoder.lengths) == [benchmark.sizes.steps])
        #expect(decoder.sourceRows == Array(0..<batch.rows))
      }
    }
  }

  @Test("the products of an update are counted three times for every weight that is multiplied")
  func countsProducts() {
    let operations = BenchmarkCase.b.appliedWeights.reduce(0) { $0 + $1.operations }
    // Three matrices of 512 × 128 (the first layer reads symbols) and one of 65 × 128, on 50 · 50 rows.
    #expect(operations == 3 * 2 * 2500 * Double(3 * 512 * 128 + 65 * 128))
  }

  @Test("every matrix of a training case is counted once, but those that symbols choose from")
  func countsMatrices() throws {
    for benchmark in BenchmarkCase.allCases where benchmark.sizes.activity == .training {
      try withTemporaryFolder { folder in
        let shape = try benchmark.dataset(updates: 10, in: folder).shape
        let plan = try ModelPlan(benchmark.model(), for: shape)
        let chosen = plan.layers.indices.filter { if case .token = plan.layers[$0].input { true } else { false } }
        let matrices = plan.parameters.filter { parameter in
          let isChosen = chosen.contains(parameter.layer) && parameter.role == .input
          let isEmbedding = if case .embedding = plan.layers[parameter.layer].description.kind { true } else { false }
          return parameter.shape.count == 2 && parameter.shape[0] > 1 && !isChosen && !isEmbedding
        }
        let counted = benchmark.appliedWeights.map { $0.n * $0.k }.sorted()
        let ones = benchmark.sizes.task == .adding ? [benchmark.sizes.units] : []
        #expect(counted == (matrices.map(\.count) + ones).sorted(), "case \(benchmark)")
      }
    }
  }
}
