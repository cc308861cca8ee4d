#!/usr/bin/env python3
"""Makes datasets/sunspots.csv and datasets/co2.csv from the files inside the statsmodels 0.15.0 wheel.

    pip download --no-deps --only-binary :all: statsmodels==0.15.0
    python3 scripts/datasets/make_series.py statsmodels-0.15.0-*.whl datasets
"""
import hashlib
import sys
import zipfile
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

SUNSPOTS = "statsmodels/datasets/sunspots/src/sunspots_monthly.dat"
CO2 = "statsmodels/datasets/co2/co2.csv"


def sunspot_months(text):
  """One row a month; the source has one line a year with twelve columns, the last year may be shorter."""
  rows = []
  for line in text.splitlines():
    fields = line.split()
    if len(fields) < 2 or not (fields[0].isdigit() and len(fields[0]) == 4):
      continue
    rows += [(f"{fields[0]}-{month:02}", value) for month, value in enumerate(fields[1:], start=1)]
  return rows


def co2_months(text):
  """Mean of the weekly values dated in each month, to two decimals; a month without any is interpolated."""
  weeks = {}
  for line in text.splitlines()[1:]:
    date, value = line.split(",")
    weeks.setdefault(f"{date[:4]}-{date[4:6]}", []).extend([Decimal(value)] if value else [])
  months = sorted(weeks)
  means = [sum(weeks[m]) / len(weeks[m]) if weeks[m] else None for m in months]
  filled = [m for m, mean in zip(months, means) if mean is None]
  known = [i for i, mean in enumerate(means) if mean is not None]
  for i, mean in enumerate(means):
    if mean is None:
      left, right = max(k for k in known if k < i), min(k for k in known if k > i)
      means[i] = means[left] + (means[right] - means[left]) * (i - left) / (right - left)
  print("months without a weekly value, interpolated:", ", ".join(filled) or "none")
  return [(m, mean.quantize(Decimal("0.01"), ROUND_HALF_UP)) for m, mean in zip(months, means)]


def require_consecutive(rows, name):
  number = [int(month[:4]) * 12 + int(month[5:]) for month, _ in rows]
  for before, after, (month, _) in zip(number, number[1:], rows[1:]):
    if after != before + 1:
      raise SystemExit(f"{name}: {month} does not follow the month before it")


def write(path, header, rows):
  require_consecutive(rows, path.name)
  data = "".join(f"{month},{value}\n" for month, value in [header, *rows]).encode("ascii")
  path.write_bytes(data)
  print(f"{path.name}: {len(rows)} rows, {rows[0][0]} to {rows[-1][0]}, SHA-256 {hashlib.sha256(data).hexdigest()}")


def main():
  if len(sys.argv) != 3:
    raise SystemExit(__doc__)
  wheel, folder = zipfile.ZipFile(sys.argv[1]), Path(sys.argv[2])
  write(folder / "sunspots.csv", ("month", "sunspots"), sunspot_months(wheel.read(SUNSPOTS).decode("ascii")))
  write(folder / "co2.csv", ("month", "ppm"), co2_months(wheel.read(CO2).decode("ascii")))


main()
