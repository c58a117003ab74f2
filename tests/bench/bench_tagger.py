"""Cost of the tagger: `python tests/bench/bench_tagger.py`. Stories of the sample wire by language, worst cases, and a plain loop.

The plain loop searches a text with one regular expression a cue of its language, which is what the automaton replaces. Every
figure is CPU time of one process; on a shared machine they are ratios of one run.
"""

from __future__ import annotations

import re
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from pipeline.sample.site import desks, stories
from transforms.logic.tagging.lexicon import automaton, cues
from transforms.logic.tagging.patterns import compile_cue
from transforms.logic.tagging.tagger import MAX_CHARS, tag_text
from transforms.logic.tagging.text import Text

_CHARS = 2_300  # The median length of a wire story.
_ROUNDS = 25
_PLAIN = ("en", "tr", "ru", "ar")
_SHARE = 20  # The plain loop is measured on every twentieth cue.
WORST = {
    "a state": "Russia ",
    "a letter": "a",
    "a line feed": "\n",
    "a quote": '"',
    "a mark": "a\u0301",
    "a joiner": "\u200d",
    "states in one sentence": "Russia and Turkey and Iran and ",
    "dates": "12 March 2019, ",
    "officials": "the foreign minister of Russia Ivan Petrov ",
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


def by_language() -> None:
    for desk in desks():
        bodies = texts(desk.id)
        for title, body in bodies:
            tag_text(body, title=title, language=desk.language)
        times = sorted(
            1e6 * spent(lambda title=title, body=body, language=desk.language: tag_text(body, title=title, language=language))
            for _ in range(_ROUNDS)
            for title, body in bodies
        )
        print(f"tag_text, {desk.id:10} {_CHARS} characters: median {times[len(times) // 2]:6.0f} us, p99 {times[int(len(times) * 0.99)]:6.0f} us")


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
    for name, piece in WORST.items():
        times = [spent(lambda size=size, piece=piece: tag_text((piece * (size // len(piece) + 1))[:size])) for size in (MAX_CHARS // 4, MAX_CHARS, 5_000_000)]
        print(f"worst, {name:24} {times[0]:6.3f} s at {MAX_CHARS // 4:,} characters, {times[1]:6.3f} s at {MAX_CHARS:,}, {times[2]:6.3f} s at 5,000,000")


def main() -> None:
    before = memory_mb()
    build_s = spent(automaton)
    print(f"automaton: {len(cues()):,} cues read in {build_s:.1f} s CPU, once a process; each language's automaton at its first text; {memory_mb() - before:.0f} MB")
    by_language()
    plain_loop()
    worst()


if __name__ == "__main__":
    main()
