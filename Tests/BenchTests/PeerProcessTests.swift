import Foundation
import Testing
import unroll_bench

@Suite("Peers as processes")
struct PeerProcessTests {
  /// Talks to a shell script in place of a Python one.
  private func talk(_ script: String, _ body: (PeerProcess) throws -> Void) throws {
    try withTemporaryFolder { folder in
      try Data(script.utf8).write(to: folder.appendingPathComponent(Peer.jax.script))
      try body(PeerProcess(.jax, python: "/bin/sh", scripts: folder, threads: 1, in: folder))
    }
  }

  private var request: PeerRequest {
    let nowhere = URL(fileURLWithPath: "/nowhere")
    let files = CaseFiles(weights: nowhere, batches: nowhere)
    return BenchmarkCase.g.request(.usual, files, RoundLength(seconds: 1.5, most: 9, least: 2))
  }

  @Test("tells its version, and answers every request, whatever else it writes")
  func answers() throws {
    try talk(
      """
      echo a warning; echo '{"version": "Some 1.2"}'
      while read line; do
        echo; echo '{"milliseconds": 2.5, "repetitions": 4, "values": [1, -2e-3], "megabytes": null}'
      done
      """
    ) { peer in
      #expect(peer.version == "Some 1.2")
      for _ in 0..<2 {
        let answer = try peer.ask(request)
        #expect(answer.milliseconds == 2.5)
        #expect(answer.repetitions == 4)
        #expect(answer.values == [1, -0.002])
        #expect(answer.megabytes == nil)
      }
    }
  }

  @Test("gets the case with its sizes")
  func isAsked() throws {
    try talk(
      """
      echo '{"version": "Some 1.2"}'
      read line
      for part in '"letter":"g"' '"units":8' '"steps":20' '"cell":"rnn"' '"activity":"training"' '"most":9' '"least":2'; do
        case "$line" in *$part*) ;; *) echo "{\"error\": \"a part is not there\"}"; exit;; esac
      done
      echo '{"milliseconds": 1}'
      """
    ) { peer in
      let answer = try peer.ask(request)
      #expect(answer.milliseconds == 1)
    }
  }

  @Test("tells what is not installed")
  func missing() {
    let error = #expect(throws: PeerProcess.Failure.self) {
      try talk(#"echo '{"missing": "jax"}'"#) { _ in }
    }
    #expect(error?.description == "not installed: jax")
  }

  @Test("tells what failed, and goes on answering")
  func fails() throws {
    try talk(
      """
      echo '{"version": "Some 1.2"}'
      read line; echo '{"error": "no such cell"}'
      read line; echo '{"milliseconds": 1}'
      """
    ) { peer in
      let error = #expect(throws: PeerProcess.Failure.self) { try peer.ask(request) }
      #expect(error?.description == "jax_twin.py failed: no such cell")
      let next = try peer.ask(request)
      #expect(next.milliseconds == 1)
    }
  }

  @Test("tells the last complaint of one that ends without an answer")
  func ends() throws {
    try talk("echo '{\"version\": \"Some 1.2\"}'; read line; echo one >&2; echo out of memory >&2; exit 1") { peer in
      let error = #expect(throws: PeerProcess.Failure.self) { try peer.ask(request) }
      #expect(error?.description == "jax_twin.py ended without an answer: out of memory")
    }
  }
}
