import Glibc
import SequenceEngine

/// Files of data. The first byte chooses options, a digit in files that people write.
extension FuzzTarget {
  static let data = [csv, labelled, tagged, pairs, recordings, tunes, text, arrays]

  private static let numbers = ["nan", "inf", "-inf", "1e400", "1e-400", "0x1p3", "-0", "NA", "?", "1,5", "\u{2212}1"]

  static let csv = FuzzTarget(
    "csv", hasOptions: true, words: numbers + ["\"", "\"\"", "\r\n", "\r", ",", "year", "value"]
  ) { bytes in
    read(bytes) { option, path in
      let options = SeriesOptions(
        columns: option & 4 == 0 ? nil : ["value"], window: 1 + option & 3, horizon: 1 + option >> 3 & 1,
        normalisation: [.standard, .minmax, .none][option % 3],
        gaps: SeriesOptions.Gaps.allCases[option & 128 == 0 ? 0 : option & 3])
      return option & 64 == 0 ? .csv(path: path, options) : .rows(path: path, labels: "year", options)
    }
  }

  static let labelled = FuzzTarget("labelled", hasOptions: true, words: ["\t", "\n", "\r\n", "\u{FEFF}", "e\u{301}"]) {
    bytes in
    read(bytes) { option, path in
      .labelled(path: path, SymbolOptions(unit: unit(option), maximumLength: option & 4 == 0 ? nil : 3))
    }
  }

  private static let tagColumns: [TagColumn?] = [nil, .named("pos"), .number(2), .number(3)]

  static let tagged = FuzzTarget(
    "tagged", hasOptions: true, words: ["-DOCSTART-", "B-LOC", "I-", "O", "E-", "S-", "\t", "\n\n"]
  ) {
    bytes in
    read(bytes) { option, path in
      .tagged(path: path, TaggedOptions(column: tagColumns[option & 3]))
    }
  }

  static let pairs = FuzzTarget("pairs", hasOptions: true, words: ["\t", "\n", "\u{A0}", "\u{3000}"]) { bytes in
    read(bytes) { option, path in
      .pairs(path: path, SymbolOptions(unit: unit(option), maximumLength: option & 4 == 0 ? nil : 4))
    }
  }

  static let recordings = FuzzTarget(
    "recordings", hasOptions: true,
    words: numbers + [
      "@problemName", "@timeStamps", "@missing", "@univariate", "@dimensions", "@equalLength", "@seriesLength",
      "@classLabel", "@data", "true", "false", ":", ",", "#",
    ]
  ) { bytes in
    read(bytes) { option, path in
      let options = RecordingOptions(
        order: RecordingOptions.Order.allCases[option & 3], normalisation: option & 4 == 0 ? .standard : .none)
      return option & 8 == 0
        ? .recordings(path: path, options) : .strips(path: path, StripOptions(recordings: options))
    }
  }

  static let tunes = FuzzTarget(
    "tunes", hasOptions: true,
    words: ["X:", "T:", "M:", "L:", "K:", "R:", "%", "\\\n", "|:", ":|", "\n\n", "[K:", "w:"]
  ) { bytes in
    read(bytes) { option, path in
      .tunes(path: path, TuneOptions(kind: TuneOptions.Kind.allCases[option % 3]))
    }
  }

  static let text = FuzzTarget(
    "text", hasOptions: true, words: ["\u{FEFF}", "\r\n", "\0", "<eos>", "<unk>", "\u{10FFFF}"]
  ) { bytes in
    read(bytes) { option, path in
      let encoding: TextEncoding = option & 128 == 0 ? .utf8 : .latin1
      if option & 64 != 0 { return .lines(path: path, SymbolOptions(unit: unit(option), encoding: encoding)) }
      let options = TextOptions(
        unit: unit(option), window: 1 + option & 7, minimumCount: 1 + option >> 3 & 1, encoding: encoding)
      return option & 4 == 0 ? .text(path: path, options) : .cloze(path: path, options)
    }
  }

  /// Arrays are written as a safetensors file, for chance would never find the checksums of an archive.
  static let arrays = FuzzTarget(
    "arrays", hasOptions: true,
    words: ["\"x\"", "\"y\"", "\"lengths\"", "\"x_train\"", "\"y_test\"", "\"F64\"", "\"I32\"", "\"BOOL\""]
  ) { bytes in
    guard let first = bytes.first, let file = try? SafetensorsFile(bytes: Array(bytes.dropFirst()), name: "fuzz"),
      let archive = try? NumpyArchive.encoded(file.tensors)
    else { return }
    read([first] + archive) { option, path in
      .arrays(path: path, ArrayOptions(targets: option & 3 == 0 ? nil : ArrayOptions.Targets.allCases[option % 3]))
    }
  }

  private static func unit(_ option: Int) -> TextUnit { TextUnit.allCases[option % 3] }

  /// Reads the data and looks at them as the notebook does.
  private static func read(_ bytes: [UInt8], _ request: (_ option: Int, _ path: String) -> DataRequest) {
    guard let first = bytes.first else { return }
    _ = try? withFile(Array(bytes.dropFirst())) { path in
      do {
        let batch = try BatchSettings(size: 3)
        let data = try Dataset(request(Int(first), path), batch: batch, byteBudget: 1 << 22)
        for line in data.summary { checkLegible(line) }
        _ = data.trainingBatch(0)
        _ = data.trainingBatch(1)
        for part in DataPart.allCases where data.count(part) ?? 0 > 0 {
          _ = try data.example(part, 0)
          if data.evaluationBatches(part) > 0 { _ = data.evaluationBatch(part, data.evaluationBatches(part) - 1) }
        }
      } catch let error as DataError {
        checkLegible(error.description)
      }
    }
  }
}
