"""Cost of the tagger: `python tests/bench/bench_tagger.py`. Stories of the sample wire by language, worst cases, and what it is held against.

The plain loop searches a text with one regular expression a cue of its language, which is what the automaton replaces; trafilatura with
metadata is what a page of the same wire costs before its story can be tagged. Every figure is CPU time of one process; on a shared machine
they are ratios of one run.
"""

from __future__ import annotations

import datetime as dt
import re
import resource
import sys
import time
from collections.abc import Callable
from itertools import product
from pathlib import Path
from statistics import median

import trafilatura

sys.path.insert(0, str(Path(__file__).parents[2]))

from pipeline.sample.site import build, desks, stories
from transforms.logic.tagging.furnished import tag_with_furniture
from transforms.logic.tagging.lexicon import automaton, cues
from transforms.logic.tagging.patterns import compile_cue
from transforms.logic.tagging.tagger import MAX_CHARS, tag_text
from transforms.logic.tagging.text import Text

_CHARS = 2_300  # The median length of a wire story.
_ROUNDS = 15
_DAY = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
_PLAIN = ("en", "tr", "ru", "ar")
_SHARE = 20  # The plain loop is measured on every twentieth cue.
_LETTERS = "abcdefghijkl"
WORST = {
    "a state": "Russia ",
    "a letter": "a",
    "a digit": "1",
    "digits and letters": "1a2b",
    "a line feed": "\n",
    "lines of a letter": "a\n",
    "a quote": '"',
    "open brackets": "([{",
    "a mark": "a\u0301",
    "a joiner": "\u200d",
    "half a character": "\ud800",
    "right to left and left": "\u202eروسيا Russia ",
    "states in one sentence": "Russia and Turkey and Iran and ",
    "the same in Arabic": "روسيا وتركيا وإيران و",
    "dates": "12 March 2019, ",
    "counts": "two days ago ",
    "officials": "the foreign minister of Russia Ivan Petrov ",
    "acts": "signed an agreement on defence ",
    "read-also lines": "READ ALSO: x\n",
    "agencies": "(Reuters) - ",
    "bodies of states": "Russian Defence Ministry and ",
    "agreements": "Russia and Turkey signed a military agreement ",
    "officials of all names": "".join(f"the Russian foreign minister {a}{b}ba {c}ov{a} met ".title() for a, b, c in product(_LETTERS, repeat=3)),
}


def spent(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def memory_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def texts(desk_id: str) -> list[tuple[str, str]]:
    """Return headline and a body of the length of a wire story for each story of a desk."""
    made = []
    for story in stories(desk_id):
        body = story.body.strip() + "\n"
        made.append((story.title, (body * (_CHARS // len(body) + 1))[:_CHARS]))
    return made


def by_language() -> float:
    """Print what a story costs in each language and return the median of their medians, in microseconds."""
    medians = []
    for desk in desks():
        bodies = texts(desk.id)
        for title, body in bodies:
            tag_text(body, title=title, language=desk.language, published=_DAY)
        times = sorted(
            1e6 * spent(lambda title=title, body=body, tongue=desk.language: tag_text(body, title=title, language=tongue, published=_DAY))
            for _ in range(_ROUNDS)
            for title, body in bodies
        )
        medians.append(median(times))
        print(f"tag_text, {desk.id:10} {_CHARS} characters: median {medians[-1]:6.0f} us, p99 {times[int(len(times) * 0.99)]:6.0f} us")
    return median(medians)


def page_us() -> float:
    """Return what a page of the sample wire costs trafilatura with metadata, in microseconds."""
    pages = [document.body for (_, path), document in build().items() if "/story/" in path]
    trafilatura.bare_extraction(pages[0], with_metadata=True, include_comments=False)
    return median(1e6 * spent(lambda page=page: trafilatura.bare_extraction(page, with_metadata=True, include_comments=False)) for page in pages)


def plain_loop() -> None:
    for desk in desks():
        if desk.id in _PLAIN:
            mine = [cue for cue in cues() if not cue.languages or desk.language in cue.languages][::_SHARE]
            loop = [re.compile(rf"(?<!\w){re.escape(head)}{tail}") for cue in mine for head, tail in compile_cue(cue.notation, desk.language)]
            text = Text(texts(desk.id)[0][1], desk.language)
            list(automaton().find(text))
            ours = min(spent(lambda text=text: list(automaton().find(text))) for _ in range(_ROUNDS))
            theirs = _SHARE * min(spent(lambda text=text, loop=loop: [regex.search(text.folded) for regex in loop]) for _ in range(3))
            print(f"one pass, {desk.id:4} {1e6 * ours:6.0f} us; plain loop of {len(mine) * _SHARE:,} cues {1e6 * theirs:9.0f} us; ratio {theirs / ours:5.0f}")


def worst() -> None:
    """Print what the strangest texts cost at a length, at twice that and far beyond what is read: twice as much, and no more."""
    for name, piece in WORST.items():
        made = {size: (piece * (size // len(piece) + 1))[:size] for size in (MAX_CHARS // 2, MAX_CHARS, 5_000_000)}
        half, full, far = (min(spent(lambda text=text: tag_with_furniture(text)) for _ in range(2)) for text in made.values())
        print(f"worst, {name:24} {half:6.3f} s at {MAX_CHARS // 2:,} characters, {full:6.3f} s at {MAX_CHARS:,}, {far:6.3f} s at 5,000,000")


def automata() -> None:
    """Print what reading the lexicon and building each language's automaton cost, once a process."""
    before = memory_mb()
    read_s = spent(automaton)
    read_mb = memory_mb() - before
    tongues = sorted({desk.language for desk in desks()})
    built_s = [spent(lambda tongue=tongue: list(automaton().find(Text("", tongue)))) for tongue in tongues]
    built_mb = memory_mb() - before - read_mb
    print(f"lexicon: {len(cues()):,} cues read in {read_s:.1f} s, {read_mb:.0f} MB, once a process")
    print(f"automata: {1000 * median(built_s):.0f} ms a language at its first text, {built_mb:.0f} MB for all {len(tongues)}")


def main() -> None:
    automata()
    story_us = by_language()
    theirs = page_us()
    print(f"tag_text, a story: {story_us:.0f} us; trafilatura with metadata, a page of the same wire: {theirs:.0f} us; ratio {story_us / theirs:.2f}")
    plain_loop()
    worst()


if __name__ == "__main__":
    main()
