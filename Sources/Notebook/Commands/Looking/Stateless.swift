import SequenceEngine

/// What is said of layers and models without states that run through time.
extension ModelPlan {
  /// Why there is nothing to look at in a layer.
  func stateless(_ layer: Int) -> String {
    guard let window = layers[layer].window else {
      guard let projected = projectedLayer(by: layer) else {
        return "\(layers[layer].name) has no states: it is no recurrent layer"
      }
      return
        "\(layers[layer].name) has no states: it puts out R h, and the states are those of \(layers[projected].name)"
    }
    return "\(layers[layer].name) starts anew for each time step (window=\(window)), so that no state runs through time"
  }

  /// Why there is nothing to look at in the whole model.
  var withoutStates: SessionError {
    guard let layer = windowedLayers.first else {
      return SessionError("the model has no recurrent layer", hint: "add one, for example: add rnn 32")
    }
    return SessionError(stateless(layer), hint: "for a state that does: replace it with a layer without window=")
  }
}
