"""What is deployed agrees with what is programmed: template, requirements, Terraform, runbook."""

import argparse
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import hcl2
import pytest

from deploy import costs
from pipeline.cli import COMMANDS
from pipeline.flex import metadata, metadata_text, run_words
from pipeline.options import add_run_arguments
from pipeline.runlog import failure_text, run_line
from schemas.tables import ALL_TABLES, TABLES
from tests.unit.test_runlog import row

DEPLOY = Path(__file__).parents[2] / "deploy"
TERRAFORM = sorted((DEPLOY / "terraform").glob("*.tf"))
# Parameters that the launcher hands on to Beam itself.
BEAMS = {"sdk_container_image", "service_account_email"}


def bare(value):
    """Return parsed HCL without the quotes that the parser keeps."""
    if isinstance(value, dict):
        return {bare(key): bare(item) for key, item in value.items()}
    if isinstance(value, list):
        return [bare(item) for item in value]
    return value[1:-1] if isinstance(value, str) and value[:1] == '"' == value[-1:] else value


@pytest.fixture(scope="module")
def terraform():
    """Every block by kind, as ``(type, name)`` or name."""
    found = {"resource": {}, "variable": {}, "locals": {}}
    for path in TERRAFORM:
        parsed = bare(hcl2.loads(path.read_text(encoding="utf-8")))
        for block in parsed.get("resource", ()):
            ((kind, inner),) = [(key, value) for key, value in block.items() if isinstance(value, dict)]
            found["resource"].update({(kind, name): body for name, body in inner.items() if isinstance(body, dict)})
        for block in parsed.get("variable", ()):
            found["variable"].update(block)
        for block in parsed.get("locals", ()):
            found["locals"].update(block)
    return found


def text_of(name):
    return (DEPLOY / "terraform" / name).read_text(encoding="utf-8")


def test_the_metadata_is_what_the_options_say():
    assert (DEPLOY / "flex" / "metadata.json").read_text(encoding="utf-8") == metadata_text(), "run `make generate` and commit what it writes"


def test_every_parameter_becomes_an_option_of_run():
    values = {"to": "wires-prod.news", "staging": "gs://b/rows", "contact": "desk@example.org", "feeds": "gs://b/feeds.csv", "write": "append", "lease": "5m", "ca_file": "x.pem", "allow_address": "10.0.0.1"}
    words = []
    for item in metadata()["parameters"]:
        value = values.get(item["name"], "true" if item.get("regexes") == ["^(true|false)$"] else "3")
        assert all(re.search(pattern, value) for pattern in item.get("regexes", ())), item["name"]
        words.append(f"--{item['name']}={value}")
    parser = argparse.ArgumentParser()
    add_run_arguments(parser)
    args, rest = parser.parse_known_args(run_words([*words, "--region=europe-west1"])[1:])
    assert rest == ["--no_save_main_session", "--region=europe-west1"]
    assert (args.to, args.staging, args.contact, args.ignore_due, args.runner) == ("wires-prod.news", "gs://b/rows", "desk@example.org", True, "DataflowRunner")


def test_a_flag_that_is_false_is_not_given():
    assert "--ignore-due" not in run_words(["--ignore_due=false"])


def pins(path):
    return dict(re.findall(r"^([A-Za-z0-9._-]+)==([^\s\\;]+)", path.read_text(encoding="utf-8"), re.MULTILINE))


def named(found):
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in found.items()}


def test_the_image_installs_what_the_lock_says_each_by_hash():
    text = (DEPLOY / "requirements.txt").read_text(encoding="utf-8")
    image, lock = named(pins(DEPLOY / "requirements.txt")), named(pins(DEPLOY.parent / "requirements.lock"))
    assert {name: version for name, version in image.items() if name in lock and lock[name] != version} == {}
    entries = re.split(r"\n(?=[A-Za-z0-9])", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE).strip())
    assert all("--hash=sha256:" in entry for entry in entries)
    assert len(entries) == len(image)


