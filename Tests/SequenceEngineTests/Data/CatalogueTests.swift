import Foundation
import SequenceEngine
import Testing

@Suite struct CatalogueTests {
  @Test func everyNameTellsWhatItTeachesOnce() {
    let names = Catalogue.entries.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(Set(GeneratedTask.table.map(\.name)).isSubset(of: Set(names)))
    for entry in Catalogue.entries { #expect(entry.teaches.count > 20) }
  }

  @Test func aShippedNameIsARequestForItsFile() throws {
    let catalogue = Catalogue(folder: "/data")
    guard case .csv(let path, let options) = try catalogue.request("co2") else { throw Unexpected() }
    #expect(path == "/data/co2.csv")
    #expect(options.columns == ["ppm"])
    guard case .text(let text, _) = try catalogue.request("harbour") else { throw Unexpected() }
    #expect(text == "/data/harbour.txt")
    #expect(
      message { try catalogue.request("sunspot") }?.hasSuffix("found another name; did you mean 'sunspots'?") == true)
  }

  private struct Unexpected: Error {}

  private func find(_ folders: Set<String>, home: String? = nil, program: String = "/opt/u/bin/unroll") throws -> String
  {
    try ShippedFolder.find(home: home, program: program) { folders.contains($0) }
  }

  @Test func theVariableComesFirst() throws {
    #expect(try find(["/home/d/datasets", "/opt/u/datasets"], home: "/home/d") == "/home/d")
    #expect(try find(["/opt/u/datasets"], home: "") == "/opt/u")
    #expect(
      message { try find(["/opt/u/datasets"], home: "/no") }
        == "UNROLL_HOME: expected a folder with datasets/ in it, found '/no'; correct the variable or unset it")
  }

  @Test func thenTheFoldersAboveTheProgramAndThenTheSharedOne() throws {
    #expect(try find(["/opt/datasets", "/opt/u/bin/share/unroll/datasets"]) == "/opt")
    #expect(try find(["/opt/u/bin/share/unroll/datasets"]) == "/opt/u/bin/share/unroll")
    #expect(try find(["/opt/u/share/unroll/datasets"]) == "/opt/u/share/unroll")
    #expect(
      message { try find([]) }
        == "the shipped data sets: expected a folder datasets/ above the program or share/unroll beside it, found"
        + " none; set"
        + " UNROLL_HOME to the folder that holds datasets/")
  }
}
