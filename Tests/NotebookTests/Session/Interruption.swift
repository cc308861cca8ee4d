import Notebook
import Synchronization

/// A session's environment whose Ctrl-C comes at a certain look at the clock after it was armed.
struct Interruption {
  private let flag = Desk.Flag()
  private let clock = Desk.Clock()
  private static let armed = 1_000_000
  let look: Int

  init(atLook look: Int) { self.look = look }

  var environment: SessionEnvironment {
    SessionEnvironment(
      isInterrupted: { [flag] in flag.value.load(ordering: .relaxed) },
      clearInterrupt: { [flag] in flag.value.store(false, ordering: .relaxed) },
      now: { [flag, clock, look] in
        let count = clock.milliseconds.add(1, ordering: .relaxed).newValue
        if count == Self.armed + look { flag.value.store(true, ordering: .relaxed) }
        return Double(count)
      })
  }

  func arm() { clock.milliseconds.store(Self.armed, ordering: .relaxed) }
}
