"""The main job on the sample wire: every entry accounted for, the rows an expert expects, nothing twice."""

from pathlib import Path

import pytest

GOLDEN = Path(__file__).parents[1] / "golden" / "sample_rows.tsv"
ROWS = [line.split("\t") for line in GOLDEN.read_text("utf-8").splitlines() if not line.startswith("#")]
LISTED = 152  # 51 entries in RSS and in Atom, 50 in the sitemaps: an entry without address stands in no sitemap.


def stories(ask, out):
    rows = ask(
        out,
        """SELECT regexp_extract(url, '(\\d+)$', 1), language, bilateral_security,
          list_sort([d.pair FOR d IN dyads IF d.principal]), coalesce(dateline_country, '-') FROM stories""",
    )
    return {row[0]: row[1:] for row in rows}


def test_every_entry_has_one_fate_and_the_counts_add_up(first_run, ask):
    out, result = first_run
    run = result.run
    rejected = {item.reason: item.count for item in run.rejected}
    assert run.listed == LISTED
    assert run.listed == run.stories + run.revisions + run.seen + sum(rejected.values()) + run.dead_letters
    assert (run.stories, run.revisions, run.dead_letters) == (48, 0, 1)
    assert rejected == {"no_link": 2, "consent_wall": 1}
    for account in run.accounts:
        fates = account.stories + account.revisions + account.seen + sum(item.count for item in account.rejected) + account.dead_letters
        assert account.listed == fates
    assert ask(out, "SELECT count(*), count(DISTINCT row_key) FROM stories_v1") == [(48, 48)]
    assert ask(out, "SELECT sum(listed) FROM feed_polls") == [(LISTED,)]


def test_the_golden_file_speaks_of_every_story(first_run, ask):
    out, _ = first_run
    assert set(stories(ask, out)) == {row[0] for row in ROWS}


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_a_story_has_language_decision_and_pair_of_the_golden_file(first_run, ask, row):
    number, language, verdict, pair, *_ = row
    out, _ = first_run
    found_language, found_verdict, found_pairs, _ = stories(ask, out)[number]
    assert found_language == language
    assert found_verdict == (verdict == "yes")
    if verdict == "yes":
        assert found_pairs == [pair]


def test_datelines_are_read_as_the_golden_file_says(first_run, ask):
    out, _ = first_run
    found = stories(ask, out)
    wrong = {row[0]: (found[row[0]][3], row[7]) for row in ROWS if found[row[0]][3] != row[7]}
    assert wrong == {}


def test_topics_and_events_agree_with_the_golden_file_nearly_always(first_run, ask):
    out, _ = first_run
    rows = ask(
        out,
        """SELECT regexp_extract(url, '(\\d+)$', 1), [t.code FOR t IN topics],
          [e.plover FOR e IN events IF e."primary"] FROM stories WHERE bilateral_security""",
    )
    expected = {row[0]: (set(row[4].split()), row[5]) for row in ROWS if row[2] == "yes"}
    hits = sum(len(set(topics) & expected[number][0]) for number, topics, _ in rows if number in expected)
    given = sum(len(topics) for number, topics, _ in rows if number in expected)
    wanted = sum(len(topics) for topics, _ in expected.values())
    assert 2 * hits / (given + wanted) >= 0.7
    events = [(plover[:1] or [""])[0] == expected[number][1] for number, _, plover in rows if number in expected]
    assert sum(events) / len(expected) >= 0.75


def test_every_span_is_the_words_it_says(first_run, ask):
    out, _ = first_run
    for table, field in (("topics", "evidence"), ("events", "evidence"), ("dyads", "evidence"), ("countries", "mentions"), ("officials", "evidence")):
        spans = ask(out, f"SELECT body, unnest(flatten([item.{field} FOR item IN {table}])) FROM stories")
        assert all(body[span["start"] : span["end"]] == span["text"] for body, span in spans)


def test_a_second_run_finds_nothing_new_and_asks_with_validators(first_run, rounds, ask):
    out, first = first_run
    second = rounds(out)
    assert (second.run.listed, second.run.stories, second.run.revisions) == (0, 0, 0)
    assert ask(out, "SELECT count(*), count(DISTINCT row_key) FROM stories_v1") == [(first.run.stories, first.run.stories)]
    polls = ask(out, f"SELECT outcome, conditional, count(*) FROM feed_polls WHERE run_id = '{second.run.run_id}' GROUP BY ALL")
    assert polls == [("not_modified", True, 51)]


def test_a_correction_is_a_revision_of_the_same_story(tmp_path, rounds, ask):
    out = tmp_path / "out"
    rounds(out)
    second = rounds(out, edition=2)
    assert (second.run.stories, second.run.revisions) == (0, 1)
    history = ask(
        out,
        "SELECT revision, headline LIKE '% six %' FROM story_revisions WHERE story_id IN (SELECT story_id FROM stories WHERE revision = 2) ORDER BY 1",
    )
    assert history == [(1, False), (2, True)]
    ((changed, before, added, removed, numbers, gained, lost, texts),) = ask(
        out,
        """SELECT r.changed, r.headline_before, r.paragraphs_added, r.paragraphs_removed, r.numbers_changed, r.tags_gained, r.tags_lost,
          [s.body[n.start + 1 : n.end] FOR n IN s.revision_changes.new_text]
        FROM story_revisions r JOIN stories_v1 s USING (story_id, revision) WHERE revision = 2""",
    )
    assert (changed, before) == (["headline", "body", "numbers"], "Norway hands over air defence launchers to Ukraine")
    assert (added, removed, gained, lost) == (2, 1, [], [])
    assert [(change["before"], change["after"]) for change in numbers] == [(None, "6"), ("4", "6"), (None, "6"), (None, "4")]
    assert texts[1] == "Correction: the number of launchers is six, not four."
    assert ask(out, "SELECT count(*) FROM stories_v1 WHERE revision = 1 AND revision_changes IS NOT NULL") == [(0,)]
    assert ask(out, "SELECT count(*) FROM stories") == [(48,)]


def test_a_page_that_is_missing_becomes_a_dead_letter_that_can_be_replayed(first_run, ask):
    out, _ = first_run
    ((stage, reason, attempts, payload),) = ask(out, "SELECT stage, reason, attempts, payload FROM dead_letters")
    assert (stage, reason, attempts) == ("FetchPages", "not_found", 1)
    assert "/story/210007" in payload


def test_no_article_is_fetched_twice_and_nothing_is_posted(tmp_path):
    from pipeline.local import FetcherSource, SystemClock, read_feeds
    from pipeline.options import RunConfig
    from pipeline.rounds import run_round
    from pipeline.sample.server import serve
    from pipeline.sample.site import feed_list

    with serve() as server:
        source = FetcherSource.loopback(server.hosts, server.address[1])
        run_round(RunConfig(None, tmp_path / "out", max_age_days=0, quiet=True), read_feeds(feed_list(), "sample"), source, SystemClock())
        articles = [entry for entry in server.log if "/story/" in entry[2]]
        assert len(articles) == len(set(articles)) == 50
        assert {method for method, _, _ in server.log} == {"GET"}
