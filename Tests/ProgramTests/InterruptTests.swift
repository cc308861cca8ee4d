import Foundation
import Testing

/// Ctrl-C at a running script: it puts everything in order and then ends by the signal itself, which is how a shell's loop
/// or make learns that a person wants all of it to stop.
@Suite struct InterruptTests {
  private static let endless = """
    print "ready"
    data adding length=10; add rnn 4; add dense
    train steps=1000000000
    print "later"
    """

  /// Runs a shell's command in a process group of its own, interrupts the group once "ready" is written, and gives the
  /// status and all that was written.
  private func interrupted(_ command: String, script: String = endless) throws -> (status: String, output: String) {
    try Program.withScript(script) { path in
      let all = """
        log="$SCRIPT.log"; : > "$log"
        env --default-signal=INT setsid bash -c "$COMMAND" > "$log" 2>&1 &
        until grep -q ready "$log"; do sleep 0.01; done
        kill -INT -- -$!
        wait $!
        echo "status $?"
        cat "$log"
        rm "$log"
        """
      let (_, output) = try Child(
        ["/bin/bash", "-c", all],
        environment: ["PATH=/usr/bin:/bin", "UNROLL=\(Program.path)", "SCRIPT=\(path)", "COMMAND=\(command)"]
      ).finish()
      let lines = output.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      return (lines[0], lines.count > 1 ? lines[1] : "")
    }
  }

  @Test func `a loop of the shell stops with the script`() throws {
    let (status, output) = try interrupted(
      #"for i in 1 2 3; do echo "round $i"; "$UNROLL" run "$SCRIPT" --quiet; done; echo after"#)
    #expect(status == "status 130")
    #expect(output.hasPrefix("round 1\nready\n"))
    #expect(!output.contains("round 2") && !output.contains("after") && !output.contains("later"))
  }

  @Test func `make stops with the script`() throws {
    let (status, output) = try interrupted(
      #"printf 'all:\n\t-$$UNROLL run $$SCRIPT --quiet\n\techo after\n' | make -f -"#)
    #expect(status != "status 0")
    #expect(output.contains("ready\n") && !output.contains("\nafter"))
  }

  @Test func `an interpreter that prints for ever can be stopped`() throws {
    let (status, _) = try interrupted(#""$UNROLL" run "$SCRIPT""#, script: "print \"ready\"\nrepeat 9000000000 { }\n")
    #expect(status == "status 130")
  }

  @Test func `everything is in order before`() throws {
    let (status, output) = try interrupted(#""$UNROLL" run "$SCRIPT" --format jsonl --quiet"#)
    #expect(status == "status 130")
    let last = try #require(output.split(separator: "\n").last)
    #expect(last.hasPrefix(#"{"event":"done","status":130,"#))
  }
}
