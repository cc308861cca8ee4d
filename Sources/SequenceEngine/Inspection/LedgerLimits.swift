extension ModelPlan {
  /// Refuses a layer whose gradient cannot be parted by the losses of single time steps.
  func checkFollowing(of layer: RecordedLayer) throws(ModelError) {
    let reached = reached(from: layer.index..<layer.index + 1)
    if let above = windowedLayers.first(where: reached.contains) {
      throw ModelError(
        "the losses reach \(layer.name) through \(layers[above].name), which starts anew for each time step "
          + "(window=), and are not followed one by one through it; show gradients tells their sum")
    }
    if let mixing = layers[(layer.index + 1)...].first(where: {
      $0.description.kind.mixesSteps && $0.description.kind != .timeReverse
    }) {
      throw ModelError(
        "a ledger follows each step's loss back through layers that work step by step, and this one reads several at once; "
          + "look at a layer behind it, or at: show gradients", layer: mixing.name)
    }
  }
}