def test_the_image_installs_every_dependency_of_the_program():
    import tomllib

    project = tomllib.loads((DEPLOY.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["gcp"]]
    image = named(pins(DEPLOY / "requirements.txt"))
    for line in wanted:
        name, _, version = re.sub(r"\[.*\]", "", line).partition("==")
        assert image.get(re.sub(r"[-_.]+", "-", name).lower()) == version, line


def test_nothing_that_runs_needs_a_tool_that_the_image_lacks():
    """A fresh Python in which the tools of development cannot be imported makes the resources of every table and view."""
    tools = ["sqlglot", "babel", "hypothesis", "pytest"]
    lines = f"import sys\nfor name in {tools}: sys.modules[name] = None\nfrom pipeline.bigquery.output import opened_dataset\nfrom pipeline.bigquery.migrate import apply"
    done = subprocess.run([sys.executable, "-c", lines], capture_output=True, text=True, check=False, cwd=DEPLOY.parent)
    assert done.returncode == 0, done.stderr[-1000:]


def test_terraform_is_written_as_its_own_formatter_writes():
    if shutil.which("terraform") is None:
        pytest.skip("no terraform here; the parser of the other tests reads it all the same")
    done = subprocess.run(["terraform", "fmt", "-check", "-diff", DEPLOY / "terraform"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_variable_is_explained_and_used(terraform):
    used = "\n".join(path.read_text(encoding="utf-8") for path in TERRAFORM)
    for name, body in terraform["variable"].items():
        assert body["description"], name
        assert f"var.{name}" in used, name


def test_every_reference_in_terraform_is_declared(terraform):
    text = "\n".join(re.sub(r"^\s*#.*$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE) for path in TERRAFORM)
    assert set(re.findall(r"\bvar\.(\w+)", text)) == set(terraform["variable"])
    assert set(re.findall(r"\blocal\.(\w+)", text)) <= set(terraform["locals"])
    assert set(re.findall(r"\b(google_\w+)\.(\w+)", text)) <= set(terraform["resource"])


def test_the_tables_of_terraform_are_those_of_the_schema():
    folder = Path(__file__).parents[2] / "schemas" / "tables"
    layout = json.loads((folder / "layout.json").read_text(encoding="utf-8"))
    assert set(layout) == {path.parent.name for path in folder.glob("*/schema.json")} == {table.address for table in ALL_TABLES.values()}
    for table in ALL_TABLES.values():
        found = layout[table.address]
        assert (found["key"], tuple(found["clustering"]), found["partition"]) == (table.key, table.clustering, table.partition)


def test_no_account_may_do_more_than_its_work(terraform):
    roles = [body["role"] for (_, _), body in terraform["resource"].items() if "role" in body and "each" not in body["role"]]
    roles += [entry["role"] for entry in terraform["locals"]["project_roles"].values()]
    assert roles
    assert not [role for role in roles if re.fullmatch(r"roles/(owner|editor|viewer)|.*[aA]dmin", role) and role != "roles/storage.objectAdmin"]
    datasets = {key: body["role"] for key, body in terraform["resource"].items() if key[0] == "google_bigquery_dataset_iam_member"}
    assert datasets[("google_bigquery_dataset_iam_member", "worker")] == "roles/bigquery.dataViewer"


def test_the_schedule_gives_every_required_parameter_and_none_that_is_unknown():
    block = re.search(r"parameters = \{(.*?)\n\s*\}", text_of("schedule.tf"), re.DOTALL)[1]
    given = set(re.findall(r"^\s*(\w+)\s*=", block, re.MULTILINE))
    known = {item["name"]: item["isOptional"] for item in metadata()["parameters"]}
    assert {name for name, optional in known.items() if not optional} <= given
    assert given - set(known) == BEAMS


def test_alerts_read_what_a_run_really_logs(terraform):
    line = run_line(row(dead_letters=21, feed_failures=11))
    fields = [entry["field"] for entry in terraform["locals"]["counted"].values()]
    assert set(fields) == {"dead_letters", "stale_feeds", "feed_failures", "lag_s"}
    # The extractor as Terraform writes it, with its escapes undone.
    extractor = re.search(r"value_extractor = \"REGEXP_EXTRACT\(\$\{var\.log_field\}, (.+)\)\"", text_of("alerts.tf"))[1]
    pattern = extractor.replace('\\\\\\"', '"').replace('\\"', "")
    read = {field: re.findall(pattern.replace("${each.value.field}", field), line) for field in fields}
    assert read == {"dead_letters": ["21"], "stale_feeds": ["1"], "feed_failures": ["11"], "lag_s": ["90.0"]}


def test_a_run_and_a_failure_are_told_apart_by_their_event():
    filters = re.findall(r"\$\{var\.log_field\}:(.+)\"$", text_of("alerts.tf"), re.MULTILINE)
    wanted = {found.replace('\\\\\\"', '"').replace('\\"', "") for found in filters}
    assert wanted == {'"event": "run"', '"event": "run_failed"'}
    assert '"event": "run"' in run_line(row())
    assert '"event": "run"' not in failure_text(OSError("x"), as_json=True)
    assert '"event": "run_failed"' in failure_text(OSError("x"), as_json=True)


def test_what_is_alerted_on_stands_in_the_table_of_runs_too():
    columns = {column.name for column in TABLES["runs"].columns}
    assert {"dead_letters", "feed_failures", "lag_s", "counters"} <= columns


def test_the_runbook_names_commands_and_questions_that_exist(terraform):
    from schemas.questions import questions

    text = (DEPLOY / "RUNBOOK.md").read_text(encoding="utf-8")
    names = {name for name, _, _ in COMMANDS}
    said = re.findall(r"dyadwire ((?:[a-z]+ ?){1,2})", text)
    assert said
    assert all(words.strip() in names or words.split()[0] in names for words in said)
    assert set(re.findall(r"dyadwire ask ([a-z-]+)", text + text_of("alerts.tf"))) <= set(questions())
    for section in re.findall(r"RUNBOOK\.md, ([A-Z][\w ]+)\.\"", text_of("alerts.tf")):
        assert f"\n## {section}\n" in text, section


def test_the_runbook_shows_the_costs_that_the_arithmetic_gives():
    table = costs.table({"2,000 stories": costs.SMALL, "200,000 stories": costs.LARGE})
    assert table in (DEPLOY / "RUNBOOK.md").read_text(encoding="utf-8"), "run `python -m deploy.costs` and put its table into the runbook"
    assert costs.PRICES_OF in (DEPLOY / "RUNBOOK.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", costs.PRICES)
def test_a_price_that_doubles_makes_a_day_dearer(name):
    doubled = {**costs.PRICES, name: 2 * costs.PRICES[name]}
    before, after = (sum(costs.costs(costs.LARGE, prices).values()) for prices in (costs.PRICES, doubled))
    assert after > before


def test_every_image_that_is_built_on_is_named_by_version():
    images = re.findall(r"^FROM (\S+)", (DEPLOY / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(images) == 3
    assert all(re.search(r":.*\d+\.\d+\.\d+|:.*release_\d{8}", image) for image in images)
    beam = dict(image.split(":") for image in images)["apache/beam_python3.11_sdk"]
    assert beam == pins(DEPLOY / "requirements.txt")["apache-beam"]
