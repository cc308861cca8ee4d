import SequenceEngine

/// Models whose cells are varied by options, for tests.
protocol VariedModels {}

extension VariedModels {
  var shape: DataShape { DataShape(input: .vector(size: 3), target: .vector(size: 2), placement: .perStep) }
  var dense: LayerKind { .dense(units: nil, activation: .identity) }
  var units: Int { 4 }

  static func variation(dropout: Double = 0, zoneout: Double = 0, norm: Bool = false) -> CellVariation {
    var variation = CellVariation()
    (variation.recurrentDropout, variation.zoneout, variation.normalises) = (dropout, zoneout, norm)
    return variation
  }

  static var variations: [CellVariation] {
    [
      variation(dropout: 0.4), variation(zoneout: 0.3), variation(norm: true),
      variation(dropout: 0.3, zoneout: 0.2, norm: true),
    ]
  }

  func model(_ source: String, _ variation: CellVariation, _ change: (inout RecurrentLayer) -> Void = { _ in })
    -> ModelDescription
  {
    Models.description([
      Models.recurrent(source, units) {
        $0.variation = variation
        change(&$0)
      }, dense,
    ])
  }

  var batch: Batch { Models.batch(lengths: [6, 4, 4, 1], inputs: 3, target: .vector(size: 2)) }
}
