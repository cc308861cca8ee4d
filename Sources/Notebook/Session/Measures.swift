import Glibc
import Script
import SequenceEngine

/// Quantities that expressions may read: of the current model and of the place in unrolled time. NaN when there is none
/// yet.
enum Measures {
  static let specs: [MeasureSpec] =
    [
      MeasureSpec("step", "updates made so far"),
      MeasureSpec("epoch", "passes over the training part so far"),
      MeasureSpec("loss", "loss of the last update"),
      MeasureSpec("accuracy", "share of right answers in the last update"),
      MeasureSpec("solved", "share of sequences in the last update that meet the task's criterion"),
      MeasureSpec("perplexity", "e to the loss, for classes"),
      MeasureSpec("bits", "loss in bits, for classes"),
    ] + partSpecs + [
      MeasureSpec("baseline.loss", "loss of knowing nothing"),
      MeasureSpec("floor.loss", "least loss that any model can reach, where chance leaves something"),
      MeasureSpec("baseline.accuracy", "share of right answers of knowing nothing, for classes and bits"),
      MeasureSpec("baseline.rmse", "root of the mean squared error of knowing nothing, in the data's own units"),
      MeasureSpec("grad.norm", "norm of the last update's gradient, before clipping"),
      MeasureSpec("rate", "learning rate of the next update"),
      MeasureSpec("penalty", "what regularize added to the loss of the last update"),
      MeasureSpec("params", "weights of the model"),
      MeasureSpec("seconds", "time spent training"),
      MeasureSpec("tokens_per_second", "time steps of all sequences that were trained on in a second"),
      MeasureSpec("t", "time step of the stepper"),
      MeasureSpec("T", "time steps of the shown example"),
      MeasureSpec("data.name", "what the data are called: a task's name, or a file's"),
      MeasureSpec("model.name", "the current model's name"),
    ]

  /// What is known of a part of the data when it was last scored.
  private static let scores: [(name: String, meaning: String, read: @Sendable (Evaluation) -> Double?)] = [
    ("loss", "loss of %", { $0.loss }),
    ("accuracy", "share of right answers in %", { $0.accuracy }),
    ("solved", "share of sequences of % that meet the task's criterion", { $0.solved }),
    ("perplexity", "e to the loss of %, for classes", { $0.perplexity }),
    ("bits", "loss of % in bits, for classes: bits per character of a text", { $0.bits }),
    ("f1", "F1 of %: of names in tagged text, else the mean over classes, of bits that of the ones", { $0.f1 }),
    ("exact", "share of targets of % that a decoder writes right by itself", { $0.exact }),
    ("bleu", "BLEU of what a decoder writes by itself for %", { $0.bleu }),
    ("rmse", "root of the mean squared error of %, in the data's own units", { $0.rootMeanSquare }),
    ("mae", "mean absolute error of %, in the data's own units", { $0.meanAbsolute }),
    (
      "mase", "mean absolute error of % over that of the naive forecast in training, of a series", { $0.scaledAbsolute }
    ),
  ]

  private static let scoredParts: [(part: DataPart, words: String)] = [
    (.train, "the training part"), (.valid, "the validation part"), (.test, "the test part"),
  ]

  private static let partSpecs = scores.flatMap { score in
    scoredParts.map {
      MeasureSpec("\($0.part.rawValue).\(score.name)", score.meaning.replacing("%", with: $0.words))
    }
  }

  private static let partMeasures: [String: (part: DataPart, read: @Sendable (Evaluation) -> Double?)] =
    Dictionary(
      uniqueKeysWithValues: scores.flatMap { score in
        scoredParts.map { ("\($0.part.rawValue).\(score.name)", ($0.part, score.read)) }
      })

  static let names = Set(specs.map(\.name))

  /// The part of the data that a measure is a score of; training itself leaves none behind.
  static func part(of name: String) -> DataPart? { partMeasures[name]?.part }

  /// Measures of the time that a training took, which differ from run to run.
  static let ofTime: Set<String> = ["seconds", "tokens_per_second"]

