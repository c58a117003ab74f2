"""Canaries of the profiles: they stay still while a profile reads the story, and cry when it reads something else."""

import datetime as dt
import json
import tomllib
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.sample.site import desks, stories
from transforms.logic.extraction import extract
from transforms.logic.extraction.canary import check_page
from transforms.logic.extraction.profiles import profiles

PAGES = Path(__file__).parent / "data" / "pages"
BY_NAME = {page["name"]: page for page in tomllib.loads((PAGES / "expected.toml").read_text("utf-8"))["page"]}
LINES = [f"<p>The delegation spoke of coast guards for a long while, and part {part} of the plan was agreed by both sides.</p>" for part in range(8)]


def page_of(profile):
    known = BY_NAME[profile.fixture]
    fetched = dt.datetime.fromisoformat(known["fetched"]) if "fetched" in known else None
    return (PAGES / f"{profile.fixture}.html").read_bytes(), known["url"], fetched


@pytest.mark.parametrize("profile", profiles(), ids=lambda profile: profile.id)
def test_a_profile_agrees_with_the_general_way_on_its_own_page(profile):
    html, url, fetched = page_of(profile)
    finding = check_page(html, url=url, fetched=fetched)
    assert (finding.profile, finding.verdict in {"ok", "expired"}) == (profile.id, True), finding


def test_a_selector_that_still_matches_but_marks_something_else_is_found_out():
    box = '<div class="RichTextStoryBody"><p>' + "Subscribers get the best of our journalism in their inbox each morning, free of charge. " * 4 + "</p></div>"
    html = f"<html><body><h1 class=Page-headline>Coast guards agree on a plan</h1>{box}<article>{''.join(LINES)}</article></body></html>"
    finding = check_page(html.encode(), url="https://apnews.com/article/1")
    assert (finding.profile, finding.verdict, finding.problems) == ("ap-2023", "differs", ("body",))


def test_a_layout_that_no_profile_knows_is_named():
    html = f"<html><body><article>{''.join(LINES)}</article></body></html>"
    assert check_page(html.encode(), url="https://www.aa.com.tr/en/world/1").verdict == "unknown_layout"


def test_a_layout_past_its_last_day_is_named():
    html, url, _ = page_of(next(profile for profile in profiles() if profile.id == "aa-2025"))
    assert check_page(html, url=url, fetched=dt.datetime(2027, 1, 1, tzinfo=dt.UTC)).verdict == "expired"


def _anadolu(layout: str, story, language: str) -> str:
    body = "".join(f"<p>{line}</p>" for line in story.body.strip().split("\n") if line.strip())
    head = f'<html lang="{language}"><head><meta charset="utf-8"><title>{story.title}</title><meta property="og:title" content="{story.title}"></head><body>'
    if layout == "aa-2025":
        inside = f'<div class="detay-spot-category"><h1>{story.title}</h1></div><div class="detay-icerik">{body}</div><span class="tarih">05.04.2025</span>'
        return f'{head}{inside}<div class="diger"><p>{"Other headlines of the day. " * 9}</p></div></body></html>'
    return f'{head}<main></main><div hidden id="S:1a"><article><h1>{story.title}</h1>{body}</article></div></body></html>'


@pytest.mark.parametrize("desk", desks(), ids=lambda desk: desk.id)
@pytest.mark.parametrize("layout", ["aa-2025", "aa-2026"])
def test_both_layouts_of_anadolu_are_read_in_every_language(desk, layout):
    story = max(stories(desk.id), key=lambda story: len(story.body))
    day = dt.datetime(2025 if layout == "aa-2025" else 2026, 4, 7, tzinfo=dt.UTC)
    found = extract(_anadolu(layout, story, desk.language).encode(), url=f"https://www.aa.com.tr/{desk.language}/1", fetched=day)
    assert (found.title, found.profile) == (" ".join(story.title.split()), layout)
    wanted = " ".join(story.body.split()).split()
    assert len(set(wanted) & set(found.body.split())) >= 0.95 * len(set(wanted))


def test_the_command_says_what_each_profile_is_worth(tmp_path, capsys):
    rows = []
    for profile in profiles():
        _, url, fetched = page_of(profile)
        rows.append({"id": profile.id, "path": str(PAGES / f"{profile.fixture}.html"), "url": url, "fetched": fetched.isoformat() if fetched else None})
    listed = tmp_path / "pages.jsonl"
    listed.write_text("".join(json.dumps(row) + "\n" for row in [*rows, {"id": "gone", "path": "gone.html", "url": "https://apnews.com/article/2"}]))
    assert main(["profiles", "check", "--jsonl", str(listed)]) == 1
    out, err = capsys.readouterr()
    lines = [json.loads(line) for line in out.splitlines()]
    assert {line["id"]: line["verdict"] for line in lines if line["verdict"] not in {"ok", "expired"}} == {"gone": "error"}
    assert "ap-2023" in err
