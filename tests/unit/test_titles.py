"""Headlines: which of a page's spellings is the story's."""

import pytest

from transforms.logic.extraction.head import Head
from transforms.logic.extraction.jsonld import ArticleData
from transforms.logic.extraction.titles import choose_title, without_site

SHOWN = "Two ministers agree to share radar data"
SEARCHED = "Radar pact 2026: what we know so far"


def _head(headline: str = "", heading: str = "", title: str = "", **meta: str) -> Head:
    return Head(ArticleData(headline=headline), meta, title=title, headings=(heading,) if heading else ())


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (_head(SEARCHED, SHOWN, SEARCHED, ogtitle=SHOWN, twittertitle=SHOWN), SHOWN),
        (_head(SEARCHED, SHOWN, SEARCHED, ogtitle=SHOWN, twittertitle=f"{SHOWN} - The Post"), SHOWN),
        (_head(SEARCHED, SHOWN, SEARCHED, ogtitle=SHOWN), SEARCHED),
        (_head(SHOWN, SHOWN, SHOWN, ogtitle=SEARCHED, twittertitle=SEARCHED), SHOWN),
        (_head(SEARCHED, f"Radar pact{SHOWN}", ogtitle=f"Radar pact / {SHOWN}", twittertitle=f"Radar pact {SHOWN}"), f"Radar pact / {SHOWN}"),
        (_head("", f"Baltic - «{SHOWN}»", ogtitle=f"Defence: «{SHOWN}»"), f"«{SHOWN}»"),
        (_head("", f"Baltic - {SHOWN}", ogtitle=f"Baltic - {SHOWN}"), f"Baltic - {SHOWN}"),
        (_head("", "", f"Speech: «{SHOWN}» - News - Post"), f"Speech: «{SHOWN}»"),
    ],
    ids=[
        "shown",
        "shown-site-on-card",
        "one-card-is-no-proof",
        "cards-alone",
        "glued-kicker",
        "two-kickers",
        "one-kicker-stays",
        "quote-mark-is-no-cut",
    ],
)
def test_the_headline_that_the_page_shows_is_chosen(head, expected):
    assert choose_title(head) == expected


def test_a_headline_cut_off_with_dots_is_taken_whole_from_the_page():
    assert choose_title(_head(f"{SHOWN[:30]}...", SHOWN)) == SHOWN
    assert choose_title(_head(f"{SHOWN}...", SHOWN)) == f"{SHOWN}..."


def test_quotation_marks_are_those_that_both_card_and_page_title_have():
    plain, set_anew = "Ministers agree on a 'common' radar", "Ministers agree on a ‘common’ radar"
    assert choose_title(_head(set_anew, set_anew, f"{plain} | Post", ogtitle=f"{plain} | Post")) == plain
    assert choose_title(_head(set_anew, set_anew, set_anew, ogtitle=plain)) == set_anew
    assert choose_title(_head(set_anew, set_anew, SEARCHED, ogtitle=SEARCHED)) == set_anew


def test_what_was_escaped_twice_is_decoded():
    assert choose_title(_head(ogtitle="Ministers &amp; marshals meet in Oslo")) == "Ministers & marshals meet in Oslo"


@pytest.mark.parametrize("title", ["«A long headline in quotation marks»", "Minister: «We shall not go»", "A/B testing of radar masts goes on"])
def test_a_mark_inside_a_headline_is_no_sites_name(title):
    assert without_site(title, "Post") == title
