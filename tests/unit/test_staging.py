"""A run that dies anywhere and is run again leaves the same files and the same ledger."""

import dataclasses
import datetime as dt
import shutil

import pytest

from pipeline import staging as st
from pipeline.ledger import Changes, Ledger, LedgerError, changes_from_json, changes_to_json, seen_from_plain, seen_to_plain
from transforms.edges.ledger import SeenEntry

NOW = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
ENTRY = SeenEntry("a.example/1", "e1:x", "feed", "s1:x", 1, "c1:x", "f1:x", "story", 0, None, NOW, NOW)


class Killed(BaseException):
    """What kill -9 would do at this line."""


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


def prepared(out, run_id="r1"):
    out.mkdir(exist_ok=True)
    ledger = Ledger(out / "ledger.sqlite")
    staging = st.staging_folder(out, run_id)
    (staging / "stories" / "day=2026-03-01").mkdir(parents=True)
    for name in ("one", "two"):
        (staging / "stories" / "day=2026-03-01" / f"{run_id}-{name}.parquet").write_text(name)
    changes = Changes(run_id, NOW.isoformat(), {"feed": "{}"}, (seen_to_plain(ENTRY),), (("s1:x", "{}", NOW.isoformat()),))
    return ledger, staging, changes


def state(out, ledger):
    files = sorted(path.name for path in out.rglob("*.parquet") if ".staging" not in path.parts)
    return files, ledger.feed_states(), dict(ledger.seen.open().lookup(["a.example/1"]))


def test_a_published_run_has_its_files_in_place_and_its_entries_seen(out):
    ledger, staging, changes = prepared(out)
    st.write_journal(staging, changes)
    st.publish(out, staging, ledger)
    assert state(out, ledger) == (["r1-one.parquet", "r1-two.parquet"], {"feed": "{}"}, {"a.example/1": ENTRY})
    assert not staging.exists()


def test_a_run_without_journal_is_deleted_by_the_next(out):
    ledger, _, _ = prepared(out)
    assert st.recover(out, ledger) == st.Recovery((), ("r1",))
    assert state(out, ledger) == ([], {}, {})


@pytest.mark.parametrize("moves", [0, 1, 2])
def test_a_run_killed_while_it_publishes_is_completed_by_the_next(out, monkeypatch, moves):
    ledger, staging, changes = prepared(out)
    st.write_journal(staging, changes)
    done = []

    def dying(path):
        if len(done) == moves:
            raise Killed
        done.append(path)

    monkeypatch.setattr(st, "_sync", dying)
    with pytest.raises(Killed):
        st.publish(out, staging, ledger)
        raise Killed
    monkeypatch.undo()
    st.recover(out, ledger)
    assert state(out, ledger) == (["r1-one.parquet", "r1-two.parquet"], {"feed": "{}"}, {"a.example/1": ENTRY})


def test_a_run_killed_between_ledger_and_clean_up_is_applied_once(out, monkeypatch):
    ledger, staging, changes = prepared(out)
    st.write_journal(staging, changes)

    def dying(path):
        raise Killed

    monkeypatch.setattr(shutil, "rmtree", dying)
    with pytest.raises(Killed):
        st.publish(out, staging, ledger)
    monkeypatch.undo()
    assert st.recover(out, ledger) == st.Recovery(("r1",), ())
    assert state(out, ledger)[0] == ["r1-one.parquet", "r1-two.parquet"]
    assert ledger.has_run("r1")


def test_a_second_run_into_the_same_folder_is_refused(out):
    out.mkdir()
    with st.exclusive(out), pytest.raises(st.OutputBusyError, match="another run"), st.exclusive(out):
        pass


def test_a_file_that_is_no_ledger_is_named_with_the_cure(out):
    out.mkdir()
    (out / "ledger.sqlite").write_text("no database " * 100)
    with pytest.raises(LedgerError, match=r"ledger\.sqlite: .*move the file away"):
        Ledger(out / "ledger.sqlite")


def test_a_newer_ledger_is_refused(out):
    out.mkdir()
    ledger = Ledger(out / "ledger.sqlite")
    ledger._connection.execute("PRAGMA user_version=99")
    ledger.close()
    with pytest.raises(LedgerError, match="newer"):
        Ledger(out / "ledger.sqlite")


def test_changes_survive_the_journal():
    changes = Changes("r1", NOW.isoformat(), {"f": "{}"}, (seen_to_plain(ENTRY),), (("s", "{}", "2026"),), {"h": "{}"}, "2020")
    assert changes_from_json(changes_to_json(changes)) == changes
    assert seen_from_plain(seen_to_plain(ENTRY)) == ENTRY


def test_lineage_behind_the_horizon_is_forgotten(out):
    ledger, _, _ = prepared(out)
    ledger.apply(Changes("a", "1", lineage=(("old", "{}", "2026-01-01"), ("new", "{}", "2026-03-01"))))
    ledger.apply(Changes("b", "2", forget_lineage_before="2026-02-01"))
    assert ledger.lineage_states() == {"new": "{}"}


def test_a_ledger_of_the_first_version_is_brought_to_this_one_with_its_entries(out):
    import sqlite3

    out.mkdir()
    old = sqlite3.connect(out / "ledger.sqlite")
    old.executescript("""
        CREATE TABLE seen (key TEXT PRIMARY KEY, entry_key TEXT, feed_id TEXT, story_id TEXT, revision INTEGER, content_hash TEXT, fingerprint TEXT,
          fate TEXT, attempts INTEGER, retry_due TEXT, first_seen TEXT, last_seen TEXT, retry TEXT) WITHOUT ROWID;
        INSERT INTO seen VALUES ('a.example/1', 'e1:x', 'feed', 's1:x', 1, 'c1:x', 'f1:x', 'story', 0, NULL, '2026-03-01T00:00:00+00:00', '2026-03-01T00:00:00+00:00', '');
        PRAGMA user_version=1;""")
    old.close()
    assert dict(Ledger(out / "ledger.sqlite").seen.open().lookup(["a.example/1"])) == {"a.example/1": ENTRY}


def test_a_journal_of_the_first_version_is_applied(out):
    ledger, _, changes = prepared(out)
    plain = {name: value for name, value in changes.seen[0].items() if name != "gist"}
    ledger.apply(Changes("r0", NOW.isoformat(), seen=(plain,)))
    assert ledger.seen.open().lookup(["a.example/1"]) == {"a.example/1": ENTRY}


def test_a_gist_behind_the_horizon_is_forgotten_and_its_entry_is_not(out):
    ledger, _, _ = prepared(out)
    entries = [dataclasses.replace(ENTRY, key=key, gist="{}", last_seen=seen) for key, seen in (("old", NOW), ("new", NOW + dt.timedelta(days=9)))]
    ledger.apply(Changes("a", "1", seen=tuple(map(seen_to_plain, entries))))
    ledger.apply(Changes("b", "2", forget_lineage_before=(NOW + dt.timedelta(days=1)).isoformat()))
    assert {key: entry.gist for key, entry in ledger.seen.open().lookup(["old", "new"]).items()} == {"old": "", "new": "{}"}
