"""Find the element that holds the article, and take out what its markup names as something else."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from functools import cache
from importlib import resources

from selectolax.lexbor import LexborHTMLParser, LexborNode

from transforms.logic.extraction.blocks import children, class_name

_NEVER = ["script", "style", "svg", "noscript", "iframe", "button", "select", "template", "dialog", "object", "embed", "audio", "video", "canvas"]
_SELDOM = "nav,footer,aside,form,figure,label,textarea,[role=navigation],[aria-hidden=true]"
_NAMED = (
    "div[class],section[class],ul[class],ol[class],span[class],p[class],aside,h2[class],h3[class],h4[class],div[id],a[class],li[class],table[class],section[id],ul[id],p[id]"
)
_STREAMED = 'div[hidden][id^="S:"]'  # React sends late parts as hidden divs and moves them by script
_MAX_SHARE = 0.3
_GROUPS = "ul,ol,div,section,article,table"
_MAX_LINKED = 600
_LINKED_SHARE = 0.7
_MIN_POINTER, _MAX_POINTER, _MAX_LABEL = 20, 250, 40
_MARKS = " -–—•·»>|→*[](){}:"
_ENDS = (".", "!", "?", "…", "؟", "。", '"', "”", "»")
_MIN_CHARS = 25
_MIN_DIRECT = 80
_MIN_PARAGRAPHS = 400
_CLIMB_GAIN = 1.15
_MAX_LINKS = 0.35
_SHARES = (1.0, 0.7, 0.35, 0.18, 0.09, 0.04)  # of a paragraph, for its parent and those above
_BESIDE = 0.1
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


def is_never(node: LexborNode) -> bool:
    """Whether class or id name the element as readers' comments or the foot of the page: never story, however long."""
    name = f"{class_name(node)} {node.attributes.get('id') or ''}".lower()
    return any(word in name for word in ("comment", "footer", "cookie"))


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


def outermost(nodes: list[LexborNode]) -> list[LexborNode]:
    """Return the nodes that stand in none of the others: removing below one must not free another."""
    every = {node.mem_id for node in nodes}
    return [node for node in nodes if not _below(node.parent, every)]


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


def _is_linked(node: LexborNode) -> bool:
    size = chars(node)
    return 0 < size < _MAX_LINKED and link_chars(node) > _LINKED_SHARE * size


def _is_pointer(node: LexborNode) -> bool:
    """Whether a line points elsewhere: all of it a link, or a label and a link ("Read also: ..."), and no sentence.

    A credit ("Source: Agency") has a short link and stays.
    """
    links = node.css("a")
    if not links:
        return False
    text, linked = " ".join(node.text().split()), " ".join(" ".join(link.text() for link in links).split())
    if not _MIN_POINTER < len(linked) <= len(text) < _MAX_POINTER:
        return False
    rest = text.replace(linked, "", 1).strip()
    is_label = rest.endswith((":", "|", "»", ">", "–", "-", "：", "→")) and text.startswith(rest) and len(rest) < _MAX_LABEL
    return is_label or (not rest.strip(_MARKS) and not text.endswith(_ENDS))


def prune(root: LexborNode) -> None:
    """Remove named furniture and groups of links below an element, unless they, or all of one class, hold a good part of its text."""
    own, limit = root.mem_id, _MAX_SHARE * chars(root)
    named = [node for node in root.css(_NAMED) if node.mem_id != own and is_other(node)]
    sizes: Counter[str] = Counter()
    for node in named:
        sizes[class_name(node)] += chars(node)
    listed = [node for node in root.css(_GROUPS) if node.mem_id != own and _is_linked(node)]
    listed += [node for node in root.css("p,h2,h3,h4,h5") if _is_pointer(node)]
    remove_outermost([node for node in named if sizes[class_name(node)] < limit] + listed, limit)


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
    found = [(_ancestors(parent), size) for parent, size in _paragraphs(tree.body)]
    nodes = {node.mem_id: node for above, _ in found for node in above}
    inside: Counter[int] = Counter()
    for above, size in found:
        inside.update({node.mem_id: size for node in above})
    total = sum(size for _, size in found)
    beside = {key for key, node in nodes.items() if node.tag != "body" and is_other(node) and (inside[key] < total / 2 or is_never(node))}
    for above, size in found:
        worth = size * (_BESIDE if any(node.mem_id in beside for node in above) else 1.0)
        for node, share in zip(above, _SHARES, strict=False):
            near[node.mem_id] = near.get(node.mem_id, 0.0) + worth * share
    if not near:
        return None
    best = nodes[max(near, key=lambda key: near[key])]
    return _climb(best, inside)


def _climb(best: LexborNode, inside: Counter[int]) -> LexborNode:
    for node in _ancestors(best.parent):
        if inside[node.mem_id] > _CLIMB_GAIN * inside[best.mem_id]:
            if link_chars(node) >= _MAX_LINKS * chars(node):
                break
            best = node
    return best
