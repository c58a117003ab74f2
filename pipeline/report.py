"""What a round prints: counts by fate, language, pair and topic, and two example queries with their rows."""

from __future__ import annotations

import sys

from pipeline.options import RunConfig
from pipeline.rounds import RoundResult
from pipeline.sql import connect, table_text

EXAMPLES = (
    (
        "Which pairs dealt with each other, on what, in how many stories?",
        """\
SELECT d.pair, count(DISTINCT d.story_id) AS stories, string_agg(DISTINCT t.code, ' ' ORDER BY t.code) AS topics
FROM story_dyads d LEFT JOIN story_topics t USING (row_key)
WHERE d.principal AND d.bilateral_security GROUP BY d.pair ORDER BY stories DESC, d.pair LIMIT 12""",
    ),
    (
        "What was agreed or signed, and where does the text say so?",
        """\
SELECT e.day, e.plover, array_to_string(e.actors, '-') AS actors, e.language, e.evidence[1].text AS words
FROM story_events e WHERE e."primary" AND e.plover IN ('AGREE', 'SUPPORT') AND e.bilateral_security
ORDER BY e.day, e.row_key LIMIT 8""",
    ),
)
_WIDTH = 60


def _bar(counts: list[tuple[str, int]]) -> str:
    return "  ".join(f"{name} {count}" for name, count in counts) or "none"


def summary(result: RoundResult) -> str:
    """Return the counts of a round as plain lines, each listed entry in exactly one of them."""
    run = result.run
    rejected = _bar([(item.reason, item.count) for item in run.rejected])
    lines = [
        f"run {run.run_id}: {run.feeds} feeds polled, {run.listed} entries listed",
        f"  stories      {run.stories}  ({run.bilateral} on bilateral security, revisions included)",
        f"  revisions    {run.revisions}",
        f"  already seen {run.seen}",
        f"  rejected     {sum(item.count for item in run.rejected)}  ({rejected})",
        f"  dead letters {run.dead_letters}",
    ]
    if run.feed_failures:
        query = f"SELECT feed_id, outcome, problems FROM feed_polls WHERE run_id = '{run.run_id}'"
        lines.append(f"  feeds that could not be read: {run.feed_failures}  ({query})")
    if result.recovered:
        lines.append(f"  runs completed or cleaned up from before: {', '.join(result.recovered)}")
    if result.by_language:
        lines.append(f"  by language  {_bar(sorted(result.by_language.items(), key=lambda item: (-item[1], item[0])))}")
    return "\n".join(lines)


def print_report(result: RoundResult, config: RunConfig) -> None:
    """Print the counts of a round and, of a folder, the example queries over the whole output."""
    sys.stdout.write(summary(result) + "\n")
    if config.to:
        sys.stdout.write(f"\nIn BigQuery: bq query --nouse_legacy_sql 'SELECT headline, url FROM `{config.to}.stories` LIMIT 10'\n")
        return
    with connect(config.out) as connection:
        for title, statement in EXAMPLES:
            rows = connection.execute(statement)
            names = [column[0] for column in rows.description or []]
            sys.stdout.write(f"\n{title}\n\n{statement}\n\n{table_text(names, rows.fetchall(), _WIDTH)}\n")
    sys.stdout.write(f'\nAsk your own: dyadwire sql --out {config.out} "SELECT ..."\n')
