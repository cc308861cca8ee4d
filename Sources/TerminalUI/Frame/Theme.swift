/// Turns meanings into colours. Magnitudes are cividis, which rises evenly in lightness; signs are blue and orange,
/// which nobody's colour vision confuses. What a colour says, the glyph says too.
public struct Theme: Hashable, Sendable {
  var title, error, warning, good, reference, soft, cursorBackground, cursorForeground: Tint
  var heat: [Tint]  // [8]
  var signed: [Tint]  // [9], from −4 to 4
  var series: [Tint]  // [6]

  /// For a dark background: more is lighter.
  public static let dark = Theme(
    title: Tint(0x8ab4f8, 111, 14), error: Tint(0xff6b6b, 203, 9), warning: Tint(0xffc36b, 215, 11),
    good: Tint(0x7fd18b, 114, 10), reference: Tint(0x8f9aa8, 246, 7), soft: Tint(0x8a8f98, 245, 8),
    cursorBackground: Tint(0x3d4660, 239, 8), cursorForeground: Tint(0xffffff, 231, 15), heat: cividis,
    signed: blueWhiteOrange,
    series: [
      Tint(0x56b4e9, 74, 14), Tint(0xe69f00, 178, 11), Tint(0x33c19a, 79, 10), Tint(0xcc79a7, 175, 13),
      Tint(0xf0e442, 227, 3), Tint(0xd9733f, 173, 9),
    ])

  /// For a light background: more is darker.
  public static let light = Theme(
    title: Tint(0x1f4e9c, 25, 4), error: Tint(0xb3261e, 124, 1), warning: Tint(0x9a5b00, 94, 3),
    good: Tint(0x1b6e35, 22, 2), reference: Tint(0x6b7280, 242, 8), soft: Tint(0x6b7280, 242, 8),
    cursorBackground: Tint(0xc5d2f0, 153, 7), cursorForeground: Tint(0x000000, 16, 0), heat: cividisReversed,
    signed: [
      Tint(0x0b3d91, 18, 4), Tint(0x1f5fbf, 25, 4), Tint(0x4a86d8, 68, 12), Tint(0x8fb3e0, 110, 12),
      Tint(0xb0b0b0, 249, 7), Tint(0xe0b890, 180, 3), Tint(0xd88a3a, 172, 3), Tint(0xb85e00, 130, 1),
      Tint(0x803a00, 88, 1),
    ],
    series: [
      Tint(0x0072b2, 25, 4), Tint(0xb36b00, 130, 3), Tint(0x007a5a, 29, 2), Tint(0x9c3f78, 132, 5),
      Tint(0x7a6a00, 100, 8), Tint(0xa63c00, 124, 1),
    ])

  /// For dim projectors and tired eyes: few colours, all of them strong.
  public static let contrast = Theme(
    title: Tint(0xffffff, 231, 15), error: Tint(0xff8080, 210, 9), warning: Tint(0xffe000, 220, 11),
    good: Tint(0x80ff80, 120, 10), reference: Tint(0xffffff, 231, 15), soft: Tint(0xe0e0e0, 254, 7),
    cursorBackground: Tint(0xffffff, 231, 15), cursorForeground: Tint(0x000000, 16, 0),
    heat: [
      Tint(0x808080, 244, 7), Tint(0x909090, 246, 7), Tint(0xa8a8a8, 248, 7), Tint(0xc0c0c0, 250, 7),
      Tint(0xd8d8d8, 253, 15), Tint(0xf0f0f0, 255, 15), Tint(0xffff80, 228, 11), Tint(0xffff00, 226, 11),
    ],
    signed: [
      Tint(0x40c0ff, 81, 14), Tint(0x60ccff, 81, 14), Tint(0x90dcff, 117, 14), Tint(0xc0ecff, 153, 14),
      Tint(0xd0d0d0, 252, 7), Tint(0xffe8a0, 229, 11), Tint(0xffd860, 221, 11), Tint(0xffc830, 220, 11),
      Tint(0xffb800, 214, 11),
    ],
    series: [
      Tint(0x40e0ff, 81, 14), Tint(0xffd000, 220, 11), Tint(0x60ff90, 84, 10), Tint(0xff90e0, 212, 13),
      Tint(0xffffff, 231, 15), Tint(0xff9050, 209, 9),
    ])

  /// The themes by the names that people give them.
  public static let named: [(name: String, theme: Theme)] = [
    ("dark", dark), ("light", light), ("contrast", contrast),
  ]

  public func appearance(of style: Style, depth: ColourDepth) -> Appearance {
    var look = Appearance()
    switch style.role {
    case .plain: break
    case .soft:
      look.foreground = soft.colour(depth)
      look.isDim = depth == .none
    case .strong: look.isBold = true
    case .title:
      look.foreground = title.colour(depth)
      look.isBold = true
    case .error:
      look.foreground = error.colour(depth)
      look.isBold = true
    case .warning: look.foreground = warning.colour(depth)
    case .good: look.foreground = good.colour(depth)
    case .cursor:
      look.isBold = true
      look.isReversed = true
    case .reference: look.foreground = reference.colour(depth)
    case .heat(let level): look.foreground = heat[min(max(level, 0), 7)].colour(depth)
    case .signed(let level): look.foreground = signed[min(max(level, -4), 4) + 4].colour(depth)
    case .activation(let level):
      look.foreground = signed[min(max(level, -4), 4) + 4].colour(depth)
      look.isUnderlined = level < 0
      look.isBold = abs(level) >= 2
      look.isDim = depth == .none && level == 0
    case .series(let index): look.foreground = series[((index % 6) + 6) % 6].colour(depth)
    }
    if style.isLit {
      look.isReversed = depth == .none
      look.background = cursorBackground.colour(depth)
      // A full block would cover the background, so the ink is lit as well; the glyph keeps the value.
      look.foreground = cursorForeground.colour(depth)
    }
    return look
  }

  private static let cividis = [
    Tint(0x00224e, 234, 8), Tint(0x1e3b6f, 237, 8), Tint(0x4b546d, 240, 8), Tint(0x6c6e72, 242, 7),
    Tint(0x8e8977, 245, 7), Tint(0xb2a66f, 143, 3), Tint(0xd8c55b, 185, 3), Tint(0xfee838, 221, 11),
  ]

  private static let cividisReversed = [
    Tint(0xc9b458, 185, 7), Tint(0xb2a66f, 143, 7), Tint(0x8e8977, 245, 7), Tint(0x6c6e72, 242, 8),
    Tint(0x4b546d, 240, 8), Tint(0x37476e, 238, 8), Tint(0x1e3b6f, 237, 4), Tint(0x00224e, 234, 0),
  ]

  private static let blueWhiteOrange = [
    Tint(0x2b8cff, 33, 12), Tint(0x4fa6ff, 39, 12), Tint(0x7dbdf5, 75, 4), Tint(0xabcbe6, 110, 4),
    Tint(0xc8c8c8, 251, 7), Tint(0xe6cba8, 180, 3), Tint(0xf2b96b, 215, 3), Tint(0xf7a233, 214, 11),
    Tint(0xff8400, 208, 11),
  ]
}
