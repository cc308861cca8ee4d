extension Output {
  /// A picture in words; texts and tables, which can be read as they are, stay.
  public var told: Output {
    switch self {
    case .line, .bars, .heat, .strips, .net: .words(of: self)
    case .text, .note, .table, .words: self
    }
  }
}
