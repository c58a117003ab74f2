"""Score language identification: whole documents and single sentences, exactly and with Bosnian, Croatian and Serbian merged."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
from measures import Measure, accuracy

from transforms.logic.language import identify

_MERGED = {"bs": "hbs", "hr": "hbs", "sr-Latn": "hbs", "sr-Cyrl": "hbs"}
_SETS = (("ntrex", "ntrex128.jsonl", 0.97, 0.998), ("sib200", "sib200.jsonl", 0.93, 0.98))


def _rows(path: Path) -> list[tuple[str, str]]:
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [(row["lang"], row.get("text") or " ".join(row["sentences"])) for row in rows]


def measure(shared: Path) -> list[Measure]:
    out = []
    for name, file, exact, merged in _SETS:
        found: dict[str, list[bool]] = defaultdict(list)
        same, spent = [], []
        for gold, text in _rows(shared / "gold" / "tagging" / file):
            begun = time.perf_counter()
            tag = identify(text).tag
            spent.append((time.perf_counter() - begun) * 1e6)
            found[gold].append(tag == gold)
            same.append(_MERGED.get(tag, tag) == _MERGED.get(gold, gold))
        out.append(accuracy(f"language/{name}/exact", [one for part in found.values() for one in part], exact))
        out.append(accuracy(f"language/{name}/merged", same, merged, "bs, hr and sr as one"))
        out += [accuracy(f"language/{name}/{language}", part) for language, part in sorted(found.items())]
        times = "p50 {:.0f} us, p99 {:.0f} us".format(*np.percentile(spent, [50, 99]))
        out[-len(found) - 2] = Measure(**{**out[-len(found) - 2].__dict__, "note": times})
    return out
