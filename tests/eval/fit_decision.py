"""Fit the weights of the story decision to the development stories and say what they give on stories left out.

`python tests/eval/fit_decision.py [--shared FOLDER]` prints the F1 of today's weights, the F1 of eight folds by story (every language
version of a story in one fold) and the weights that a ridge-penalised logistic regression around today's would take. Nothing is written:
the weights in transforms/logic/tagging/decision.py are rounded by hand.
"""

from __future__ import annotations

import argparse
import json
import os
import random
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from transforms.logic.tagging import decision
from transforms.logic.tagging.furnished import tag_with_furniture

_FOLDS = 8
_RIDGE = 0.6


def _rows(shared: Path) -> list[dict[str, Any]]:
    names = ("stories_dev.jsonl", "stories_wire_dev.jsonl")
    rows = [json.loads(line) for name in names for line in (shared / "gold" / name).read_text("utf-8").splitlines()]
    return [row for row in rows if row["agreed"]]


def _signals(rows: list[dict[str, Any]]) -> tuple[np.ndarray, np.ndarray]:
    """Return the signals of each story, a constant last, and which stories have a pair at all."""
    kept: list[dict[str, float]] = []
    original = decision._signals  # noqa: SLF001

    def noted(*args: Any) -> dict[str, float]:
        kept.append(original(*args))
        return kept[-1]

    decision._signals = noted  # noqa: SLF001
    for row in rows:
        tag_with_furniture(row["text"], title=row["title"] or "", language=row["lang"])
    decision._signals = original  # noqa: SLF001
    names = list(decision.WEIGHTS)
    return np.array([[*(one.get(name, 0.0) for name in names), 1.0] for one in kept]), np.array([bool(one) for one in kept])


def _loss(weights: np.ndarray, start: np.ndarray, x: np.ndarray, y: np.ndarray, shares: np.ndarray) -> float:
    z = x @ weights
    return float((shares * (np.logaddexp(0, z) - y * z)).sum() + _RIDGE / 2 * ((weights - start) ** 2).sum())


def fit(start: np.ndarray, x: np.ndarray, y: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Return the weights by Newton's method with halved steps."""
    weights = start.copy()
    for _ in range(100):
        chance = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        slope = x.T @ (shares * (chance - y)) + _RIDGE * (weights - start)
        step = np.linalg.solve((x * (shares * chance * (1 - chance))[:, None]).T @ x + _RIDGE * np.eye(len(start)), slope)
        size, before = 1.0, _loss(weights, start, x, y, shares)
        while size > 1e-6 and _loss(weights - size * step, start, x, y, shares) > before:
            size /= 2
        weights = weights - size * step
        if size * np.abs(step).max() < 1e-6:
            break
    return weights


def f1(verdicts: np.ndarray, gold: np.ndarray, shares: np.ndarray) -> float:
    """Return F1 with every story counted once, however many languages it stands in."""
    hits = float((shares * (verdicts & (gold > 0))).sum())
    return 2 * hits / float((shares * verdicts).sum() + (shares * gold).sum())


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path(os.environ.get("DYADWIRE_SHARED", "../shared")))
    rows = _rows(parser.parse_args().shared)
    x, paired = _signals(rows)
    y = np.array([float(row["bilateral_security"]) for row in rows])
    stories = np.array([row["id"] for row in rows])
    counts = Counter(stories)
    shares = np.array([1 / counts[story] for story in stories])
    names = [*decision.WEIGHTS, "bias"]
    start = np.array([*decision.WEIGHTS.values(), decision._BIAS])  # noqa: SLF001
    print(f"today's weights: F1 {f1((x @ start > 0) & paired, y, shares):.3f} of {len(counts)} stories in {len(rows)} versions")
    order = sorted(counts)
    random.Random(1).shuffle(order)
    left_out = np.zeros(len(rows), bool)
    prior = np.zeros_like(start)
    for fold in range(_FOLDS):
        held = np.isin(stories, order[fold::_FOLDS])
        seen = ~held & paired
        left_out[held] = (x[held] @ fit(prior, x[seen], y[seen], shares[seen]) > 0) & paired[held]
    print(f"fitted from nothing, {_FOLDS} folds by story: F1 {f1(left_out, y, shares):.3f}")
    for name, old, new in zip(names, start, fit(start, x[paired], y[paired], shares[paired]), strict=True):
        print(f"  {name:15} {old:6.2f} -> {new:6.2f}")


if __name__ == "__main__":
    main()
