import SequenceEngine

/// Where the gradient of one layer came from, as a pane shows it: time steps by the losses that sent it, or with one loss
/// for the sequence by the paths on which it came.
public struct LedgerSnapshot: Sendable, Equatable {
  /// A part of the gradient that can be looked at by itself.
  public struct Part: Sendable, Equatable {
    /// "forget", "c"; "whole" for all of it.
    public var name: String
    /// What `show flow` takes for it: "gate=forget"; empty for all of it.
    public var option: String

    public init(_ name: String, option: String) {
      self.name = name
      self.option = option
    }
  }

  public var model: String
  public var layer: String
  /// Updates that the weights had seen.
  public var updates: Int
  public var part: Part
  /// Every part that there is, the whole first.
  public var parts: [Part]
  /// T.
  public var steps: Int
  public var isReversed: Bool
  /// The row's names: numbers of time steps whose loss sends something, or names of paths.
  public var rows: [String]
  /// The time step of each row's loss, from 1; empty where the rows are paths.
  public var lossSteps: [Int]
  /// Part of each row's gradient along the real one: the credits of a step add up to `totals`. [T, rows]
  public var credits: [Double]
  /// ‖dL(s)/dh(t)‖; empty where the rows are paths. [T, rows]
  public var norms: [Double]
  /// ‖dL/dh(t)‖, of the input's part ‖dL/dx(t)‖. [T]
  public var totals: [Double]
  /// Whether the credits of a step are all of its gradient.
  public var addsUp: Bool
  /// ‖dL/dh(t)‖ of the run that this is about, by which it is known again. [T]
  public var stateNorms: [Double]
  public var carries: [UnrolledSnapshot.Carry]

  public init(
    model: String, layer: String, updates: Int, part: Part, parts: [Part], steps: Int, isReversed: Bool = false,
    rows: [String], lossSteps: [Int], credits: [Double], norms: [Double], totals: [Double], addsUp: Bool,
    stateNorms: [Double], carries: [UnrolledSnapshot.Carry] = []
  ) {
    self.model = model
    self.layer = layer
    self.updates = updates
    self.part = part
    self.parts = parts
    self.steps = steps
    self.isReversed = isReversed
    self.rows = rows
    self.lossSteps = lossSteps
    self.credits = credits
    self.norms = norms
    self.totals = totals
    self.addsUp = addsUp
    self.stateNorms = stateNorms
    self.carries = carries
  }

  /// "x" where the gradient at the input is followed, else "h".
  public var target: String { part.option == "route=input" ? "x" : "h" }
}

extension LedgerSnapshot {
  /// - Parameter paths: with one loss for the sequence the parts of its gradient by path.
  init(
    _ ledger: GradientLedger, paths: [GradientPath]?, of number: Int, in pass: RecordedPass, model: String, updates: Int
  ) {
    let layer = pass.layers[number]
    var parts = [Part("whole", option: "")]
    if pass.plan.decoderStart == nil {
      if layer.stateNames.count > 1 { parts += layer.stateNames.map { Part($0, option: "route=\($0)") } }
      parts += layer.gates.map { Part($0.name, option: "gate=\($0.name)") }
    }
    if layer.input != nil { parts.append(Part("input", option: "route=input")) }
    if ledger.isAcross, !pass.attentions.isEmpty { parts.append(Part("attention", option: "route=attention")) }
    let option =
      switch ledger.route {
      case .whole: ""
      case .state(let name): layer.stateNames.count > 1 ? "route=\(name)" : ""
      case .gate(let name): "gate=\(name)"
      case .input: "route=input"
      case .attention: "route=attention"
      }
    let steps = ledger.steps
    self.init(
      model: model, layer: layer.name, updates: updates, part: parts.first { $0.option == option } ?? parts[0],
      parts: parts, steps: steps, isReversed: layer.isReversed,
      rows: paths?.map(\.name) ?? ledger.lossSteps.map(String.init), lossSteps: paths == nil ? ledger.lossSteps : [],
      credits: paths.map { own in (0..<steps).flatMap { t in own.map { $0.credits[t] } } } ?? ledger.credits,
      norms: paths == nil ? ledger.norms : [], totals: ledger.totals,
      addsUp: paths != nil || ledger.worstDifference.map { $0 <= 1e-9 } ?? false,
      stateNorms: layer.stateGradients[0].prefix(layer.steps).norms,
      carries: pass.carries(layer: number))
  }
}

extension RecordedPass {
  /// What gates multiply the states of a layer with; a state that is kept whole has none.
  func carries(layer number: Int) -> [UnrolledSnapshot.Carry] {
    retentions(layer: number).filter { $0.factor != "1" }.map {
      UnrolledSnapshot.Carry(state: $0.state, factor: $0.factor, means: $0.means)
    }
  }
}
