import Script
import SequenceEngine

/// `show fixed_points`: where a recurrent layer stands still while its input is held.
enum FixedPointsCommand {
  static let form = CommandForm(
    [.keyword("fixed_points")],
    options: [
      OptionSpec("layer", .layer, "one layer", default: "every recurrent layer"),
      OptionSpec("input", .list, "numbers that the layer reads all the time", default: "zeros"),
      OptionSpec(
        "t", .integer, "hold what the layer reads at this time step of the shown example; symbols: where one stands"),
      OptionSpec("starts", .integer, "visited states that the search starts from", default: "100"),
      LookingCommands.formOption,
    ], summary: "states where a layer stands still, stable or not")

  static func show(_ command: Command, _ context: CommandContext) throws {
    let form = try command.option("as").map { try context.word($0) }
    let (entry, state) = try context.requireModel()
    let plan = try ModelPlan(state.description, for: try context.requireData().shape)
    let layers = try LookingCommands.recurrentLayers(command, context, plan)
    let starts = try command.option("starts").map { try context.integer($0, 1...10_000) } ?? 100
    if let both = command.option("t"), command.option("input") != nil {
      throw context.failure("input= and t= both say what is held", at: both, hint: "take one of them")
    }
    let numbers = try command.option("input").map { try heldNumbers($0, context) }
    var t: Int?
    if let argument = command.option("t") { t = try context.integer(argument, 1...context.workspace.shownSteps()) }
    try context.endCheck()
    let pass = try context.workspace.recordedPass()
    for number in layers {
      let name = plan.layers[plan.recurrentLayers[number]].name
      var held: HeldInput?
      if let numbers, let argument = command.option("input") {
        try fit(numbers, argument, plan.layers[plan.recurrentLayers[number]], context)
        held = .numbers(numbers)
      } else if let t {
        held = pass.input(ofLayer: number, heldAt: min(t, pass.layers[number].steps))
      }
      let study = try context.workspace.fixedPoints(
        layer: number, holding: held, starts: starts, check: context.checkInterrupt)
      let view = FixedPointsView(title: "\(entry.name)   \(name)", pass: pass, layer: number, study: study)
      for output in try view.outputs(form) { context.answer(output.shown(as: form)) }
      context.record(
        "trace",
        [
          ("model", .text(entry.name)), ("layer", .text(name)), ("subject", .text("fixed_points")),
          ("speed", .list(study.points.map { .number($0.speed) })),
          ("unstable", .list(study.points.map { .number(Double($0.unstableDirections)) })),
          ("modulus", .list(study.points.map { .number($0.eigenvalues.first?.modulus ?? .nan) })),
        ])
    }
  }

  private static func fit(
    _ numbers: [Double], _ argument: Argument, _ layer: ModelPlan.Layer, _ context: CommandContext
  ) throws {
    guard case .vector(let width) = layer.input else {
      throw context.failure(
        "\(layer.name) reads symbols", at: argument, hint: "give the time step whose symbol is held: t=")
    }
    guard width == numbers.count else {
      throw context.failure(
        "\(layer.name) reads \(width) \(width == 1 ? "number" : "numbers") at each time step, and input= holds "
          + "\(numbers.count)", at: argument)
    }
  }

  private static func heldNumbers(_ argument: Argument, _ context: CommandContext) throws -> [Double] {
    guard case .list(let items) = try context.value(argument) else {
      throw context.failure("input is a list of numbers", at: argument, hint: "for example: input=[0, 0, 1]")
    }
    return try items.map { item in
      guard case .number(let number) = item, number.isFinite else {
        throw context.failure("input holds finite numbers, and \(item.literal) is none", at: argument)
      }
      return number
    }
  }
}

extension Workspace {
  /// Time steps that are enough to know where a layer goes, and sequences that they are taken from at most.
  private static let visitedSteps = 2_000
  private static let visitedExamples = 32

  /// Fixed points of a recurrent layer of the current model.
  ///
  /// - Parameter held: nil: zeros, or of symbols the one where the stepper stands.
  mutating func fixedPoints(
    layer number: Int, holding held: HeldInput? = nil, starts: Int = 100, check: () throws -> Void
  ) throws -> FixedPointStudy {
    let pass = try recordedPass()
    var input = held
    if input == nil {
      switch pass.plan.layers[pass.layers[number].index].input {
      case .vector(let size): input = .numbers(Array(repeating: 0, count: size))
      case .token: input = pass.input(ofLayer: number, heldAt: min(stepper?.t ?? 1, pass.layers[number].steps))
      }
    }
    guard let input, let data = try knownData(), let part = stepper?.part else {
      throw SessionError("what \(pass.layers[number].name) reads was not recorded", hint: "give t= or input=")
    }
    var visited = pass.visitedStates(layer: number)
    let limit = min(data.count(part) ?? Self.visitedExamples, Self.visitedExamples)
    for index in 0..<limit where visited.count < Self.visitedSteps && index != stepper?.index {
      try check()
      let other = try RecordedPass(
        ModelDescription(name: "", layers: pass.plan.layers.map(\.description)), pass.parameters, shape: data.shape,
        loss: settings.loss(for: data.shape), example: try data.example(part, index))
      visited += other.visitedStates(layer: number)
    }
    return try FixedPointStudy(
      pass, layer: number, holding: input, visited: visited, starts: starts, seed: seed, check: check)
  }
}
