import Glibc
import Script
import SequenceEngine

/// Quantities that expressions may read: of the current model and of the place in unrolled time. NaN when there is none yet.
enum Measures {
  static let specs: [MeasureSpec] = [
    MeasureSpec("step", "updates made so far"),
    MeasureSpec("epoch", "passes over the training part so far"),
    MeasureSpec("loss", "loss of the last update"),
    MeasureSpec("accuracy", "share of right answers in the last update"),
    MeasureSpec("perplexity", "e to the loss, for classes"),
    MeasureSpec("bits", "loss in bits, for classes"),
    MeasureSpec("valid.loss", "loss of the validation part when it was last scored"),
    MeasureSpec("valid.accuracy", "share of right answers in the validation part"),
    MeasureSpec("test.loss", "loss of the test part when it was last scored"),
    MeasureSpec("test.accuracy", "share of right answers in the test part"),
    MeasureSpec("valid.exact", "share of targets of the validation part that a decoder writes right by itself"),
    MeasureSpec("test.exact", "share of targets of the test part that a decoder writes right by itself"),
    MeasureSpec("valid.f1", "F1 of the names that are found exactly in the validation part of tagged text"),
    MeasureSpec("test.f1", "F1 of the names that are found exactly in the test part of tagged text"),
    MeasureSpec("valid.rmse", "root of the mean squared error of the validation part, in the data's own units"),
    MeasureSpec("test.rmse", "root of the mean squared error of the test part, in the data's own units"),
    MeasureSpec("baseline.loss", "loss of knowing nothing"),
    MeasureSpec("baseline.accuracy", "share of right answers of knowing nothing, for classes and bits"),
    MeasureSpec("baseline.rmse", "root of the mean squared error of knowing nothing, in the data's own units"),
    MeasureSpec("grad.norm", "norm of the last update's gradient, before clipping"),
    MeasureSpec("rate", "learning rate of the next update"),
    MeasureSpec("params", "weights of the model"),
    MeasureSpec("seconds", "time spent training"),
    MeasureSpec("tokens_per_second", "time steps of all sequences that were trained on in a second"),
    MeasureSpec("t", "time step of the stepper"),
    MeasureSpec("T", "time steps of the shown example"),
  ]

  static let names = Set(specs.map(\.name))

  static func value(of name: String, in workspace: Workspace) -> Double {
    let model = workspace.currentModel
    let last = model?.history.last
    switch name {
    case "step": return (last?.update ?? model?.state?.updates).map(Double.init) ?? .nan
    case "epoch":
      guard let length = workspace.dataset?.updatesPerEpoch, length > 0 else { return .nan }
      return value(of: "step", in: workspace) / Double(length)
    case "loss": return last?.loss ?? .nan
    case "accuracy": return last?.accuracy ?? .nan
    case "perplexity": return hasClasses(workspace) ? exp(last?.loss ?? .nan) : .nan
    case "bits": return hasClasses(workspace) ? (last?.loss ?? .nan) / logarithmOfTwo : .nan
    case "valid.loss": return model?.evaluations[.valid]?.loss ?? .nan
    case "valid.accuracy": return model?.evaluations[.valid]?.accuracy ?? .nan
    case "test.loss": return model?.evaluations[.test]?.loss ?? .nan
    case "test.accuracy": return model?.evaluations[.test]?.accuracy ?? .nan
    case "valid.exact": return model?.evaluations[.valid]?.exact ?? .nan
    case "test.exact": return model?.evaluations[.test]?.exact ?? .nan
    case "valid.f1": return model?.evaluations[.valid]?.entities?.f1 ?? .nan
    case "test.f1": return model?.evaluations[.test]?.entities?.f1 ?? .nan
    case "valid.rmse": return model?.evaluations[.valid]?.rootMeanSquare ?? .nan
    case "test.rmse": return model?.evaluations[.test]?.rootMeanSquare ?? .nan
    case "baseline.loss": return workspace.dataset?.baseline.loss ?? .nan
    case "baseline.accuracy": return workspace.dataset?.baseline.value(.accuracy) ?? .nan
    case "baseline.rmse": return workspace.dataset?.baseline.value(.rmse) ?? .nan
    case "grad.norm": return last?.gradientNorm ?? .nan
    case "rate": return workspace.settings.optimizer.rate(at: model?.state?.updates ?? 0)
    case "params": return model?.state.map { Double($0.parameters.count) } ?? .nan
    case "seconds": return model?.trainingSeconds ?? .nan
    case "tokens_per_second":
      guard let model, model.trainingSeconds > 0 else { return .nan }
      return Double(model.trainedTokens) / model.trainingSeconds
    case "t": return workspace.stepper.map { Double($0.t) } ?? .nan
    case "T": return workspace.stepper.map { Double($0.steps) } ?? .nan
    default: return .nan
    }
  }

  private static func hasClasses(_ workspace: Workspace) -> Bool {
    if case .classes = workspace.dataset?.shape.target { return true }
    return false
  }

  private static let logarithmOfTwo = 0.693147180559945309
}
