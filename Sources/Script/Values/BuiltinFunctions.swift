/// The arithmetic functions of every expression. Those of one number take a list too, value by value.
public let builtinFunctions: [FunctionSpec] = [
  FunctionSpec("sqrt", "sqrt(x)", "square root"),
  FunctionSpec("exp", "exp(x)", "e to the power x"),
  FunctionSpec("log", "log(x)", "natural logarithm"),
  FunctionSpec("log10", "log10(x)", "logarithm to base 10"),
  FunctionSpec("abs", "abs(x)", "without the sign"),
  FunctionSpec("min", "min(list) or min(a, b, …)", "the smallest"),
  FunctionSpec("max", "max(list) or max(a, b, …)", "the largest"),
  FunctionSpec("floor", "floor(x)", "the next whole number down"),
  FunctionSpec("round", "round(x) or round(x, digits)", "the nearest number, halves away from zero"),
  FunctionSpec("mean", "mean(list) or mean(a, b, …)", "arithmetic mean"),
  FunctionSpec("std", "std(list) or std(a, b, …)", "standard deviation, divided by n"),
  FunctionSpec("sum", "sum(list) or sum(a, b, …)", "sum"),
  FunctionSpec("len", "len(list) or len(text)", "how many values or characters"),
  FunctionSpec("random", "random()", "a number from 0 up to 1, drawn from the session's seed"),
  FunctionSpec("is_nan", "is_nan(x)", "whether x is no number"),
  FunctionSpec("is_finite", "is_finite(x)", "whether x is neither infinite nor nan"),
]
