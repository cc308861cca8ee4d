import Notebook
import Testing

@Suite("Numbers as text")
struct NumberFormatTests {
  @Test(
    arguments: [
      (0.1672, NumberFormat.general, "0.1672"), (4353, .general, "4353"), (1e-6, .general, "1e-6"), (0, .general, "0"),
      (-0.0, .general, "0"), (12_345_678, .general, "1.235e7"), (1_204_353, .integer, "1,204,353"),
      (-999, .integer, "-999"),
      (-1000.4, .integer, "-1,000"), (0.125, .percent(1), "12.5%"), (-0.0001, .fixed(2), "0.00"),
      (2.6e-14, .scientific(1), "2.6e-14"),
      (1, .scientific(2), "1.00e0"), (.nan, .integer, "nan"), (-.infinity, .percent(0), "-inf"),
      (1e300, .scientific(0), "1e300"),
      (1.5, .fixed(-3), "2"), (0.1, .significant(99), "0.10000000000000001"),
    ])
  func text(_ number: Double, _ format: NumberFormat, _ text: String) { #expect(format.text(number) == text) }

  @Test("The longest number is written whole")
  func longest() { #expect(NumberFormat.fixed(17).text(-Double.greatestFiniteMagnitude).count == 328) }
}
