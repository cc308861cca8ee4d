#!/usr/bin/env python3
"""Makes datasets/digits.ts and datasets/vowels.ts from files inside two wheels.

    pip download --no-deps --only-binary :all: scikit-learn==1.9.1
    pip download --no-deps --only-binary :all: aeon==1.6.0
    python3 scripts/datasets/make_classified.py scikit_learn-1.9.1-*.whl aeon-1.6.0-*.whl datasets
"""
import gzip
import hashlib
import sys
import zipfile
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

DIGITS = "sklearn/datasets/data/digits.csv.gz"
VOWELS = "aeon/datasets/data/JapaneseVowels/JapaneseVowels_TRAIN.ts"


def digits(table):
  """One line a digit: eight columns of the picture as dimensions, each with its eight rows from top to bottom."""
  lines = []
  for line in table.split():
    numbers = line.split(",")
    pixels, digit = [f"{float(n):g}" for n in numbers[:64]], numbers[64]
    columns = [",".join(pixels[row * 8 + column] for row in range(8)) for column in range(8)]
    lines.append(":".join([*columns, f"{float(digit):g}"]))
  return lines


def vowels(text):
  """The same sequences with three decimals."""
  lines = text[text.index("@data") + len("@data"):].split()
  return [":".join([*(rounded(dimension) for dimension in line.split(":")[:-1]), line.split(":")[-1]]) for line in lines]


def rounded(dimension):
  return ",".join(str(Decimal(n).quantize(Decimal("0.001"), ROUND_HALF_UP).normalize()) for n in dimension.split(","))


def write(path, dimensions, classes, lines):
  head = [
    f"@problemName {path.stem}", "@timeStamps false", "@missing false", "@univariate false",
    f"@dimensions {dimensions}", "@classLabel true " + " ".join(classes), "@data"
  ]
  data = "".join(line + "\n" for line in head + lines).encode("ascii")
  path.write_bytes(data)
  print(f"{path.name}: {len(lines)} sequences, {len(data)} bytes, SHA-256 {hashlib.sha256(data).hexdigest()}")


def main():
  if len(sys.argv) != 4:
    raise SystemExit(__doc__)
  pictures, speech, folder = zipfile.ZipFile(sys.argv[1]), zipfile.ZipFile(sys.argv[2]), Path(sys.argv[3])
  rows = digits(gzip.decompress(pictures.read(DIGITS)).decode("ascii"))
  write(folder / "digits.ts", 8, [str(d) for d in range(10)], rows)
  write(folder / "vowels.ts", 12, [str(s) for s in range(1, 10)], vowels(speech.read(VOWELS).decode("ascii")))


main()
