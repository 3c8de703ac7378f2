"""The chart of outcomes: a bar for each unit, with as many learners as have each outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle

from markpack.writers.xlsx.sheet import Sheet
from markpack.writers.xlsx.style import MET, NOT_MET, Style
from markpack.writers.xlsx.workbook import Book

_LIGHT, _DARK = "#FFFFFF", "#1F1F1F"
_PASSES = (("#14532D", _LIGHT), ("#3F8F58", _LIGHT), ("#8CCB9B", _DARK), ("#C6E6CC", _DARK))
_REFERRALS = (("#F0A732", _DARK), ("#C77700", _LIGHT))
_OTHERS = (("#B9B9DC", _DARK), ("#DEDEDE", _DARK), ("#7A7AB8", _LIGHT), ("#9A9A9A", _DARK))
"""Fills of bars with the colours of the numbers in them; they differ in lightness too, for print without colours."""
_SIZE = 11  # points, as in cells
_ROW_HEIGHT = 15.0  # points
_BAR_HEIGHT, _OTHER_HEIGHT, _WIDTH = 42, 110, 860  # pixels: a bar; title and legend; the chart
_PIXELS_IN_A_POINT = 4 / 3


@dataclass(frozen=True)
class OutcomeTable:
    """The cells that the chart is drawn from: a row for each unit below the header, a column for each word from C."""

    header: int
    units: Sequence[str]
    counts: Mapping[str, Sequence[int]]
    """For each word, the learners of each unit."""
    styles: Mapping[str, Style]


def add_outcome_chart(book: Book, sheet: Sheet, row: int, table: OutcomeTable) -> int:
    """Put the chart at a row and return the row after it; there is none where there are no learners."""
    if not any(map(any, table.counts.values())):
        return row
    chart = book.bar_chart()
    first, last = table.header + 1, table.header + len(table.units)
    fills = {id(MET): cycle(_PASSES), id(NOT_MET): cycle(_REFERRALS)}
    others = cycle(_OTHERS)
    for column, (word, counts) in enumerate(table.counts.items(), start=2):
        fill, ink = next(fills.get(id(table.styles[word]), others))
        if not any(counts):
            continue
        labels = {"value": True, "num_format": "0;;;", "font": {"color": ink, "bold": True, "size": _SIZE}}
        chart.add_series({
            "name": [sheet.name, table.header, column], "categories": [sheet.name, first, 0, last, 0],
            "values": [sheet.name, first, column, last, column], "gap": 45,
            "fill": {"color": fill}, "border": {"color": _LIGHT}, "data_labels": labels,
        })  # fmt: skip
    chart.set_title({"name": "Outcomes by unit", "overlay": False, "name_font": {"size": 13}})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
    chart.set_y_axis({"reverse": True, "line": {"none": True}, "major_tick_mark": "none", "num_font": {"size": _SIZE}})
    chart.set_legend({"position": "bottom", "font": {"size": _SIZE}})
    height = _BAR_HEIGHT * len(table.units) + _OTHER_HEIGHT
    chart.set_size({"width": _WIDTH, "height": height})
    sheet.worksheet.insert_chart(row, 0, chart, {"description": _description(table), "object_position": 2})
    rows = -(-height // int(_ROW_HEIGHT * _PIXELS_IN_A_POINT)) + 1
    return sheet.keep_together(row, row + rows)


def _description(table: OutcomeTable) -> str:
    """Return what the chart shows, for those who do not see it."""
    bars = (
        ", ".join(f"{counts[place]} {word}" for word, counts in table.counts.items() if counts[place]) or "none"
        for place in range(len(table.units))
    )
    units = "; ".join(f"{unit}: {bar}" for unit, bar in zip(table.units, bars, strict=True))
    return f"Bar chart of learners’ outcomes by unit. {units}."
