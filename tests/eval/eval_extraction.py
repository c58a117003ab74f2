"""Measure bodies, headlines and dates on the development pages, through the code that `dyadwire extract` runs.

F1 is bag of tokens (`\\w+`; characters for Chinese, Japanese and Korean), mean over pages, best of the gold with and without
standfirst. Rivals that are installed (`make eval` does that) read the same pages in the same run.
"""

from __future__ import annotations

import gzip
import importlib
import json
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from measures import Measure, bootstrap, micro_f1

SETS = ("fundus_gold", "zyte_aeb")
# The best rival per set, and what better metadata can give.
TARGETS = {"body_f1/fundus_gold": 0.957, "body_f1/zyte_aeb": 0.965, "title_exact/fundus_gold": 0.90, "date_day/fundus_gold": 0.97}
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True)
class Found:
    """What an extractor gave for one page."""

    body: str
    title: str = ""
    day: str = ""
    standfirst: str = ""
    authors: tuple[str, ...] = ()


def tokens(text: str) -> Counter[str]:
    found: list[str] = []
    for word in re.findall(r"\w+", text):
        found += list(word) if _CJK.search(word) else [word]
    return Counter(found)


def f1(found: str, gold: str) -> float:
    ours, theirs = tokens(found), tokens(gold)
    total = ours.total() + theirs.total()
    return 2 * (ours & theirs).total() / total if total else 1.0


def best_f1(found: str, page: dict[str, Any]) -> float:
    return max(f1(found, gold) for gold in (page["body"], page.get("body_nosummary")) if gold)


def pages(shared: Path, name: str) -> Iterator[tuple[dict[str, Any], Path]]:
    for gold in sorted((shared / "gold" / "pages" / name).glob("*.json")):
        yield json.loads(gold.read_text("utf-8")), gold.with_suffix(".html.gz")


def _command(shared: Path, name: str) -> list[Found]:
    """Run the pages through the command's own path: extraction, then furniture."""
    from pipeline.extracting import extract_all, from_jsonl  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        listed, out = Path(folder) / "pages.jsonl", Path(folder) / "out.jsonl"
        rows = [{"id": page["id"], "path": str(path.resolve()), "url": page["url"]} for page, path in pages(shared, name)]
        listed.write_text("".join(json.dumps(row) + "\n" for row in rows))
        with out.open("w", encoding="utf-8") as stream:
            extract_all(from_jsonl(str(listed)), stream, sys.stderr, workers=1)
        rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    return [
        Found(row["body"], row["title"], (row["published"] or {}).get("value", "")[:10], row["standfirst"], tuple(row["authors"])) for row in rows
    ]


def _trafilatura(html: bytes, url: str) -> Found:
    import trafilatura  # noqa: PLC0415

    found = trafilatura.bare_extraction(html, url=url, include_comments=False, with_metadata=True)
    return Found(found.text or "", found.title or "", found.date or "") if found else Found("")


def _readability(html: bytes, _url: str) -> Found:
    document = importlib.import_module("readability").Document(html.decode("utf-8", "replace"))
    from lxml.html import fromstring  # noqa: PLC0415

    return Found("\n".join(fromstring(document.summary()).itertext()), document.short_title())


def _newspaper(html: bytes, url: str) -> Found:
    newspaper = importlib.import_module("newspaper")
    for options in ({}, {"language": "en"}):
        # Without the option it asks the publishers for the pages' images.
        article = newspaper.Article(url or "https://example.org/", fetch_images=False, **options)
        try:
            article.download(input_html=html.decode("utf-8", "replace"))
            article.parse()
        except ImportError:  # a language that needs a package of its own: read it as English
            continue
        return Found(article.text, article.title, str(article.publish_date or "")[:10])
    return Found("")


def _resiliparse(html: bytes, _url: str) -> Found:
    extract2text = importlib.import_module("resiliparse.extract.html2text")
    return Found(extract2text.extract_plain_text(html.decode("utf-8", "replace"), main_content=True))


RIVALS: dict[str, Callable[[bytes, str], Found]] = {
    "trafilatura": _trafilatura,
    "readability": _readability,
    "newspaper4k": _newspaper,
    "resiliparse": _resiliparse,
}


def run_one(extractor: Callable[[bytes, str], Found], shared: Path, name: str) -> list[Found]:
    found = []
    for page, path in pages(shared, name):
        try:
            found.append(extractor(gzip.decompress(path.read_bytes()), page["url"]))
        except (ValueError, TypeError, AttributeError):  # a rival that fails on a page has given nothing
            found.append(Found(""))
    return found


def _mean(name: str, values: list[float], unit: str, target: float | None) -> Measure:
    rows = [(value, 1.0) for value in values]
    return Measure(name, sum(values) / len(values), *bootstrap(rows, lambda total: total[0] / total[1]), len(values), unit, target)


def score(found: list[Found], golds: list[dict[str, Any]], where: str, rival: str = "") -> Iterator[Measure]:
    """Yield the measures of one extractor on one set, of what it gives at all."""
    pairs = list(zip(found, golds, strict=True))
    columns = {"body_f1": ([best_f1(one.body, gold) for one, gold in pairs], "F1")}
    if "title" in golds[0] and any(one.title for one in found):
        columns["title_exact"] = ([float(one.title.split() == gold["title"].split()) for one, gold in pairs], "share")
    if "date" in golds[0] and any(one.day for one in found):
        columns["date_day"] = ([float(one.day == gold["date"][:10]) for one, gold in pairs], "share")
    for name, (values, unit) in columns.items():
        target = None if rival else TARGETS.get(f"{name}/{where}")
        yield _mean(f"{'rivals' if rival else 'extraction'}/{name}/{where}{f'/{rival}' if rival else ''}", values, unit, target)


def people(found: list[Found], golds: list[dict[str, Any]], where: str) -> Iterator[Measure]:
    """Yield the measures of standfirst and authors, on the pages that have them labelled."""
    pairs = list(zip(found, golds, strict=True))
    yield _mean(f"extraction/standfirst_f1/{where}", [f1(one.standfirst, gold["summary"]) for one, gold in pairs if gold.get("summary")], "F1", None)
    names = [({name.lower() for name in one.authors}, {name.lower() for name in gold["authors"]}) for one, gold in pairs if gold.get("authors")]
    yield micro_f1(f"extraction/authors/{where}", names)


def rivals(shared: Path) -> Iterator[Measure]:
    """Score every rival that is installed."""
    for rival, extractor in RIVALS.items():
        try:
            for name in SETS:
                yield from score(run_one(extractor, shared, name), [gold for gold, _ in pages(shared, name)], name, rival)
        except ImportError as error:
            sys.stderr.write(f"{rival} is not compared: {error}; make eval installs it\n")


def measure(shared: Path) -> list[Measure]:
    """Score bodies on both sets, headlines and days on the one that has them; then the rivals."""
    ours: list[Measure] = []
    for name in SETS:
        found, golds = _command(shared, name), [gold for gold, _ in pages(shared, name)]
        ours += [*score(found, golds, name), *(people(found, golds, name) if "authors" in golds[0] else ())]
    return [*ours, *rivals(shared)]