  /// What a measure is at present: names are texts, and nan, like numbers, where there is nothing that has one.
  static func present(_ name: String, in workspace: Workspace) -> Value {
    switch name {
    case "data.name": workspace.dataset.map { Value.text($0.name) } ?? .number(.nan)
    case "model.name": workspace.current.map(Value.text) ?? .number(.nan)
    default: .number(value(of: name, in: workspace))
    }
  }

  private static func value(of name: String, in workspace: Workspace) -> Double {
    let model = workspace.currentModel
    let last = model?.history.last
    switch name {
    case "step": return (last?.update ?? model?.state?.updates).map(Double.init) ?? .nan
    case "epoch":
      guard let length = workspace.dataset?.updatesPerEpoch, length > 0 else { return .nan }
      return value(of: "step", in: workspace) / Double(length)
    case "loss": return last?.loss ?? .nan
    case "accuracy": return last?.accuracy ?? .nan
    case "solved": return last?.solved ?? .nan
    case "perplexity": return hasClasses(workspace) ? exp(last?.loss ?? .nan) : .nan
    case "bits": return hasClasses(workspace) ? (last?.loss ?? .nan) / logarithmOfTwo : .nan
    case "baseline.loss": return workspace.baselineLoss ?? .nan
    case "floor.loss": return workspace.dataset?.floor?.loss ?? .nan
    case "baseline.accuracy": return workspace.dataset?.baseline.value(.accuracy) ?? .nan
    case "baseline.rmse": return workspace.dataset?.baseline.value(.rmse) ?? .nan
    case "grad.norm": return last?.gradientNorm ?? .nan
    case "rate":
      let optimizer = workspace.settings.optimizer
      return model?.state?.rate(optimizer) ?? optimizer.rate(at: 0)
    case "penalty": return last?.penalty ?? .nan
    case "params": return model?.state.map { Double($0.parameters.count) } ?? .nan
    case "seconds": return model?.trainingSeconds ?? .nan
    case "tokens_per_second":
      guard let model, model.trainingSeconds > 0 else { return .nan }
      return Double(model.trainedTokens) / model.trainingSeconds
    case "t": return workspace.stepper.map { Double($0.t) } ?? .nan
    case "T": return workspace.stepper.map { Double($0.steps) } ?? .nan
    default:
      return partMeasures[name].flatMap { measure in model?.evaluations[measure.part].flatMap(measure.read) } ?? .nan
    }
  }

  private static func hasClasses(_ workspace: Workspace) -> Bool {
    if case .classes = workspace.dataset?.shape.target { return true }
    return false
  }

  private static let logarithmOfTwo = 0.693147180559945309
}

extension Measures {
  /// Measures of one quantity, in its units.
  private static let ofOneQuantity: Set<String> = [
    "train.rmse", "valid.rmse", "test.rmse", "train.mae", "valid.mae", "test.mae", "baseline.rmse",
  ]

  /// Refuses a measure that would add up errors of columns in different units.
  ///
  /// - Throws: `EvaluationFailure` that says where each column's is told.
  static func checkUnits(of name: String, _ data: Dataset?) throws {
    guard ofOneQuantity.contains(name), let columns = data?.errorColumns, columns.count > 1 else { return }
    throw EvaluationFailure(
      "\(name) is of one target column, and these data have \(columns.count), each in units of its own",
      hint: "data and evaluate tell each column's; the loss is of all of them together")
  }
}

extension Dataset {
  /// Refuses to score a part that has no sequences of its own.
  func checkScored(_ part: DataPart) throws(SessionError) {
    guard evaluationBatches(scoredPart(part)) == 0 else { return }
    throw SessionError(
      "the \(part.spokenName) part is made afresh for every update, so nothing in it can be scored",
      hint: "count= makes data with as many sequences; evaluate on=test scores what training never sees")
  }
}

extension Workspace {
  /// The loss of knowing nothing, in the loss that the current model is trained with; nil where it is not known.
  var baselineLoss: Double? {
    dataset.flatMap { $0.baselineLoss(under: settings.loss(for: $0.shape)) }
  }
}
