"""Find the element that holds the article, and take out what its markup names as something else."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources

from selectolax.lexbor import LexborHTMLParser, LexborNode

from transforms.logic.extraction.blocks import children, class_name

_NEVER = ["script", "style", "svg", "noscript", "iframe", "button", "select", "template", "dialog", "object", "embed", "audio", "video", "canvas"]
_SELDOM = "nav,footer,aside,form,figure,label,textarea,[role=navigation],[aria-hidden=true]"
_NAMED = (
    "div[class],section[class],ul[class],ol[class],span[class],p[class],aside,h2[class],h3[class],h4[class],div[id],a[class],li[class],table[class]"
)
_STREAMED = 'div[hidden][id^="S:"]'  # React sends late parts as hidden divs and moves them by script
_MAX_SHARE = 0.3
_MIN_CHARS = 25
_MIN_DIRECT = 80
_MIN_PARAGRAPHS = 400
_CLIMB_GAIN = 1.15
_MAX_LINKS = 0.35
_REACH = 6
_TOP = frozenset({"html", "-undef", "-document", None})
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


@cache
def _other_names() -> re.Pattern[str]:
    data = tomllib.loads(resources.files("schemas").joinpath("codebook/profiles/markup.toml").read_text("utf-8"))
    names = [re.escape(word) for word in data["words"]] + [re.escape(start) + r"\w*" for start in data["starts"]]
    return re.compile(rf"(?:^|[-_\s])(?:{'|'.join(names)})(?=$|[-_\s])", re.IGNORECASE)


def is_other(node: LexborNode) -> bool:
    """Whether class or id name the element as something beside the article."""
    name = f"{class_name(node)} {node.attributes.get('id') or ''}"
    return len(name) > 1 and _other_names().search(_CAMEL.sub("-", name)) is not None


def chars(node: LexborNode) -> int:
    """Count the characters of an element's text, white space folded."""
    return len(" ".join(node.text().split()))


def link_chars(node: LexborNode) -> int:
    """Count the characters of an element's links."""
    return sum(chars(link) for link in node.css("a"))


def _below(node: LexborNode | None, seen: set[int]) -> bool:
    while node is not None and node.tag not in _TOP:
        if node.mem_id in seen:
            return True
        node = node.parent
    return False


def remove_outermost(nodes: list[LexborNode], limit: float) -> None:
    """Remove the outermost of the nodes that hold less text than the limit; nothing below a removed node is touched again."""
    gone: set[int] = set()
    chosen = []
    for node in nodes:
        if not _below(node, gone) and chars(node) < limit:
            gone.add(node.mem_id)
            chosen.append(node)
    for node in chosen:
        node.decompose()


def strip_page(tree: LexborHTMLParser) -> None:
    """Remove what is never article, and navigation, footers, forms and figures unless they hold a good part of the page."""
    tree.strip_tags(_NEVER, recursive=True)
    if tree.body is None:
        return
    for node in tree.body.css(_STREAMED):
        del node.attrs["hidden"]
    remove_outermost(tree.body.css(_SELDOM), _MAX_SHARE * chars(tree.body))


def prune(root: LexborNode) -> None:
    """Remove the named furniture below an element, unless it holds a good part of its text."""
    found = [node for node in root.css(_NAMED) if is_other(node)]
    own = root.mem_id
    remove_outermost([node for node in found if node.mem_id != own], _MAX_SHARE * chars(root))


def _paragraphs(body: LexborNode) -> list[tuple[LexborNode, int]]:
    found = []
    for node in body.css("p"):
        size = chars(node)
        if size >= _MIN_CHARS:
            links = link_chars(node)
            if links <= 0.6 * size and node.parent is not None:
                found.append((node.parent, size - links))
    if sum(size for _, size in found) < _MIN_PARAGRAPHS:
        for node in body.css("div,section,article,td,span,font"):
            size = sum(len((child.text_content or "").strip()) for child in children(node) if child.tag == "-text")
            if size >= _MIN_DIRECT:
                found.append((node, size))
    return found


def _ancestors(node: LexborNode | None) -> list[LexborNode]:
    found = []
    while node is not None and node.tag not in _TOP:
        found.append(node)
        node = node.parent
    return found


def find_container(tree: LexborHTMLParser) -> LexborNode | None:
    """Find the element that holds the article's paragraphs.

    The parent that has most paragraph text around it, then upwards as long as an ancestor adds a good part more without
    becoming a list of links.

    Args:
        tree: A page that went through :func:`strip_page`.

    Returns:
        The element, or None where the page has no paragraph.
    """
    if tree.body is None:
        return None
    near: dict[int, float] = {}
    inside: dict[int, int] = {}
    nodes: dict[int, LexborNode] = {}
    other: dict[int, bool] = {}
    for parent, size in _paragraphs(tree.body):
        above = _ancestors(parent)
        for node in above:
            if node.mem_id not in other:
                other[node.mem_id] = node.tag != "body" and is_other(node)
        worth = size * (0.3 if any(other[node.mem_id] for node in above) else 1.0)
        share = 1.0
        for depth, node in enumerate(above):
            key = node.mem_id
            nodes[key] = node
            inside[key] = inside.get(key, 0) + size
            if depth < _REACH:
                near[key] = near.get(key, 0.0) + worth * share
                share *= 0.7 if depth == 0 else 0.5
    if not near:
        return None
    best = nodes[max(near, key=lambda key: near[key])]
    return _climb(best, inside)


def _climb(best: LexborNode, inside: dict[int, int]) -> LexborNode:
    for node in _ancestors(best.parent):
        if inside.get(node.mem_id, 0) > _CLIMB_GAIN * inside[best.mem_id]:
            if link_chars(node) >= _MAX_LINKS * chars(node):
                break
            best = node
    return best
