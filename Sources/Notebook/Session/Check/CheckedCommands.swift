import Script
import SequenceEngine

/// What a check does with the verbs: which it follows up to where they compute, and what is in doubt when it cannot.
enum CheckedCommands {
  enum Subject { case data, layers, models, everything, nothing }

  /// Commands that a check follows. Of any other only the names in its expressions are looked at.
  private static let followed: [String: Subject] = [
    "data": .data, "split": .data, "batch": .data, "seed": .data,
    "model": .models, "models": .nothing, "copy": .models, "remove": .models, "summary": .nothing, "cells": .nothing,
    "encoder": .layers, "decoder": .layers, "add": .layers, "insert": .layers, "replace": .layers, "freeze": .nothing,
    "unfreeze": .nothing,
    "loss": .nothing, "optimizer": .nothing, "schedule": .nothing, "clip": .nothing, "bptt": .nothing,
    "teacher_forcing": .nothing, "regularize": .nothing, "constrain": .nothing,
    "precision": .nothing,
    "stop": .nothing, "rewind": .nothing, "checkpoint": .nothing, "init": .nothing, "spectral": .nothing,
    "train": .nothing,
    "evaluate": .nothing, "check": .nothing, "save": .nothing, "load": .models,
    "unroll": .nothing, "step": .nothing, "back": .nothing, "goto": .nothing, "pass": .nothing,
    "continue": .nothing, "play": .nothing, "break": .nothing, "watch": .nothing, "breaks": .nothing,
    "unbreak": .nothing,
    "show": .nothing, "explain": .nothing, "doctor": .nothing, "neighbours": .nothing,
    "set": .nothing, "scale": .nothing, "clamp": .nothing, "ablate": .nothing, "restore": .nothing,
    "compare": .nothing, "diff": .nothing,
    "sample": .nothing, "predict": .nothing, "forecast": .nothing, "detect": .nothing,
    "stream": .nothing, "feed": .nothing,
    "plot": .nothing, "table": .nothing,
    "lesson": .nothing, "next": .nothing, "choose": .nothing, "grade": .nothing, "hint": .nothing,
    "solution": .nothing, "record": .nothing, "replay": .nothing,
    "help": .nothing, "history": .nothing, "write": .nothing, "open": .nothing, "export": .nothing,
    "layout": .nothing, "find": .nothing, "run": .nothing, "entry": .nothing, "recover": .nothing,
  ]

  /// The values of a probe in a target as a probe takes them: where `clamp` means every time step, the first stands
  /// for all.
  static func withTimeStep(_ verb: String, _ probe: String, _ values: [Value?]) -> [Value?] {
    let count = probe == "gate" ? 3 : 2
    return verb == "clamp" && values.count == count - 1 ? values + [.number(1)] : values
  }

  static func isFollowed(_ verb: String) -> Bool { followed[verb] != nil }

  /// What a command may have changed in a way that nobody knows.
  static func subject(of verb: String) -> Subject {
    if let subject = followed[verb] { return subject }
    guard let command = CommandRegistry.byVerb[verb], command.changesWorkspace || ["undo", "redo"].contains(verb) else {
      return .nothing
    }
    return .everything
  }

  /// Every expression that is written in a command.
  static func expressions(of command: Command) -> [Expression] {
    (command.arguments + command.options).flatMap { argument -> [Expression] in
      switch argument.value {
      case .expression(let expression): [expression]
      case .layer(let reference): reference.selector.expressions
      case .target(.layer(let reference)): reference.selector.expressions
      case .target(.probe(_, let arguments)): arguments
      case .word, .words, .verbatim, .statement: []
      }
    }
  }

  /// The names that scripts give to layers with `name=`; nil when one is worked out.
  static func givenNames(_ statements: [Statement]) -> Set<String>? {
    var names: Set<String> = []
    for statement in statements {
      switch statement.kind {
      case .command(let command):
        switch command.option("name")?.value {
        case nil: break
        case .word(let name)?: names.insert(name)
        default: return nil
        }
      default:
        for block in statement.blocks {
          guard let inner = givenNames(block) else { return nil }
          names.formUnion(inner)
        }
      }
    }
    return names
  }
}

extension LayerReference.Selector {
  fileprivate var expressions: [Expression] { if case .expression(let expression) = self { [expression] } else { [] } }
}

extension Statement {
  /// The blocks that stand in it.
  var blocks: [[Statement]] {
    switch kind {
    case .conditional(let branches, let otherwise): branches.map(\.body) + [otherwise ?? []]
    case .forEach(_, _, let body), .repeated(_, let body): [body]
    case .definition(let definition): [definition.body]
    case .sweep(let sweep): [sweep.body]
    default: []
    }
  }
}

extension Workspace {
  mutating func doubt(_ subject: CheckedCommands.Subject) {
    switch subject {
    case .nothing: break
    case .data:
      doubts?.data = true
      dataset = nil
    case .models: doubts?.models = true
    case .layers:
      if let current { doubts?.layers.insert(current) } else { doubts?.models = true }
    case .everything: doubtEverything()
    }
  }

  /// There should be a model of this name, and nobody knows its layers.
  mutating func doubt(model name: String) {
    if model(name) == nil { startModel(name) }
    doubts?.layers.insert(name)
  }

  /// What is known when one of two ways was taken, and nobody can say which.
  func joined(with other: Workspace) -> Workspace {
    var result = self
    if let theirs = other.doubts { result.doubts?.add(theirs) }
    // Ways that change no variable share them, which is seen at once.
    for level in result.scopes.indices
    where other.scopes.indices.contains(level) && scopes[level] != other.scopes[level] {
      result.scopes[level].merge(other.scopes[level]) { $0 == $1 ? $0 : .unknown }
      for name in scopes[level].keys where other.scopes[level][name] == nil { result.scopes[level][name] = .unknown }
      for name in other.scopes[level].keys where scopes[level][name] == nil { result.scopes[level][name] = .unknown }
    }
    result.commands.merge(other.commands) { own, _ in own }
    result.cells.merge(other.cells) { own, _ in own }
    for name in result.cells.keys where cells[name]?.definition != other.cells[name]?.definition {
      result.doubts?.unknownCells.insert(name)
    }
    if models.map(\.name) != other.models.map(\.name) || current != other.current || compared != other.compared {
      result.doubts?.models = true
    }
    for entry in models where other.model(entry.name)?.description != entry.description {
      result.doubts?.layers.insert(entry.name)
    }
    if dataset?.request != other.dataset?.request || split != other.split || batch != other.batch
      || seed != other.seed
    {
      result.doubt(.data)
    }
    return result
  }
}
