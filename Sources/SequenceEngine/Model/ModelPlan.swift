/// A model fitted to data: every size known, every cell compiled, weights laid out, layers grouped into blocks.
public struct ModelPlan: Sendable {
  public struct Layer: Sendable {
    public var description: LayerDescription
    /// What one time step of its input is.
    public var input: InputKind
    public var outputSize: Int
    /// Whether it puts out a vector at every time step or one for the sequence.
    public var output: TargetPlacement
    /// Indices of the layers that it reads; −1: the input of its side.
    public var sources: [Int]
    /// Indices into the plan's parameters.
    public var parameters: Range<Int>
    /// Time steps of its side that one of what it puts out stands for.
    public internal(set) var stepsPerStep = 1
    /// Where the numbers of a time step are a grid: of what it reads and of what it puts out.
    public internal(set) var inputGrid: Grid?
    public internal(set) var grid: Grid?
    /// Index of the matrix that a dense layer shares with an embedding; nil: it has its own.
    var tied: Int?
    /// Time steps that a flatten lays side by side.
    var flattenedSteps = 0
    /// A recurrent layer that puts out its last step only.
    public var returnsLast = false
    /// What an attention layer looks with and at.
    public internal(set) var attending: Attending?
    var program: CellProgram?

    public var name: String { description.name }
    /// Time steps that the state of a recurrent layer comes from, where they are limited.
    public var window: Int? {
      if case .recurrent(let recurrent) = description.kind { recurrent.window } else { nil }
    }
  }

  /// What attention compares.
  public struct Attending: Sendable, Equatable {
    /// The recurrent layer whose state of the step before is the query; nil: what the layer reads is.
    public var looker: Int?
    /// Q and K.
    public var querySize: Int
    public var keySize: Int
  }

  /// Layers that are computed together.
  public enum Block: Sendable, Equatable {
    /// One layer over all time steps.
    case sequence(Int)
    /// Layers that advance together step by step, because the first reads what the last put out before.
    case lockstep(Range<Int>)

    var layers: Range<Int> {
      switch self {
      case .sequence(let layer): layer..<layer + 1
      case .lockstep(let layers): layers
      }
    }
  }

  public let shape: DataShape
  public let layers: [Layer]
  public let blocks: [Block]
  public let parameters: [Parameter]
  /// Index of the decoder's first layer; nil: the model has no decoder.
  public let decoderStart: Int?
  /// Where the decoder's recurrent layers start from.
  public let handovers: [Handover]
  /// Whether the gradient of the model's input is wanted: in recorded passes.
  let recordsInputGradient: Bool
  /// Indices of the recurrent layers whose states run through time.
  public let recurrentLayers: [Int]
  /// Indices of the recurrent layers that start anew for each time step.
  public let windowedLayers: [Int]
  /// When the state of each recurrent layer begins anew; nil where it is not carried.
  let resets: [StateReset?]

  /// Weights in all.
  public var parameterCount: Int { parameters.last?.range.upperBound ?? 0 }

  /// The wiring by its textbook name.
  public var pattern: String {
    if let decoderStart {
      let attends = layers[decoderStart...].contains { $0.attending != nil }
      if shape.steps == 1 { return "one-to-many" }
      return attends ? "encoder-decoder with attention" : "encoder-decoder"
    }
    if shape.steps == 1 { return "one-to-one" }
    guard layers.contains(where: { $0.program != nil }) else { return "feed-forward" }
    if layers.contains(where: { if case .repeated = $0.description.kind { true } else { false } }) {
      return "one-to-many: one vector, repeated at each step"
    }
    if case .labels = shape.target { return "many-to-many without places in time" }
    return shape.placement == .perStep ? "many-to-many aligned" : "many-to-one"
  }

  /// Fits a description to data.
  ///
  /// - Parameters:
  ///   - recorded: compiles cells so that every gate and gradient is kept.
  ///   - allowsOpenEnds: takes a model that is being built, some of whose layers nothing reads yet.
  /// - Throws: `ModelError` naming the layer and what it would need.
  public init(
    _ model: ModelDescription, for shape: DataShape, recorded: Bool = false, allowsOpenEnds: Bool = false
  ) throws(ModelError) {
    var planner = ModelPlanner(model, shape, recorded: recorded, allowsOpenEnds: allowsOpenEnds)
    try planner.plan()
    self.shape = shape
    layers = planner.layers
    blocks = planner.blocks
    parameters = planner.parameters
    decoderStart = planner.decoderStart
    handovers = planner.handovers
    recordsInputGradient = recorded
    let layers = planner.layers
    recurrentLayers = layers.indices.filter { layers[$0].program != nil && layers[$0].window == nil }
    windowedLayers = layers.indices.filter { layers[$0].window != nil }
    resets = recurrentLayers.map {
      if case .recurrent(let recurrent) = layers[$0].description.kind { recurrent.stateful } else { nil }
    }
  }

  /// The recurrent layers of one side.
  public func recurrentLayers(of side: LayerSide) -> [Int] {
    recurrentLayers.filter { layers[$0].description.side == side }
  }

  /// Layers in which each time step looks at the others.
  public var selfAttentionLayers: [Int] {
    layers.indices.filter { if case .selfAttention = layers[$0].description.kind { true } else { false } }
  }

  /// The decoder's attention layers.
  public var attentionLayers: [Int] { layers.indices.filter { layers[$0].attending != nil } }

  /// Names of the gates of a layer, in the order of its equations.
  public func gates(of layer: Int) -> [String] {
    guard case .recurrent(let options) = layers[layer].description.kind else { return [] }
    return options.cell.gates
  }
}
