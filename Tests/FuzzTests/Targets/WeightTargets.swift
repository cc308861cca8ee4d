import SequenceEngine

/// Files of weights: safetensors, checkpoints, numpy's and Keras', and the JSON in them.
extension FuzzTarget {
  static let weights = [json, safetensors, checkpoint, npy, npz, keras]

  static let json = FuzzTarget("json", words: ["\\uD800", "\\uDC00", "\\u0000", "null", "true", "1e999", "-0"]) {
    bytes in
    guard let value = try? StrictJSON.parse(bytes) else { return }
    if case .string(let text) = value {
      precondition(
        (try? StrictJSON.parse(Array(StrictJSON.quoted(text).utf8))) == value, "a quoted text reads otherwise")
    }
  }

  static let safetensors = FuzzTarget(
    "safetensors",
    words: [
      "\"dtype\"", "\"shape\"", "\"data_offsets\"", "\"__metadata__\"", "\"F32\"", "\"F4\"", "\"BF16\"", "\"I64\"",
      "9223372036854775807", "18446744073709551616", "[0,0]", "{}",
    ]
  ) { bytes in
    guard let file = reading({ try SafetensorsFile(bytes: bytes, name: "fuzz") }) else { return }
    for warning in file.warnings { checkLegible(warning) }
    guard let again = try? file.encoded() else { preconditionFailure("what was read cannot be written") }
    guard let second = try? SafetensorsFile(bytes: again) else { preconditionFailure("what was written is refused") }
    precondition(
      second.metadata == file.metadata && second.buffer == file.buffer, "a file that is read and written changes")
    let names = file.tensors.map(\.name)
    precondition(names.count < 2 || names.sorted() == second.tensors.map(\.name).sorted(), "a tensor is lost")
  }

  /// A model of ours; the checksum is mended, for chance would never find it.
  static let checkpoint = FuzzTarget(
    "checkpoint", words: ["unroll.", "crc32", "model", "layers", "kind", "size", "meanings"]
  ) { bytes in
    guard var file = try? SafetensorsFile(bytes: bytes, name: "fuzz") else { return }
    for key in file.metadata.keys where key.hasSuffix("crc32") {
      file.metadata[key] = String(CRC32.checksum(file.buffer))
    }
    guard let mended = try? file.encoded() else { return }
    guard case .checkpoint(let checkpoint)? = reading({ try withFile(mended) { try Checkpoint.load($0) } }) else {
      return
    }
    let loss = checkpoint.settings.loss(for: checkpoint.shape)
    guard checkpoint.state.parameters.count < 2000, checkpoint.shape.input.size < 100,
      loss.fits(checkpoint.shape.target)
    else { return }
    let input: SequenceInput =
      switch checkpoint.shape.input {
      case .token: .tokens([0, 0, 0])
      case .vector(let size): .vectors([Double](repeating: 0.5, count: 3 * size), size: size)
      }
    _ = reading { try Predictor(checkpoint.state, for: checkpoint.shape, loss: loss).outputs([input]) }
  }

  static let npy = FuzzTarget(
    "npy", words: ["'descr'", "'fortran_order'", "'shape'", "True", "False", "'<f8'", "'|O'", "'>i2'", "(4294967296,"]
  ) { bytes in
    _ = reading { try NumpyArray.tensor(name: "fuzz", bytes, place: "fuzz") }
  }

  static let npz = FuzzTarget("npz", words: ["PK\u{1}\u{2}", "PK\u{3}\u{4}", "PK\u{5}\u{6}", ".npy"]) { bytes in
    guard let tensors = reading({ try NumpyArchive.tensors(of: bytes, name: "fuzz", byteBudget: 1 << 26) }) else {
      return
    }
    let size = tensors.reduce(0) { $0 + $1.bytes.count }
    precondition(size <= max(1 << 20, 200 * bytes.count), "an archive unpacks to more than it may")
  }

  static let keras = FuzzTarget("keras", words: ["TREE", "SNOD", "HEAP", "OHDR", "vars", "layers", "kernel"]) { bytes in
    var bytes = bytes
    let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]
    if !bytes.starts(with: signature) { bytes.insert(contentsOf: signature, at: 0) }
    guard let file = reading({ try WeightFile.read(bytes: bytes, name: "fuzz") }) else { return }
    let size = file.tensors.reduce(0) { $0 + $1.bytes.count }
    precondition(size <= bytes.count, "a file holds more numbers than bytes")
  }

  /// What the reader gives; nil if it refuses, which a person can read.
  private static func reading<Value>(_ body: () throws -> Value) -> Value? {
    do {
      return try body()
    } catch let error as DataError {
      checkLegible(error.description)
    } catch let error as ModelError {
      checkLegible(error.description)
    } catch {
      preconditionFailure("an error that nobody explains: \(error)")
    }
    return nil
  }
}
