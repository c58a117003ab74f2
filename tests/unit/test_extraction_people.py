"""Standfirst and authors: what metadata and page say of them."""

import pytest

from transforms.logic.extraction import extract
from transforms.logic.extraction.standfirst import is_printed

SHORT = "Two coast guards will train together from spring on."
LINES = "".join(f"<p>The ministers spoke for a long while, and part {part} of the plan was agreed by both sides.</p>" for part in range(8))


def page(printed: str = "", author: str = "", description: str = SHORT) -> bytes:
    head = f'<meta property="og:description" content="{description}"><meta name="author" content="{author}">'
    return f"<html><head><title>Ministers meet</title>{head}</head><body><h1>Ministers meet</h1>{printed}<article>{LINES}</article></body></html>".encode()


@pytest.mark.parametrize(
    "printed", [f"<div><div><span class=x>{SHORT}</span></div></div>", f"<p>{SHORT.replace('coast', '<b>coast</b>')}</p>", f"<p>\n  {SHORT}\n</p>"]
)
def test_a_description_that_the_page_prints_in_a_block_of_its_own_is_the_standfirst(printed):
    assert extract(page(f"<aside><p>Other.</p></aside>{printed}")).standfirst == SHORT


@pytest.mark.parametrize(
    "printed", ["", f"<p>{SHORT} They said so on Monday.</p>", f'<script>{{"text": "{SHORT}"}}</script>', f'<p title="{SHORT}">Other.</p>']
)
def test_a_description_that_the_page_does_not_print_is_none(printed):
    assert extract(page(printed)).standfirst == ""


def test_entities_make_no_difference():
    assert is_printed("<body><p>Ministers &amp; marshals said &ldquo;yes&rdquo; in Oslo</p>", "Ministers & marshals said “yes” in Oslo")


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ("Ana Horvat", ("Ana Horvat",)),
        ("By Ana Horvat and Nora Halden", ("Ana Horvat", "Nora Halden")),
        ("Ana Horvat; Nora Halden", ("Ana Horvat", "Nora Halden")),
        ("José Ortega y Gasset", ("José Ortega y Gasset",)),
        ("Ana Horvat, Nora Halden, Oslo", ("Ana Horvat", "Nora Halden")),
        ("AFP, MANILA", ("AFP, MANILA",)),
        ("Oleh: Rina Widodo", ("Rina Widodo",)),
        ("Автор: Нора Халден", ("Нора Халден",)),
        ("بقلم: نورا هالدن", ("نورا هالدن",)),
        ("Avery Holt", ("Avery Holt",)),
        ("desk@example.org", ()),
        ("https://example.org/people/7", ()),
    ],
)
def test_authors_are_names_one_by_one(author, expected):
    assert extract(page(author=author)).authors == expected


def test_a_person_goes_before_the_publisher_that_json_ld_calls_the_author():
    data = '{"@type": "NewsArticle", "headline": "Ministers meet", "author": {"@type": "Organization", "name": "The Post"}, "publisher": {"name": "The Post"}}'
    printed = f'<script type="application/ld+json">{data}</script><a rel=author href=/people/7>Ana Horvat</a>'
    assert extract(page(printed)).authors == ("Ana Horvat",)
    assert extract(page(f'<script type="application/ld+json">{data}</script>')).authors == ("The Post",)


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("<ul class=AuthorList><li><a href=/x>Ana Horvat</a></li><li><a href=/y>Nora Halden</a></li></ul>", ("Ana Horvat", "Nora Halden")),
        ('<span class="byline"><span class="author vcard"><a href="/author/ana">By Ana Horvat</a></span></span>', ("Ana Horvat",)),
        ('<p><a href="/author/ana">Ana Horvat</a></p><section><ul><li><p><a href="/author/bo">Bo Other</a></p></li></ul></section>', ("Ana Horvat",)),
        ("<nav><a class=author href=/x>Nav Bar</a></nav>", ()),
        ("<p class=byline><a href=/x>read more</a></p>", ()),
    ],
    ids=["list", "theme", "first-only", "navigation", "no-name"],
)
def test_a_byline_that_the_page_links_is_read_where_metadata_names_nobody(printed, expected):
    assert extract(page(printed)).authors == expected


def test_a_second_heading_behind_the_element_that_holds_the_headline_is_the_standfirst():
    held = page().replace(b"<h1>Ministers meet</h1>", f"<div><div><h1>Ministers meet</h1></div><h2>{SHORT}</h2></div>".encode())
    assert extract(held).standfirst == SHORT
