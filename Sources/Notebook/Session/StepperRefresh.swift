extension Workspace {
  /// Unrolls the shown example again with the present weights, data and models.
  mutating func refreshStepper() throws {}
}
