import SequenceEngine

/// Eigenvalues and singular values of the square recurrent matrices, one for each gate.
struct SpectrumView {
  let title: String
  let pass: RecordedPass
  /// Numbers among the recurrent layers.
  let layers: [Int]
  /// Called while eigenvalues are taken; throwing stops the work.
  let check: () throws -> Void

  private func spectra() throws -> [(name: String, spectrum: Spectrum)] {
    try layers.flatMap { number in
      try pass.spectra(layer: number, check: check).map { ("\(pass.layers[number].name) \($0.gate)", $0.spectrum) }
    }
  }

  func outputs(_ form: String?) throws -> [Output] {
    let spectra = try spectra()
    switch form {
    case "table", "csv": return [.table(table(spectra))]
    case "plot", "heatmap":
      return [
        curves("sizes of the eigenvalues, largest first", spectra.map { ($0.name, $0.spectrum.moduli) }),
        curves("singular values", spectra.map { ($0.name, $0.spectrum.singularValues) }),
      ]
    case "text": return [sentences(spectra)]
    default:
      let radii = Output.bars(
        BarChart(
          "\(title)   spectral radius of the recurrent matrices",
          bars: spectra.map { .init($0.name, $0.spectrum.radius) }, references: [ReferenceLine("1", at: 1)]))
      return form == "bars" ? [radii] : [radii, sentences(spectra)]
    }
  }

  private func table(_ spectra: [(name: String, spectrum: Spectrum)]) -> Table {
    var table = Table(
      "\(title)   eigenvalues and singular values of the recurrent matrices",
      columns: [
        .init("matrix"), .init("n", .number), .init("real", .number), .init("imaginary", .number),
        .init("modulus", .number), .init("singular value", .number),
      ])
    for (name, spectrum) in spectra {
      for (place, value) in spectrum.eigenvalues.enumerated() {
        table.rows.append([
          .text(name), .count(place + 1), .number(value.real), .number(value.imaginary), .number(value.modulus),
          .number(spectrum.singularValues[place]),
        ])
      }
    }
    return table
  }

  private func curves(_ what: String, _ series: [(name: String, values: [Double])]) -> Output {
    .line(
      LineChart(
        "\(title)   \(what)", xLabel: "n", series: series.map { .init($0.name, y: $0.values) },
        references: [ReferenceLine("1", at: 1)]))
  }

  private func sentences(_ spectra: [(name: String, spectrum: Spectrum)]) -> Output {
    let format = NumberFormat.significant(4)
    let lines = spectra.map { name, spectrum in
      guard spectrum.radius.isFinite else { return "\(name): its eigenvalues cannot be told" }
      let values = spectrum.singularValues
      return "\(name): spectral radius \(format.text(spectrum.radius)); \(spectrum.outside) of "
        + "\(spectrum.eigenvalues.count) eigenvalues outside the unit circle; singular values "
        + "\(format.text(values.first ?? .nan)) to \(format.text(values.last ?? .nan))"
    }
    return .text(lines.isEmpty ? "there is no square recurrent matrix" : lines.joined(separator: "\n"))
  }
}
