"""The article's body: trafilatura on the container, its own blocks where trafilatura took only one of several pieces."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass

import trafilatura
from selectolax.lexbor import LexborHTMLParser, LexborNode

from transforms.logic.extraction.blocks import Block, read_blocks
from transforms.logic.extraction.container import find_container, outermost, prune, remove_outermost, strip_page
from transforms.logic.extraction.profiles import Profile

RERUN_BELOW = 600
_FULL_GAIN = 2.0  # a short story is short; the whole page always has more to say
_PIECES_GAIN = 0.2
_LONG = 60
_JOINERS = {"\u200c": "ǂ", "\u200d": "ǁ"}  # click letters: printable, and in no language of the wires
_BREAKS = re.compile(r"(?:<br\s*/?>\s*){2,}", re.IGNORECASE)
_PROOF = 40
_TEASER = 200
_MAX_CONTAINER = 600_000


@dataclass(frozen=True, slots=True)
class Body:
    """A body and the way it was found."""

    text: str
    method: str


def _trafilatura(html: str, *, fast: bool) -> str:
    """Run trafilatura, which drops the joiners that Persian and Kurdish words are written with: letters stand in for them."""
    stand_ins = {joiner: letter for joiner, letter in _JOINERS.items() if letter not in html}
    for joiner, letter in stand_ins.items():
        html = html.replace(joiner, letter)
    if "\u200c" in stand_ins:
        html = html.replace("&zwnj;", stand_ins["\u200c"])
    found = trafilatura.bare_extraction(_BREAKS.sub("</p><p>", html), fast=fast, include_comments=False)
    text = (found.text or "") if found is not None and not isinstance(found, dict) else ""
    for joiner, letter in stand_ins.items():
        text = text.replace(letter, joiner)
    return text


def _is_stray(block: Block) -> bool:
    is_label = block.tag in {"div", "td"} and len(block.text) < _LONG
    return is_label or (block.is_linked and len(block.text) < _TEASER)


def kept_blocks(blocks: list[Block]) -> list[Block]:
    """Leave out blocks that are mostly links, stray labels and headings that head nothing.

    >>> kept_blocks([Block("p", "A sentence.", 0), Block("p", "Read also: that", 15), Block("h3", "More", 0)])
    [Block(tag='p', text='A sentence.', link_chars=0, place='')]
    """
    found = [block for block in blocks if not _is_stray(block)]
    while found and found[-1].is_heading:
        found.pop()
    return found


def _is_between(blocks: list[Block], at: int, core: set[str]) -> bool:
    """Whether a block is a paragraph of prose beside one that belongs: the first of a section often has a class of its own."""
    block = blocks[at]
    is_prose = block.tag == "p" and len(block.text) >= 2 * _LONG and block.link_chars < len(block.text) / 4
    return is_prose and any(0 <= near < len(blocks) and blocks[near].place in core for near in (at - 1, at + 1))


def _pieces(blocks: list[Block], text: str) -> list[Block]:
    """Return the blocks from first to last that stand where the blocks of the text stand."""
    places: Counter[str] = Counter()
    inside = [len(block.text) >= _LONG and block.text[:_PROOF] in text and block.text[-_PROOF:] in text for block in blocks]
    for block, is_inside in zip(blocks, inside, strict=True):
        places[block.place] += len(block.text) * is_inside
    core = {place for place, size in places.items() if size >= 0.1 * places.total()}
    long = [index for index, block in enumerate(blocks) if block.place in core and len(block.text) >= _LONG]
    if not any(inside):
        return []
    span = range(inside.index(True), long[-1] + 1)
    return [blocks[at] for at in span if blocks[at].place in core or blocks[at].is_heading or _is_between(blocks, at, core)]


def _from_container(container: LexborNode) -> Body:
    html = container.inner_html or ""
    blocks = kept_blocks(read_blocks(container))
    joined = "\n".join(block.text for block in blocks)
    if len(html) > _MAX_CONTAINER:
        return Body(joined, "blocks")
    text = _trafilatura(f"<html><body><article>{html}</article></body></html>", fast=True)
    if not text:
        return Body(joined, "blocks")
    pieces = _pieces(blocks, text)
    gain = sum(len(block.text) for block in pieces if block.text[:_PROOF] not in text)
    return Body("\n".join(block.text for block in pieces), "pieces") if gain > _PIECES_GAIN * len(text) else Body(text, "trafilatura:fast")


def find_body(text: str, tree: LexborHTMLParser) -> Body:
    """Find the body of a page.

    Args:
        text: The page, decoded.
        tree: The page, parsed; it is stripped here.

    Returns:
        The body, its method one of ``trafilatura:fast`` (on the container), ``pieces``, ``blocks`` and ``trafilatura:full``.
    """
    strip_page(tree)
    container = find_container(tree)
    body = Body("", "none")
    if container is not None:
        prune(container)
        body = _from_container(container)
    if len(body.text) < RERUN_BELOW and len(text) <= 3 * _MAX_CONTAINER:
        full = _trafilatura(text, fast=False)
        gain = _FULL_GAIN if len(body.text) >= _TEASER else 1.2
        if len(full) > gain * len(body.text) and (len(full) >= _TEASER or not body.text):
            return Body(full, "trafilatura:full")
    return body


def profile_body(tree: LexborHTMLParser, profile: Profile) -> Body | None:
    """Read the body that a profile's selectors mark, without changing the tree.

    Returns:
        The body of the first selector that gives text, or None.
    """
    copy = tree.clone()
    for selector in profile.body:
        nodes = outermost(copy.css(selector))
        lines: list[str] = []
        for node in nodes:
            for part in profile.drop:
                remove_outermost([found for found in node.css(part) if found.mem_id != node.mem_id], math.inf)
            lines += [block.text for block in kept_blocks(read_blocks(node))]
        if lines:
            return Body("\n".join(dict.fromkeys(lines)), f"profile:{profile.id}")
    return None
