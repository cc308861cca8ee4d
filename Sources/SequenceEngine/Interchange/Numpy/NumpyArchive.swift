/// Named arrays in numpy's `.npz` format: a zip archive of `.npy` files, stored (`numpy.savez`) or deflated
/// (`numpy.savez_compressed`).
public enum NumpyArchive {
  private static let suffix = ".npy"

  /// The archive of some tensors, stored.
  ///
  /// - Throws: `DataError` for two tensors of one name, a type that numpy does not know, or more than 4 GB.
  public static func encoded(_ tensors: [SafetensorsFile.Tensor]) throws(DataError) -> [UInt8] {
    var members: [ZipArchive.Member] = []
    var names: Set<[UInt8]> = []
    for tensor in tensors {
      guard names.insert(Array(tensor.name.utf8)).inserted else {
        throw DataError(
          "array \(DataError.quote(tensor.name))", expected: "a name of its own", found: "one that is taken",
          advice: "rename the layer or the tensor")
      }
      members.append(.init(name: tensor.name + suffix, bytes: try NumpyArray.encoded(tensor)))
    }
    return try ZipArchive(members: members).encoded()
  }

  /// The arrays of an archive, in its order.
  ///
  /// - Throws: `DataError` naming the member and what is wrong with it.
  public static func tensors(
    of bytes: [UInt8], name: String, byteBudget: Int = 1_000_000_000
  ) throws(DataError) -> [SafetensorsFile.Tensor] {
    var tensors: [SafetensorsFile.Tensor] = []
    for member in try ZipArchive(bytes: bytes, name: name, byteBudget: byteBudget).members {
      let place = "\(name), member \(DataError.quote(member.name))"
      guard member.name.hasSuffix(suffix) else {
        throw DataError(
          place, expected: "an array, its name ending in .npy", found: "another file",
          advice: "save it with numpy.savez")
      }
      let array = String(member.name.dropLast(suffix.count))
      tensors.append(try NumpyArray.tensor(name: array, member.bytes, place: place))
    }
    return tensors
  }
}
