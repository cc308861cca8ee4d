/// Strips: recordings put end to end, some empty time steps before each; the target is their classes in order, without
/// places in time.
struct StripMaterial: Material {
  let options: StripOptions
  private let recordings: RecordingMaterial

  init(path: String, options: StripOptions, byteBudget: Int, progress: DataProgress) throws {
    for (option, value, least) in [("length=", options.length, 1), ("gap=", options.gap, 0)]
    where !(least...1000).contains(value) {
      throw DataError(
        "data strips \(option)", expected: "from \(least) to 1,000", found: PlainNumber.grouped(value),
        advice: option == "length=" ? "4 recordings in a strip are a good start" : "2 empty time steps are a good start"
      )
    }
    self.options = options
    recordings = try RecordingMaterial(
      path: path, options: options.recordings, byteBudget: byteBudget, progress: progress)
  }

  func arranged(split: Split, batch: BatchSettings, seed: UInt64) throws -> any Arrangement {
    let single = RecordingArrangement(
      material: recordings, places: try recordings.places(split: split, seed: seed), batch: batch, seed: seed)
    let arrangement = StripArrangement(single: single, options: options)
    try batch.checkMemory(
      rows: batch.rowsPerUpdate, steps: options.length * (single.longest + options.gap), shape: arrangement.shape,
      place: recordings.place, advice: "make length=, gap= or batch smaller")
    return arrangement
  }
}

/// As many strips in a part as it has recordings, made of that part's recordings alone.
struct StripArrangement: Arrangement {
  let single: RecordingArrangement
  let options: StripOptions
  let baselines: PartBaselines

  init(single: RecordingArrangement, options: StripOptions) {
    self.single = single
    self.options = options
    let classes = single.material.classes
    baselines = PartBaselines(.labels(count: single.material.labels.count), single.places) {
      .labels([[classes[$0]]])
    }
  }

  var batch: BatchSettings { single.batch }
  var seed: UInt64 { single.seed }
  var labels: [String]? { single.labels }
  var normalisation: Normalisation? { single.normalisation }
  var shape: DataShape {
    DataShape(
      input: .vector(size: single.width), target: .labels(count: single.material.labels.count), placement: .perStep)
  }
  var notes: [String] {
    [
      "strips: \((options.length + 1) / 2) to \(PlainNumber.counted(options.length, "recording")) end to end, up to"
        + " \(PlainNumber.counted(options.gap, "empty time step")) before each; the target is their classes in order"
    ] + single.notes
  }

  func count(_ part: DataPart) -> Int? { single.count(part) }

  func example(_ part: DataPart, _ index: Int) -> Example {
    let own = single.places[part]
    let random = CounterRandom(seed: seed, stream: .data).keyed(own.startIndex + index)
    let shortest = (options.length + 1) / 2
    let count = shortest + random.integer(0, below: options.length - shortest + 1)
    var (values, labels) = ([Double](), [Int32]())
    for place in 0..<count {
      let recording = own[own.startIndex + random.integer(1 + 2 * place, below: own.count)]
      let gap = random.integer(2 + 2 * place, below: options.gap + 1)
      values += [Double](repeating: 0, count: gap * single.width) + single.input(recording)
      labels.append(single.material.classes[recording])
    }
    return Example(
      input: .vectors(values, size: single.width), target: .labels([labels]), steps: values.count / single.width)
  }
}
