/// Pictures of compared models are told apart by eye: the same picture of each has the same scale.
extension [[Output]] {
  /// The pictures of several models, in the order of the models, those at the same place with one scale.
  var onOneScale: [[Output]] {
    guard count > 1 else { return self }
    var scaled = self
    for place in 0..<(map(\.count).min() ?? 0) {
      let pictures = map { $0[place] }
      for model in indices { scaled[model][place] = pictures[model].scaled(like: pictures) }
    }
    return scaled
  }
}

extension Output {
  fileprivate func scaled(like others: [Output]) -> Output {
    switch self {
    case .line(var chart):
      let charts = others.compactMap { if case .line(let own) = $0, own.yScale == chart.yScale { own } else { nil } }
      guard charts.count == others.count else { return self }
      chart.yReach = charts.reach
      return .line(chart)
    case .heat(var map):
      let maps = others.compactMap { other -> HeatMap? in
        guard case .heat(let own) = other, own.kind == map.kind, own.scale == map.scale, own.range == nil else {
          return nil
        }
        return own
      }
      guard maps.count == others.count else { return self }
      map.range = maps.range
      return .heat(map)
    default: return self
    }
  }
}

extension [LineChart] {
  /// The least and the largest of what the charts draw, lines beside the curves included; nil: nothing.
  fileprivate var reach: ClosedRange<Double>? {
    let isLogarithmic = first?.yScale == .log10
    let values: [Double] = flatMap { chart -> [Double] in
      chart.series.flatMap { $0.points.map(\.y) } + (isLogarithmic ? chart.references.map(\.value) : [])
    }.filter { $0.isFinite && (!isLogarithmic || $0 > 0) }
    guard let least = values.min(), let most = values.max() else { return nil }
    return least...most
  }
}

extension [HeatMap] {
  /// The values of the weakest and the strongest shade; nil: there are none.
  fileprivate var range: ClosedRange<Double>? {
    let sizes = flatMap { $0.rows.joined().map(abs) }.filter { $0.isFinite && $0 > 0 }
    guard let least = sizes.min(), let most = sizes.max(), let first else { return nil }
    if first.scale == .log10 { return least...most }
    return (first.kind == .signed ? -most : 0)...most
  }
}
