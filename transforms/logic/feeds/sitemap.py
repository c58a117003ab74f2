"""News sitemaps and sitemap indexes."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from transforms.logic.feeds.document import for_parser
from transforms.logic.feeds.entries import MAX_ENTRIES, Origin, RawEntry, latest, make_entry, unique
from transforms.logic.feeds.model import CUT, Child, ParsedFeed
from transforms.logic.urls import UrlError, canonical_url

_ROOTS = frozenset({"urlset", "sitemapindex"})


def is_sitemap(root: str) -> bool:
    """Tell whether a document's first element is a sitemap's.

    >>> is_sitemap("urlset")
    True
    """
    return root in _ROOTS


def _name(element: etree._Element) -> str:
    # A recovered tree may hold names with a prefix that nobody declared, which QName refuses.
    return element.tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(element.tag, str) else ""


def _texts(element: etree._Element) -> dict[str, str]:
    """Return the texts of all elements below one by their name, the first of each."""
    found: dict[str, str] = {}
    for inner in element.iter():
        name = _name(inner)
        if name and inner.text and inner.text.strip():
            found.setdefault(name, inner.text.strip())
    return found


def _children(tree: etree._Element, name: str) -> Iterator[dict[str, str]]:
    for element in tree:
        if _name(element) == name:
            yield _texts(element)


def _child(item: dict[str, str], origin: Origin) -> Child | None:
    try:
        return Child(canonical_url(item["loc"], origin.url), item.get("lastmod", "")[:40])
    except (KeyError, UrlError):
        return None


def read_sitemap(text: str, root: str, origin: Origin, *, cut: bool = False) -> ParsedFeed:
    """Read a sitemap. A plain one without news fields lists addresses with their time of change.

    Args:
        text: The document, decoded and inspected.
        root: Its first element.
        origin: What its entries share.
        cut: It breaks off within its last entry, which is left out.
    """
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    tree = etree.fromstring(for_parser(text), parser)
    if tree is None:
        return ParsedFeed("not_a_feed", problems=("a sitemap that cannot be parsed",))
    if root == "sitemapindex":
        items = list(_children(tree, "sitemap"))
        listed = [child for item in items[: -1 if cut else None] if (child := _child(item, origin))]
        return ParsedFeed("ok" if listed else "empty", "sitemap_index", children=tuple(dict.fromkeys(listed))[:MAX_ENTRIES], cut=cut)
    found = list(_children(tree, "url"))[: -1 if cut else None]
    is_news = any("publication_date" in item or "publication" in item for item in found)
    raws = [
        RawEntry(
            id=item.get("loc", ""),
            link=item.get("loc", ""),
            title=item.get("title", ""),
            summary=item.get("keywords", "") if is_news else "",
            published=item.get("publication_date", ""),
            modified=item.get("lastmod", ""),
            language=item.get("language", "") if is_news else "",
        )
        for item in found
    ]
    entries, problems = unique([make_entry(raw, origin) for raw in latest(raws)])
    problems += [f"{len(raws)} entries; the latest are taken"] * (len(latest(raws)) < len(raws)) + [CUT] * cut
    language = next((raw.language for raw in raws if raw.language), origin.language)
    title = next((item["name"] for item in found if "name" in item), "")
    kind = "news_sitemap" if is_news else "sitemap"
    return ParsedFeed("ok" if entries else "empty", kind, title, language, entries, problems=tuple(problems), cut=cut)
