import Foundation
import Testing
import unroll_bench

@Suite("Report of a comparison")
struct ReportTests {
  private func times(_ numbers: [Int: Double]) -> Times {
    var times = Times()
    for (threads, milliseconds) in numbers { times.add(milliseconds, threads: threads) }
    return times
  }

  @Test("the best round counts, and the better number of threads")
  func best() {
    var times = Times()
    for milliseconds in [3.0, 2, 4] { times.add(milliseconds, threads: 1) }
    times.add(2.5, threads: 2)
    #expect(times.all == [2, 2.5])
    #expect(times.best == 2)
  }

  @Test("the fastest peer decides, and a pass that does not look is none")
  func rival() throws {
    var result = CaseResult(.k)
    result.own = times([1: 2, 2: 1])
    let contenders = BenchmarkCase.k.contenders
    for (contender, milliseconds) in zip(contenders, [40.0, 0.1, 3, 0.2]) {
      result.peers[contender] = times([1: milliseconds])
    }
    #expect(result.rival?.contender.peer == .jax)
    #expect(result.ratio() == 3)
    let pytorch = try #require(contenders.first { $0.peer == .pytorch && $0.variant == .usual })
    #expect(result.ratio(to: pytorch) == 40)
  }

  @Test("a peer that was not measured has no ratio, not another's")
  func absent() throws {
    var result = CaseResult(.j)
    result.own = times([1: 1])
    result.peers[BenchmarkCase.j.contenders[2]] = times([1: 2])
    #expect(result.ratio(to: BenchmarkCase.j.contenders[0]) == nil)
  }

  @Test("differences are relative, of a spectrum to its largest value, and infinite where numbers are missing")
  func differences() {
    #expect(abs(BenchmarkCase.a.difference([1.5, 2], [1, 2]) - 0.5) < 1e-15)
    #expect(abs(BenchmarkCase.l.difference([2, 1.5], [2, 1]) - 0.25) < 1e-15)
    #expect(BenchmarkCase.a.difference([1], [1, 2]) == .infinity)
    #expect(BenchmarkCase.a.difference([.nan, 1], [1, 1]) == .infinity)
  }

  @Test("the table has a row for each case, and below it what was measured beside")
  func markdown() {
    var training = CaseResult(.b)
    training.own = times([1: 20, 2: 10.04])
    training.limit = times([1: 15, 2: 8.032])
    training.peers[BenchmarkCase.b.contenders[0]] = times([1: 40, 2: 25.1])
    training.difference = 3.2e-7
    var sampling = CaseResult(.j)
    sampling.own = times([1: 100, 2: 90])
    sampling.peers[BenchmarkCase.j.contenders[0]] = times([1: 3600, 2: 3500])
    sampling.peers[BenchmarkCase.j.contenders[2]] = times([1: 180, 2: 120])
    sampling.difference = 1e-6
    var report = ComparisonReport(
      date: "2026-01-02", machine: Machine(processor: "A processor", threads: 2, instructionSet: "avx2"),
      threads: [1, 2])
    report.versions = ["PyTorch 9.1", "ONNX Runtime 1.2"]
    report.results = [training, sampling]
    report.peak = [200, 390]
    report.memory = [("ours", 40), ("PyTorch", 700)]
    report.failures = ["JAX: not installed: jax"]
    let lines = report.markdown.split(separator: "\n").map(String.init)
    #expect(lines[0].hasPrefix("2026-01-02, A processor, 2 threads, avx2 kernels; PyTorch 9.1, ONNX Runtime 1.2."))
    #expect(
      lines[1]
        == "| case | ours | PyTorch | ONNX Runtime | fastest peer | ratio | goal | of the limit | difference |")
    #expect(
      lines[3]
        == "| b  LSTM 2×128 T=50 B=50 text | 20.0 / 10.0 | 40.0 / 25.1 |  | PyTorch | 2.50× | 1.75× | 75 / 80 % | 3e-07 |"
    )
    #expect(
      lines[4].hasSuffix(
        "| 100 / 90.0 | 3600 / 3500 (nn.LSTM) | 180 / 120 | ONNX Runtime | 1.33× | 1.50× |  | 1e-06 |"))
    #expect(lines[5].hasSuffix("1024³ runs at 200 / 390 GFLOP/s"))
    #expect(lines[6] == "- j: 38.9× beside PyTorch nn.LSTM (goal 50.0×)")
    #expect(lines[7].contains("ours 40 MB, PyTorch 700 MB"))
    #expect(lines[8] == "- JAX: not installed: jax")
  }

  @Test("what a process tells of its memory is read back")
  func memory() {
    let text = "b  LSTM: 20 ms\n" + PeakMemory.sentence(58.75) + "\n"
    #expect(PeakMemory.megabytes(toldIn: text) == 58.8)
    #expect(PeakMemory.megabytes(toldIn: "b  LSTM: 20 ms") == nil)
  }

  @Test("the processor has the name that the kernel gives it")
  func processor() {
    #expect(Machine.processorName("processor\t: 0\nmodel name\t: Some CPU: 3 GHz\n") == "Some CPU: 3 GHz")
    #expect(Machine.processorName("") == nil)
  }
}
