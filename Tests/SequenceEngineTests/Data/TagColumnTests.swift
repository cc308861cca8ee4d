import SequenceEngine
import Testing

@Suite("Columns of CoNLL files") struct TagColumnTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let universal = """
    # text = don't go
    1-2\tdon't\t_\t_\t_\t_\t_\t_\t_\t_
    1\tdo\tdo\tAUX\tVBP\tMood=Ind\t3\taux\t3:aux\t_
    2\tn't\tnot\tPART\tRB\t_\t3\tadvmod\t3:advmod\t_
    # a comment among tokens
    3\tgo\tgo\tVERB\tVB\tVerbForm=Inf\t0\troot\t0:root\tSpaceAfter=No
    3.1\tgone\tgo\tX\tVBN\t_\t_\t_\t_\t_

    """

  private static let shared = """
    -DOCSTART- -X- -X- O

    U.N. NNP B-NP B-ORG
    official NN I-NP O
    heads VBZ B-VP O

    """

  /// The tags of the first sentence, in order.
  private func tags(_ content: String, _ column: TagColumn?) throws -> [String] {
    let data = try Dataset(
      .tagged(path: folder.write("t.txt", content), TaggedOptions(column: column)), split: .undivided)
    let names = try #require(data.classNames)
    return try data.example(.train, 0).classes.map { names[Int($0)] }
  }

  private func failure(_ content: String, _ column: TagColumn) -> String? {
    folder.message { try tags(content, column) }
  }

  @Test(arguments: [
    ("upos", ["AUX", "PART", "VERB"]), ("pos", ["AUX", "PART", "VERB"]), ("UPOS", ["AUX", "PART", "VERB"]),
    ("xpos", ["VBP", "RB", "VB"]), ("lemma", ["do", "not", "go"]), ("feats", ["Mood=Ind", "_", "VerbForm=Inf"]),
    ("head", ["3", "3", "0"]), ("deprel", ["aux", "advmod", "root"]), ("deps", ["3:aux", "3:advmod", "0:root"]),
    ("misc", ["_", "_", "SpaceAfter=No"]),
  ])
  func universalDependenciesHaveTheirOwnNames(name: String, expected: [String]) throws {
    #expect(try tags(Self.universal, .named(name)) == expected)
  }

  @Test(arguments: [
    ("pos", ["NNP", "NN", "VBZ"]), ("chunk", ["B-NP", "I-NP", "B-VP"]), ("ner", ["B-ORG", "O", "O"]),
  ])
  func theSharedTasksHaveTheirs(name: String, expected: [String]) throws {
    #expect(try tags(Self.shared, .named(name)) == expected)
  }

  @Test func aNumberMeansTheColumnOfEitherFormat() throws {
    #expect(try tags(Self.universal, .number(4)) == tags(Self.universal, nil))
    #expect(try tags(Self.universal, .number(8)) == ["aux", "advmod", "root"])
    #expect(try tags(Self.shared, .number(2)) == ["NNP", "NN", "VBZ"])
    #expect(try tags(Self.shared, .number(4)) == tags(Self.shared, nil))
    #expect(try tags("He PRP B-NP\nreckons VBZ B-VP\n", .named("chunk")) == ["B-NP", "B-VP"])
  }

  @Test func theTokenIsNoTagOfItself() {
    #expect(
      failure(Self.universal, .number(2))
        == "'t.txt', column=: expected another column than the token's, found 2; column=upos is the fourth of CoNLL-U")
  }

  @Test func anUnknownNameListsThoseOfTheFile() {
    let names = "expected one of lemma, upos, pos, xpos, feats, head, deprel, deps, misc, the names of CoNLL-U"
    let advice = "give one of them, or the column's number counted from 1"
    #expect(failure(Self.universal, .named("ner")) == "'t.txt', column=: \(names), found 'ner'; \(advice)")
    #expect(
      failure(Self.universal, .named("upso")) == "'t.txt', column=: \(names), found 'upso'; did you mean 'upos'?")
    #expect(
      failure(Self.shared, .named("deprel"))
        == "'t.txt', column=: expected one of pos, chunk, ner, the names of CoNLL-2003, found 'deprel'; \(advice)")
  }

  @Test func aFileOfAnotherWidthHasNoNames() {
    let advice = "only CoNLL-U and files of 3 or 4 columns (pos, chunk, ner) have names for them"
    #expect(failure("a O\nb B-X\n", .named("ner")) == "'t.txt', column=: expected 2, found 'ner'; \(advice)")
    #expect(
      failure("Der der ART I-NC O\n", .named("pos"))
        == "'t.txt', column=: expected a number from 2 to 5, found 'pos'; \(advice)")
    #expect(
      failure("a NN B-NP O\nb NN B-NP\n", .named("pos"))?.contains("line 2: expected 4 columns as in line 1, found 3")
        == true)
  }
}
