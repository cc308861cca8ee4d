import Notebook

/// How the training pane draws.
package struct TrainingState: Sendable, Equatable {
  package var isLogarithmic = true
  package var dots = Dots.braille
  /// The update at the cursor; nil follows the latest.
  package var cursor: Int?
  /// The update that Enter takes the model to, while one is being chosen.
  package var goal: Int?
}

/// Where a reader is in unrolled time. It changes without asking the session.
package struct TimeState: Sendable, Equatable {
  /// From 1.
  package var t = 1
  package var pass = StripChart.Pass.forward
  /// Number of the chosen recurrent layer, from 0, and of the chosen unit, from 1.
  package var layer = 0
  package var unit = 1
  /// The strip whose value is under the cursor.
  package var value = ValueChoice.state(0)
  package var order = UnitOrder.natural
  package var showsGates = true
  /// Whether the input is coloured by the chosen unit, with the unit itself and what moves the loss under it.
  package var showsUnit = false
  /// Monotonic seconds of the next step while playing; nil: standing.
  package var playsAt: Double?

  package var wakeAt: Double? { playsAt }

  /// Seconds that a time step is shown while playing.
  static let playInterval = 0.125
}

/// How the rows of the hidden-state map are ordered.
package enum UnitOrder: String, CaseIterable, Sendable {
  /// As the units are numbered.
  case natural
  /// By their mean value, the largest first.
  case sorted
  /// Units that move alike stand together.
  case clustered
}

/// Where a reader is in the ledger; its time step is that of the unrolled example.
package struct LedgerState: Sendable, Equatable {
  /// Which of the ledgers that were made together, from 0.
  package var chosen = 0
  /// The row of the cross, from 0.
  package var row = 0
}

/// How the doctor's pane is read.
package struct DoctorState: Sendable, Equatable {
  package var scroll = 0
  /// The remedy that was applied last.
  package var applied: Applied?

  package struct Applied: Sendable, Equatable {
    /// From 1.
    package var number: Int
    /// The example as it ran before.
    package var before: UnrolledSnapshot?
  }
}

/// How the model pane draws.
package struct ModelState: Sendable, Equatable {
  /// Drawn unrolled over time, or folded with its loop.
  package var isUnrolled = false
  package var scroll = 0
}
