import Script
import SequenceEngine

extension Workspace {
  /// What is read of the current model, and of those beside it.
  func modelReads(withCompared: Bool = true, others: [String] = []) -> Set<Resource> {
    var reads: Set<Resource> = [.data, .current]
    reads.formUnion(SessionSetting.allCases.map(Resource.setting))
    if withCompared { reads.insert(.compared) }
    let names = (current.map { [$0] } ?? []) + (withCompared ? compared : []) + others
    for name in names {
      reads.insert(.model(name))
      reads.formUnion(ModelSetting.allCases.map { .training(name, $0) })
    }
    if current == nil { reads.formUnion(ModelSetting.allCases.map(Resource.template)) }
    return reads
  }

  /// What a command reads, beside the names in its expressions.
  func reads(of command: Command) -> Set<Resource> {
    let verb = command.verb.text
    let words = command.words
    let named = words.filter { model($0) != nil }
    let cells = Set(words.filter { self.cells[$0] != nil }.map(Resource.cell))
    switch verb {
    case "help", "history", "theme", "quit", "demo", "run", "entry", "recover", "undo", "redo", "write", "open", "plot",
      "table":
      return []
    case "cells": return Set(self.cells.keys.map(Resource.cell))
    case "data": return [.preparation, .setting(.seed)]
    case "split", "batch": return [.data, .preparation, .setting(.seed)]
    case "seed": return [.data, .preparation]
    case "model":
      guard let name = words.first, model(name) == nil else { return [] }
      let settings = ModelSetting.allCases.map { setting in
        current.map { .training($0, setting) } ?? Resource.template(setting)
      }
      return Set(settings).union([.model(name), .current])
    case let verb where Resource.settingVerbs.contains(verb):
      return Set(Resource.extended(by: verb, in: self)).union([.current, .data])
    case "models", "copy", "remove", "diff": return modelReads(others: models.map(\.name))
    case "export": return resources
    case "show" where words.first == "data": return [.data, .preparation]
    case "show" where words.first == "sweep": return [.sweep]
    case "break", "watch", "unbreak", "breaks": return [.breaks]
    default: break
    }
    switch CommandRegistry.byVerb[verb]?.spec.family {
    case "model": return modelReads(withCompared: false, others: named).union(cells)
    case "training" where ["train", "evaluate"].contains(verb):
      return modelReads(others: named).union([.breaks]).union(variablesOfBreaks)
    case "training": return modelReads(others: named)
    default:
      let scores = (named + compared + (current.map { [$0] } ?? [])).map(Resource.scores)
      return modelReads(others: named).union(scores).union([.moment, .breaks, .stream]).union(cells)
    }
  }

  /// Variables that conditions of a training may name.
  private var variablesOfBreaks: Set<Resource> {
    let words = breaks.list.flatMap { $0.text.split { !$0.isLetter && !$0.isNumber && $0 != "_" } }.map(String.init)
    return Set(words.filter { scopes[0][$0] != nil }.map(Resource.variable))
  }
}

extension Command {
  /// The bare names among its arguments and options.
  var words: [String] {
    (arguments + options).flatMap { argument -> [String] in
      switch argument.value {
      case .word(let word): [word]
      case .words(let words): words.map(\.text)
      default: []
      }
    }
  }
}
