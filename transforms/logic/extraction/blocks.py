"""The blocks of text below an element, in reading order, each with how much of it is links."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

MAX_DEPTH = 200
_LINKED = 0.7
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_PARTS = (
    "p", "li", "ul", "ol", "div", "section", "article", "main", "blockquote", "pre", "dd", "dt", "dl", "td", "th", "tr", "tbody", "thead", "table",
    "figure", "figcaption", "header", "footer", "aside", "hr", "body", "center", "address", "details", "summary", "fieldset", "form", "nav",
)  # fmt: skip
_BLOCKS = HEADINGS | frozenset(_PARTS)
_SILENT = frozenset({"script", "style", "template", "noscript", "svg", "iframe", "select", "button", "textarea", "title"})


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text between two block boundaries.

    Args:
        tag: The element that holds it: p, li, h2, div ...
        link_chars: How many of its characters stand in links.
        place: Class names of the elements around it: blocks of one article share theirs.
    """

    tag: str
    text: str
    link_chars: int = 0
    place: str = ""

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading."""
        return self.tag in HEADINGS

    @property
    def is_linked(self) -> bool:
        """Whether it is mostly links: a teaser, a tag list, a read-also line."""
        return self.link_chars > _LINKED * len(self.text)


@dataclass(slots=True)
class _Walk:
    """What a walk has gathered."""

    found: list[Block] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    link_chars: int = 0

    def close(self, tag: str, place: str) -> None:
        """End the running block."""
        if self.words:
            text = " ".join("".join(self.words).split())
            if text:
                self.found.append(Block(tag, text, self.link_chars, place))
            self.words.clear()
        self.link_chars = 0


def class_name(node: LexborNode | None) -> str:
    """Return an element's class names, empty without."""
    return (node.attributes.get("class") or "") if node is not None else ""


def children(node: LexborNode) -> Iterator[LexborNode]:
    """Yield the children of a node, text included."""
    child = node.child
    while child is not None:
        after = child.next
        yield child
        child = after


def _walk(node: LexborNode, state: _Walk, tag: str, place: str, depth: int, *, linked: bool) -> None:
    for child in children(node):
        kind = child.tag
        if kind == "-text":
            text = child.text_content or ""
            state.words.append(text)
            if linked:
                state.link_chars += len(text.strip())
        elif kind == "br":
            state.close(tag, place)
        elif kind in _SILENT or kind is None or depth > MAX_DEPTH:
            continue
        elif kind in _BLOCKS:
            state.close(tag, place)
            around = place if kind in {"p", "li", "td"} or kind in HEADINGS else f"{class_name(node)}>{kind}.{class_name(child)}"
            _walk(child, state, kind, around, depth + 1, linked=False)
            state.close(kind, around)
        else:
            _walk(child, state, tag, place, depth + 1, linked=linked or kind == "a")


def read_blocks(root: LexborNode) -> list[Block]:
    """Read the blocks below an element.

    A line break ends a block as a paragraph does: old pages write paragraphs that way. Text deeper than ``MAX_DEPTH`` is
    left out.

    >>> from selectolax.lexbor import LexborHTMLParser
    >>> tree = LexborHTMLParser("<div>One <b>two</b><br>three<p><a>four</a></p></div>")
    >>> [(block.tag, block.text, block.is_linked) for block in read_blocks(tree.body)]
    [('div', 'One two', False), ('div', 'three', False), ('p', 'four', True)]
    """
    state = _Walk()
    tag, place = root.tag or "div", f">{root.tag}.{class_name(root)}"
    _walk(root, state, tag, place, 0, linked=False)
    state.close(tag, place)
    return state.found
