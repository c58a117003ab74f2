"""Build every document of the sample wire: feeds, article pages, robots.txt."""

from __future__ import annotations

import datetime as dt
import email.utils
import hashlib
import json
import tomllib
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib import resources

_ROOT = resources.files("pipeline.sample")


@dataclass(frozen=True, slots=True)
class Desk:
    """A made-up publisher with a host of its own."""

    id: str
    host: str
    publisher: str
    country: str
    language: str
    layout: str
    offset: str


@dataclass(frozen=True, slots=True)
class Story:
    """A made-up story.

    Args:
        published: Local time without offset.
        flags: revised, missing_page, consent_wall, no_link, no_id or no_date.
    """

    id: str
    published: str
    title: str
    lead: str
    body: str
    flags: tuple[str, ...] = ()
    revised_title: str = ""
    revised_body: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """What the server answers for one address."""

    status: int
    content_type: str
    body: bytes
    location: str = ""

    @property
    def etag(self) -> str:
        """A strong validator of the body."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'


@cache
def desks() -> tuple[Desk, ...]:
    """Return every desk of the sample wire.

    >>> {desk.language for desk in desks()} >= {"tr", "sr-Cyrl", "kmr", "ckb"}
    True
    """
    return tuple(Desk(**desk) for desk in tomllib.loads(_ROOT.joinpath("desks.toml").read_text("utf-8"))["desk"])


@cache
def stories(desk: str) -> tuple[Story, ...]:
    """Return the stories of a desk, oldest first."""
    listed = tomllib.loads(_ROOT.joinpath(f"stories/{desk}.toml").read_text("utf-8"))["story"]
    return tuple(Story(**{**story, "flags": tuple(story.get("flags", ()))}) for story in listed)


def _time(desk: Desk, story: Story) -> dt.datetime:
    return dt.datetime.fromisoformat(story.published + desk.offset)


def _text(story: Story, edition: int) -> tuple[str, list[str]]:
    revised = edition > 1 and "revised" in story.flags
    body = story.revised_body if revised else story.body
    return (story.revised_title if revised else story.title), body.strip().split("\n")


def _path(desk: Desk, story: Story) -> str:
    return f"/{desk.language.split('-')[0]}/world/story/{story.id}"


def _link(desk: Desk, story: Story) -> str:
    return "" if "no_link" in story.flags else f"http://{desk.host}{_path(desk, story)}"


def _rss(desk: Desk, edition: int) -> str:
    items = []
    for story in reversed(stories(desk.id)):
        title, _ = _text(story, edition)
        guid = "" if "no_id" in story.flags else f'<guid isPermaLink="false">{story.id}</guid>'
        date = "" if "no_date" in story.flags else f"<pubDate>{email.utils.format_datetime(_time(desk, story))}</pubDate>"
        link = f"<link>{escape(_link(desk, story))}?utm_source=rss</link>" if _link(desk, story) else ""
        items.append(f"<item>{guid}{link}<title>{escape(title)}</title><description>{escape(story.lead)}</description>{date}</item>")
    head = (
        f"<title>{escape(desk.publisher)}</title><link>http://{desk.host}/</link><description>World</description><language>{desk.language}</language>"
    )
    return f'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel>{head}<ttl>5</ttl>{"".join(items)}</channel></rss>\n'


def _atom(desk: Desk, edition: int) -> str:
    entries = []
    for story in reversed(stories(desk.id)):
        title, _ = _text(story, edition)
        stamp = _time(desk, story).isoformat()
        link = f'<link rel="alternate" href="{escape(_link(desk, story))}"/>' if _link(desk, story) else ""
        identity = f"<id>tag:{desk.host},2026:{story.id}</id>"
        entries.append(f"<entry>{identity}{link}<title>{escape(title)}</title><published>{stamp}</published><updated>{stamp}</updated></entry>")
    head = (
        f"<id>tag:{desk.host},2026:feed</id><title>{escape(desk.publisher)}</title><updated>{_time(desk, stories(desk.id)[-1]).isoformat()}</updated>"
    )
    return f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{desk.language}">{head}{"".join(entries)}</feed>\n'


def _sitemap(desk: Desk, edition: int) -> str:
    urls = []
    for story in reversed(stories(desk.id)):
        if not _link(desk, story):
            continue
        title, _ = _text(story, edition)
        name = f"<news:publication><news:name>{escape(desk.publisher)}</news:name><news:language>{desk.language}</news:language></news:publication>"
        date = f"<news:publication_date>{_time(desk, story).isoformat()}</news:publication_date>"
        urls.append(f"<url><loc>{escape(_link(desk, story))}</loc><news:news>{name}{date}<news:title>{escape(title)}</news:title></news:news></url>")
    spaces = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    return f'<?xml version="1.0" encoding="utf-8"?>\n<urlset {spaces}>{"".join(urls)}</urlset>\n'


def _paragraph(line: str) -> str:
    head, _, rest = line.partition(": ")
    is_link = rest and len(head) < 24 and any(head.lower().startswith(word) for word in _READ_ALSO)
    return f'<p><strong>{escape(head)}: <a href="/more">{escape(rest)}</a></strong></p>' if is_link else f"<p>{escape(line)}</p>"


_READ_ALSO = ("read also", "ayrica", "baca juga", "читайте", "اقرأ", "بیشتر", "à lire", "lea ", "pročitajte", "прочитајте", "herwiha", "lexoni")


def _head(desk: Desk, story: Story, title: str, teaser: str) -> str:
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": title,
        "description": story.lead,
        "articleBody": teaser,
        "publisher": {"@type": "Organization", "name": desk.publisher},
    }
    if "no_date" not in story.flags:
        data["datePublished"] = _time(desk, story).isoformat()
    embedded = json.dumps(data, ensure_ascii=False).replace("</", "<\\/")
    return (
        f'<meta charset="utf-8"><title>{escape(title)} | {escape(desk.publisher)}</title>'
        f'<link rel="canonical" href="{_link(desk, story)}"><meta property="og:title" content="{escape(title)}">'
        f'<meta property="og:description" content="{escape(story.lead)}"><script type="application/ld+json">{embedded}</script>'
    )


def _page(desk: Desk, story: Story, edition: int) -> str:
    title, lines = _text(story, edition)
    head = _head(desk, story, title, lines[0][:160])
    direction = "rtl" if desk.language in {"ar", "fa", "ckb"} else "ltr"
    body = "\n".join(_paragraph(line) for line in lines)
    menu = f'<header><a href="/">{escape(desk.publisher)}</a><nav><ul><li><a href="/world">World</a></li><li><a href="/sport">Sport</a></li></ul></nav></header>'
    foot = (
        f"<footer><p>© 2026 {escape(desk.publisher)}</p><ul><li><a href='/terms'>Terms</a></li><li><a href='/contact'>Contact</a></li></ul></footer>"
    )
    if desk.layout == "streamed":
        shown = f'<main><template id="B:1"></template></main>{foot}<div hidden id="S:1a"><article><h1>{escape(title)}</h1><h2>{escape(story.lead)}</h2>{body}</article></div>'
    else:
        related = (
            "<aside><h3>More</h3><ul><li><a href='/a'>Markets in the morning</a></li><li><a href='/b'>Weather at the weekend</a></li></ul></aside>"
        )
        shown = f'<main><article><h1>{escape(title)}</h1><p class="standfirst">{escape(story.lead)}</p><div class="article-body">{body}</div></article>{related}</main>{foot}'
    language = "ku" if desk.language in {"kmr", "ckb"} else desk.language
    return f'<!doctype html><html lang="{language}" dir="{direction}"><head>{head}</head><body>{menu}{shown}</body></html>\n'


def _html(text: str, status: int = 200) -> Document:
    return Document(status, "text/html; charset=utf-8", text.encode())


_WALL = """<!doctype html><html lang="en"><head><title>Before you continue</title></head><body><div id="consent">
<h1>Before you continue</h1><p>We and our partners use cookies. Accept all cookies to continue to the site, or manage your choices.</p>
<form action="/consent"><button>Accept all</button><button>Reject all</button></form></div></body></html>
"""


def _article(desk: Desk, story: Story, edition: int) -> Document:
    if "missing_page" in story.flags:
        return _html("<!doctype html><title>Not found</title><h1>404</h1>", 404)
    if "consent_wall" in story.flags:
        return Document(302, "text/html", b"", f"http://consent.{desk.host}/wall?to={_path(desk, story)}")
    return _html(_page(desk, story, edition))


def build(edition: int = 1) -> dict[tuple[str, str], Document]:
    """Build every document of the sample wire by host and path.

    Args:
        edition: 1 for the first state of the wire, 2 after its corrections.

    >>> build()["meridian.example", "/robots.txt"].status
    200
    """
    made: dict[tuple[str, str], Document] = {}
    for desk in desks():
        made[desk.host, "/robots.txt"] = Document(200, "text/plain", b"User-agent: *\nDisallow: /terms\n")
        made[desk.host, "/rss.xml"] = Document(200, "application/rss+xml; charset=utf-8", _rss(desk, edition).encode())
        made[desk.host, "/atom.xml"] = Document(200, "application/atom+xml; charset=utf-8", _atom(desk, edition).encode())
        made[desk.host, "/news-sitemap.xml"] = Document(200, "application/xml; charset=utf-8", _sitemap(desk, edition).encode())
        made[f"consent.{desk.host}", "/wall"] = _html(_WALL)
        for story in stories(desk.id):
            made[desk.host, _path(desk, story)] = _article(desk, story, edition)
    return made


def feed_list() -> str:
    """Return the feed list of the sample wire as CSV: three feeds a desk."""
    lines = ["feed_id,publisher,country,language,section,url,kind,trust,verified,plain_http,rights,note"]
    for desk in desks():
        for kind, path in (("rss", "rss.xml"), ("atom", "atom.xml"), ("news_sitemap", "news-sitemap.xml")):
            name = f"{desk.id.lower()}-{kind.replace('_', '-')}"
            lines.append(f"{name},{desk.publisher},{desk.country},{desk.language},world,http://{desk.host}/{path},{kind},wire,yes,yes,full,sample")
    return "\n".join(lines) + "\n"
