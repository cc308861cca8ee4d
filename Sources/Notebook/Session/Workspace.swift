import Script
import SequenceEngine

/// Everything that a session has made: a value, so that undo, compare and recovery are copies.
public struct Workspace: Sendable {
  public var dataset: Dataset?
  /// What the file of the data held when it was read, as one number; 0: none, or nobody asked.
  var dataContent: UInt64 = 0
  /// Bytes that the data take, about.
  var dataBytes = 0
  /// What `split` and `batch` asked for; nil: the data's own split, the standard batch.
  public var split: Split?
  public var batch = BatchSettings.standard
  /// Loss, precision and seed of every training, and the settings of a model that there is not yet.
  var common = TrainingSettings()
  /// Reports without a better validation loss after which training stops; nil: it does not.
  public var patience: Int?
  /// Saves while training.
  public var checkpoints: CheckpointPlan?
  /// Models by name, in the order in which they were made.
  public var models: [ModelEntry] = []
  /// Name of the model that commands are about.
  public var current: String?
  /// Models that are stepped, trained and shown side by side.
  public var compared: [String] = []
  /// Cells that were defined in this session, by name.
  public var cells: [String: SessionCell] = [:]
  /// Visible variables, the innermost block last.
  public var scopes: [[String: Value]] = [[:]]
  /// Commands that `def` made, by name.
  public var commands: [String: Routine] = [:]
  public var stepper: Stepper?
  /// A model that reads inputs one by one.
  public var stream: SessionStream?
  /// Conditions that stop a training, or a walk through time.
  package var breaks = Breakpoints()
  /// Models as they were before weights were changed by hand, for `restore`.
  public var beforeSurgery: [String: ModelEntry] = [:]
  /// Whether the command line chose the seed, so that scripts cannot.
  public var seedIsFixed = false
  /// Rows of the last sweep.
  public var sweep: SweepResult?
  /// What led to all this.
  var lineage = Lineage()
  /// Draws made by `random()`.
  public var randomDraws = 0
  /// What a check does not know; nil in a session that runs.
  var doubts: Doubts?

  public init() {}

  public var seed: UInt64 { common.seed }

  public func model(_ name: String) -> ModelEntry? { models.first { $0.name == name } }

  public var currentModel: ModelEntry? { current.flatMap { model($0) } }

  public mutating func update(_ entry: ModelEntry) {
    if let index = models.firstIndex(where: { $0.name == entry.name }) {
      models[index] = entry
    } else {
      models.append(entry)
    }
  }

  /// Bytes that the weights and what belongs to them take, for the undo budget; snapshots of the training are not counted.
  public var size: Int {
    let values = scopes.reduce(0) { $0 + $1.values.reduce(0) { $0 + $1.size } }
    return models.reduce(4096 + values) { sum, entry in
      let numbers = (entry.state?.parameters.count ?? 0) * (1 + (entry.state?.optimizer?.slots.count ?? 0))
      return sum + 8 * numbers + 64 * entry.history.count
    }
  }
}

extension Value {
  /// Bytes that it takes, about; the lists in a list are as long as the first.
  fileprivate var size: Int {
    switch self {
    case .list(let items): 32 * items.count + items.count * (items.first.map(\.size) ?? 0)
    case .text(let text): text.utf8.count
    case .number, .bool, .unknown: 0
    }
  }
}

/// Saving a model every so many updates of a training.
public struct CheckpointPlan: Sendable, Equatable {
  public var every: Int
  /// nil: the model's name with `.safetensors`, in the folder of the script or the prompt.
  public var path: String?
}

/// A model of a session: how it was asked for, what training made of it, and what was measured.
public struct ModelEntry: Sendable {
  public var name: String
  public var description: ModelDescription
  /// nil until there is data to fit it to.
  public var state: ModelState?
  /// The weights of before, while the layers do not make a whole model.
  public var kept: ModelState?
  /// The shape that the weights are fitted to.
  public var shape: DataShape?
  /// The last number given to a layer: a name is kept for life.
  public var layerNumber = 0
  /// How it is trained, as far as that is its own.
  public var settings: ModelSettings
  /// The side of an encoder-decoder that `add` grows.
  public var side = LayerSide.encoder
  /// Updates and what they did: all of the latest, thinned out further back, so that a long training stays small.
  public var history: [UpdateReport] = []
  /// Which of the sequences up to the latest update were solved.
  public var recent = RecentSequences()
  public var evaluations: [DataPart: Evaluation] = [:]
  /// Losses of the validation part, each with the updates that the model had seen.
  public var validations: [(update: Int, loss: Double)] = []
  /// ‖Δw‖ / ‖w‖ of each layer in the model's order, at the latest update where it was measured.
  public var updateRatios: [Double]?
  /// Time spent in updates, and time steps of all sequences that were trained on.
  public var trainingSeconds = 0.0
  public var trainedTokens = 0
  /// What `rewind` goes back on.
  package var past = TrainingPast()

  public init(name: String, settings: ModelSettings = ModelSettings()) {
    self.name = name
    self.settings = settings
    description = ModelDescription(name: name)
  }

  private static let longestHistory = 16_384

  /// Adds an update to the history.
  mutating func remember(_ report: UpdateReport) {
    if history.count >= Self.longestHistory {
      history = history.indices.filter { !$0.isMultiple(of: 2) }.map { history[$0] }
    }
    // Kept for the latest update alone: searches through the past make updates again for it.
    recent = report.recent
    history.append(report)
    history[history.count - 1].recent = RecentSequences()
    if let score = report.validation { validations.append((report.update, score)) }
  }
}

/// Where a person stands in unrolled time.
public struct Stepper: Sendable {
  public enum Pass: String, Sendable { case forward, backward }

  /// The shown example: part and index.
  public var part: DataPart
  public var index: Int
  public var example: Example
  /// The time step, from 1.
  public var t = 1
  public var pass = Pass.forward
  /// What was changed by hand in the shown example.
  public var overrides: [StateOverride] = []
  /// Recorded passes by model.
  public var recorded: [String: RecordedPass] = [:]
  /// The same without the changes by hand, of models that were changed.
  public var originals: [String: RecordedPass] = [:]

  public init(part: DataPart, index: Int, example: Example) {
    self.part = part
    self.index = index
    self.example = example
  }

  public var steps: Int { max(example.steps, example.targetSteps) }
}

/// A cell that `cell` defined, and where.
public struct SessionCell: Sendable {
  public var definition: CellDefinition
  public var source: SourceText
  /// Where the definition begins in the source.
  public var start: Int
}
