/// Files of named tensors in whatever format they begin as: safetensors, numpy's `.npz`, or Keras' `.h5`.
public enum WeightFile {
  /// Reads a file; what its name ends in does not matter.
  ///
  /// - Throws: `DataError` naming the file and what is wrong with it; what `progress` throws.
  public static func read(
    _ path: String, byteBudget: Int = 1_000_000_000, progress: DataProgress = { _, _ in }
  ) throws -> SafetensorsFile {
    var bytes: [UInt8] = []
    try DataFile.read(path, byteBudget: byteBudget, unpacks: false, progress: progress) { chunk, _ in bytes += chunk }
    return try read(bytes: bytes, name: DataFile.place(path), byteBudget: byteBudget)
  }

  /// Reads the bytes of a file; `name` is what messages call it.
  public static func read(bytes: [UInt8], name: String, byteBudget: Int = 1_000_000_000) throws -> SafetensorsFile {
    if bytes.starts(with: HDF5File.signature) {
      return SafetensorsFile(tensors: KerasVariables.renamed(try HDF5File(bytes: bytes, name: name).arrays))
    }
    guard ZipArchive.isBeginning(bytes) else { return try SafetensorsFile(bytes: bytes, name: name) }
    return SafetensorsFile(tensors: try NumpyArchive.tensors(of: bytes, name: name, byteBudget: byteBudget))
  }
}
