#!/usr/bin/env python3
"""Makes the series of datasets/ from files inside wheels: those of every wheel that is given.

    pip download --no-deps --only-binary :all: statsmodels==0.15.0     # and vega_datasets==0.9.0, arch==8.0.0,
                                                                       # bokeh_sampledata==2026.1, scipy==1.10.1, sktime==1.2.0
    python3 scripts/datasets/make_series.py *.whl datasets
"""
import gzip
import hashlib
import io
import struct
import sys
import zipfile
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

ECG_RATE = 360
ECG_SECONDS = (20, 50)
MACRO = {
  "realgdp": "gdp", "realcons": "consumption", "realinv": "investment", "realgovt": "government", "realdpi": "income",
  "cpi": "prices", "m1": "money", "tbilrate": "tbill", "unemp": "unemployment", "pop": "population", "infl": "inflation",
  "realint": "real_interest"
}


def table(text):
  """Rows of a comma-separated file without quoted commas, by the names in its first line."""
  names, *rows = [line.replace('"', "").split(",") for line in text.splitlines() if line]
  return [dict(zip(names, row)) for row in rows]


def rounded(number, places):
  return str(Decimal(number).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def sunspot_months(text):
  """One row a month; the source has one line a year with twelve columns, the last year may be shorter."""
  rows = [("month", "sunspots")]
  for line in text.splitlines():
    fields = line.split()
    if len(fields) < 2 or not (fields[0].isdigit() and len(fields[0]) == 4):
      continue
    rows += [(f"{fields[0]}-{month:02}", value) for month, value in enumerate(fields[1:], start=1)]
  return consecutive(rows)


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
  return consecutive([("month", "ppm"), *((m, rounded(mean, 2)) for m, mean in zip(months, means))])


def consecutive(rows):
  number = [int(month[:4]) * 12 + int(month[5:]) for month, _ in rows[1:]]
  for before, after, (month, _) in zip(number, number[1:], rows[2:]):
    if after != before + 1:
      raise SystemExit(f"{month} does not follow the month before it")
  return rows


def el_nino(text):
  names, *years = [line.replace('"', "").split(",") for line in text.splitlines()]
  rows = [(f"{year}-{month:02}", rounded(value, 2)) for year, *values in years for month, value in enumerate(values, 1)]
  return consecutive([("month", "celsius"), *rows])


def seattle_hours(text):
  """One row an hour; an hour that is left out, at the beginning of summer time, is the mean of its neighbours."""
  rows = [(datetime.strptime(row["date"], "%Y/%m/%d %H:%M"), Decimal(row["temp"])) for row in table(text)]
  whole = [rows[0]]
  for time, value in rows[1:]:
    if time - whole[-1][0] == timedelta(hours=2):
      whole.append((time - timedelta(hours=1), (whole[-1][1] + value) / 2))
    if time - whole[-1][0] != timedelta(hours=1):
      raise SystemExit(f"{time} does not follow {whole[-1][0]}")
    whole.append((time, value))
  return [("fahrenheit",), *((rounded(value, 1),) for _, value in whole)]


def wti_days(text):
  """Prices by day; a day without one, mostly a holiday, keeps an empty cell."""
  rows = [(datetime.strptime(row["Date"], "%m/%d/%Y"), row["DCOILWTICO"].strip(".")) for row in table(text) if row["Date"]]
  dated = [(f"{day:%Y-%m-%d}", price and rounded(price, 2)) for day, price in rows]
  return [("day", "dollars"), *dated]


def ride(text):
  """What the bicycle measures each second; where it was is left out."""
  names = ("power", "cadence", "altitude", "speed")
  rows = [(r["power"], r["cadence"], rounded(r["altitude"], 1), rounded(r["speed"], 3)) for r in table(text)]
  return [names, *rows]


def ecg(data):
  """Thirty seconds in millivolt out of a numpy archive of counts: mV = (count - 1024) / 200."""
  array = zipfile.ZipFile(io.BytesIO(data)).read("ecg.npy")
  start = 10 + struct.unpack("<H", array[8:10])[0]
  first, last = (seconds * ECG_RATE for seconds in ECG_SECONDS)
  counts = struct.unpack(f"<{last - first}H", array[start + 2 * first:start + 2 * last])
  return [("mv",), *((rounded((Decimal(count) - 1024) / 200, 3),) for count in counts)]


STATSMODELS = "statsmodels/datasets/"
VEGA = "vega_datasets/_data/"

# Package → its files, what each becomes, and how.
FILES = {
  "statsmodels": [
    (STATSMODELS + "sunspots/src/sunspots_monthly.dat", "sunspots.csv", sunspot_months),
    (STATSMODELS + "sunspots/sunspots.csv", "sunspots_year.csv",
     lambda text: [("year", "sunspots"), *((r["YEAR"], r["SUNACTIVITY"]) for r in table(text))]),
    (STATSMODELS + "co2/co2.csv", "co2.csv", co2_months),
    (STATSMODELS + "elnino/elnino.csv", "elnino.csv", el_nino),
    (STATSMODELS + "nile/nile.csv", "nile.csv",
     lambda text: [("year", "flow"), *((r["year"], r["volume"]) for r in table(text))]),
    (STATSMODELS + "macrodata/macrodata.csv", "us_macro.csv",
     lambda text: [("quarter", *MACRO.values()),
                   *((r["year"] + "-Q" + r["quarter"], *(r[name] for name in MACRO)) for r in table(text))]),
  ],
  "vega_datasets": [
    (VEGA + "seattle-temps.csv", "seattle_hours.csv", seattle_hours),
    (VEGA + "seattle-weather.csv", "seattle_days.csv",
     lambda text: [("day", "rain", "warmest", "coldest", "wind", "weather"),
                   *((r["date"].replace("/", "-"), r["precipitation"], r["temp_max"], r["temp_min"], r["wind"], r["weather"])
                     for r in table(text))]),
  ],
  "arch": [("arch/data/wti/wti.csv.gz", "oil.csv", wti_days)],
  "bokeh_sampledata": [("bokeh_sampledata/_data/cycling.csv.gz", "ride.csv", ride)],
  "scipy": [("scipy/misc/ecg.dat", "ecg.csv", ecg)],
  "sktime": [
    ("sktime/datasets/data/mitdb/mitdb.csv", "ecg_marked.csv",
     lambda text: [("mv", "anomaly"), *((r["data"], r["label"]) for r in table(text))])
  ],
}


def write(path, rows):
  data = "".join(",".join(row) + "\n" for row in rows).encode("ascii")
  path.write_bytes(data)
  print(f"{path.name}: {len(rows) - 1:,} rows, {len(data):,} bytes, SHA-256 {hashlib.sha256(data).hexdigest()}")


def main():
  if len(sys.argv) < 3:
    raise SystemExit(__doc__)
  *wheels, folder = map(Path, sys.argv[1:])
  for wheel in wheels:
    archive = zipfile.ZipFile(wheel)
    for source, name, make in FILES.get(wheel.name.split("-")[0], []):
      data = archive.read(source)
      if source.endswith(".gz"):
        data = gzip.decompress(data)
      write(folder / name, make(data if source.endswith(".dat") and "ecg" in source else data.decode("utf-8-sig")))


main()
