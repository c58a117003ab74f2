"""Figures with their uncertainty: the value, a 95 % interval by resampling documents, and how many there were."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

RESAMPLES = 1_000
SEED = 20190213


@dataclass(frozen=True)
class Measure:
    """One figure of one evaluation.

    Args:
        name: What is measured, ``area/slice``; the key in floors.toml.
        value: The figure, with the 95 % interval from ``low`` to ``high``.
        n: Documents scored.
        unit: F1, accuracy, recall, share or microseconds.
        target: What is aimed at, None where nothing is.
    """

    name: str
    value: float
    low: float
    high: float
    n: int
    unit: str = "F1"
    target: float | None = None
    note: str = ""


def counts(found: Iterable[Any], gold: Iterable[Any]) -> tuple[int, int, int]:
    """Return right, extra and missed of one document."""
    have, want = set(found), set(gold)
    return len(have & want), len(have - want), len(want - have)


def f1(right: float, extra: float, missed: float) -> float:
    """Return F1 of counts; 0 where there is nothing."""
    total = 2 * right + extra + missed
    return 2 * right / total if total else 0.0


def bootstrap(rows: Sequence[Sequence[float]], figure: Callable[[Any], float], resamples: int = RESAMPLES) -> tuple[float, float]:
    """Return the 95 % interval of a figure of summed rows, resampled by document; deterministic."""
    table = np.asarray(rows, dtype=float)
    if not len(table):
        return 0.0, 0.0
    draw = np.random.default_rng(SEED)
    values = [figure(table[draw.integers(0, len(table), len(table))].sum(axis=0)) for _ in range(min(resamples, RESAMPLES))]
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)


def by_document(rows: Sequence[Sequence[float]], documents: Sequence[str] | None) -> list[tuple[float, ...]]:
    """Add up the rows of one document: its translations are not independent, so that an interval must draw them together."""
    if documents is None:
        return [tuple(row) for row in rows]
    sums: dict[str, tuple[float, ...]] = {}
    for document, row in zip(documents, rows, strict=True):
        sums[document] = tuple(map(sum, zip(sums.get(document, (0.0,) * len(row)), row, strict=True)))
    return list(sums.values())


def micro_f1(
    name: str,
    pairs: Iterable[tuple[Iterable[Any], Iterable[Any]]],
    target: float | None = None,
    note: str = "",
    documents: Sequence[str] | None = None,
) -> Measure:
    """Return micro-F1 of (found, gold) sets, one pair a text; the interval draws the texts of one document together."""
    rows = [counts(found, gold) for found, gold in pairs]
    right, extra, missed = (sum(row[column] for row in rows) for column in range(3))
    low, high = bootstrap(by_document(rows, documents), lambda total: f1(*total))
    return Measure(name, f1(right, extra, missed), low, high, len(rows), "F1", target, note)


def accuracy(
    name: str,
    right: Iterable[bool],
    target: float | None = None,
    note: str = "",
    unit: str = "accuracy",
    documents: Sequence[str] | None = None,
) -> Measure:
    """Return the share of texts that are right; the interval draws the texts of one document together."""
    rows = [(float(one), 1.0) for one in right]
    value = sum(row[0] for row in rows) / len(rows) if rows else 0.0
    low, high = bootstrap(by_document(rows, documents), lambda total: total[0] / total[1])
    return Measure(name, value, low, high, len(rows), unit, target, note)
