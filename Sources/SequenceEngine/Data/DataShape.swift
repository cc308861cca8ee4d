/// What one time step of the input is.
public enum InputKind: Sendable, Equatable, Codable {
  /// A vector of `size` numbers.
  case vector(size: Int)
  /// One symbol out of `vocabulary`.
  case token(vocabulary: Int)

  /// Numbers in a vector, or symbols in the vocabulary.
  public var size: Int {
    switch self {
    case .vector(let size): size
    case .token(let vocabulary): vocabulary
    }
  }
}

/// What a target is, and so which loss fits it.
public enum TargetKind: Sendable, Equatable, Codable {
  /// One class out of `count` (cross-entropy).
  case classes(count: Int)
  /// A vector of `size` numbers (MSE, MAE, Huber).
  case vector(size: Int)
  /// `size` yes-or-no answers (binary cross-entropy on logits).
  case bits(size: Int)
  /// Some of `count` classes in order, without places in time (connectionist temporal classification).
  case labels(count: Int)

  /// Numbers that a model's last layer must put out for it.
  public var outputSize: Int {
    switch self {
    case .classes(let count): count
    case .vector(let size), .bits(let size): size
    // The last one is the blank: no label here.
    case .labels(let count): count + 1
    }
  }
}

extension TargetKind {
  /// Numbers that data hold for a target, 0 where it is a class.
  var numbersInATarget: Int {
    switch self {
    case .classes, .labels: 0
    case .vector(let size), .bits(let size): size
    }
  }
}

/// Whether there is a target at every time step or one for the whole sequence.
public enum TargetPlacement: Sendable, Equatable, Codable { case perStep, perSequence }

/// Where the target of a time step comes from.
public enum TargetSource: String, Sendable, Codable {
  /// It is a thing of its own.
  case own
  /// It is the input of the next time step, so that whoever reads ahead has seen it.
  case nextInput
}

extension KeyedDecodingContainer {
  /// Shapes that were saved before this was told do not tell it.
  func decode(_ type: TargetSource.Type, forKey key: Key) throws -> TargetSource {
    try decodeIfPresent(type, forKey: key) ?? .own
  }
}

/// The shape that a model is fitted to.
public struct DataShape: Sendable, Equatable, Codable {
  public var input: InputKind
  public var target: TargetKind
  public var placement: TargetPlacement
  /// What one time step of a decoder reads, where the targets are a sequence of their own; nil: they are not.
  public var decoderInput: InputKind?
  public var targetSource: TargetSource
  /// Time steps of every sequence; nil: they differ, or nobody has counted.
  public var steps: Int?

  public init(
    input: InputKind, target: TargetKind, placement: TargetPlacement, decoderInput: InputKind? = nil,
    targetSource: TargetSource = .own, steps: Int? = nil
  ) {
    self.steps = steps
    self.targetSource = targetSource
    self.input = input
    self.target = target
    self.placement = placement
    self.decoderInput = decoderInput
  }
}

extension DataShape {
  /// Whether a model made for these data works on those as it is: their number of time steps matters to layers alone that
  /// lay a whole sequence side by side or count the steps that they put out.
  public func serves(_ model: ModelDescription, on other: DataShape) -> Bool {
    var own = self
    let counts = model.layers.contains { layer in
      switch layer.kind {
      case .flatten(let steps): steps == nil
      case .repeated(let steps): steps != nil
      default: false
      }
    }
    if !counts { own.steps = other.steps }
    return own == other
  }
}
