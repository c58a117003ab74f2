"""The command line: help, exit codes, problems in one message."""

import argparse
import subprocess
import sys
import time

import pytest

from pipeline import cli
from pipeline.options import IN_PROCESS, OptionsError, RunConfig, add_run_arguments, config_from, runner_name, seconds


def parsed(*words):
    parser = argparse.ArgumentParser()
    add_run_arguments(parser)
    args, args.beam_flags = parser.parse_known_args(words)
    return args


@pytest.mark.parametrize("name", [name for name, _, _ in cli.COMMANDS])
def test_every_command_has_help_worth_reading(name, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main([*name.split(), "--help"])
    shown = capsys.readouterr().out
    assert ended.value.code == 0
    assert shown.startswith("usage: dyadwire " + name)
    assert len(shown.splitlines()) > 6


def test_help_lists_every_command_and_imports_no_beam():
    code = "import sys; from pipeline.cli import main; main(['--help']); sys.exit('apache_beam' in sys.modules or 'duckdb' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert all(name in done.stdout for name, _, _ in cli.COMMANDS)


@pytest.mark.parametrize("command", ["explain", "tag", "extract", "feeds parse"])
def test_a_command_for_documents_imports_no_beam(command, tmp_path):
    document = tmp_path / "document.txt"
    document.write_text("Turkey and Iraq signed a security accord on Monday.\n")
    code = f"import sys; from pipeline.cli import main; main([*{command.split()!r}, {str(document)!r}]); sys.exit('apache_beam' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False).returncode == 0


def test_a_saved_question_imports_no_beam(tmp_path):
    code = f"import sys; from pipeline.cli import main; main(['ask', 'pairs-agreed', '--out', {str(tmp_path)!r}]); sys.exit('apache_beam' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False).returncode == 0


def test_an_unknown_command_is_wrong_use(capsys):
    assert cli.main(["nonsense"]) == 2
    assert "no command 'nonsense'" in capsys.readouterr().err


def test_no_command_is_wrong_use(capsys):
    assert cli.main([]) == 2


def test_flags_of_beam_are_refused_by_commands_that_run_no_pipeline():
    with pytest.raises(SystemExit) as ended:
        cli.main(["sql", "--num_workers=3"])
    assert ended.value.code == 2


def test_the_sample_takes_old_stories_and_live_feeds_do_not(tmp_path):
    feeds = tmp_path / "feeds.csv"
    feeds.write_text("")
    assert config_from(parsed()).max_age_days == 0
    assert config_from(parsed("--feeds", str(feeds))).max_age_days == 30


def test_every_problem_is_in_one_message(tmp_path):
    with pytest.raises(OptionsError) as wrong:
        config_from(parsed("--host-delay", "-1", "--concurrency", "0", "--feeds", str(tmp_path / "none.csv"), "--streaming"))
    assert len(str(wrong.value).splitlines()) == 4


def test_direct_runner_means_the_in_process_one():
    assert {runner_name(name) for name in ("DirectRunner", "directrunner", "FnApiRunner", IN_PROCESS)} == {IN_PROCESS}
    assert runner_name("DataflowRunner") == "DataflowRunner"


def test_streaming_is_refused_with_the_reason_only_on_a_runner_that_cannot():
    with pytest.raises(OptionsError, match="shows a stream's output only when it ends"):
        config_from(parsed("--streaming"))
    assert config_from(parsed("--streaming", "--runner", "PrismRunner")).beam_flags == ("--streaming",)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "name --to and --staging"),
        (["--to", "wires-prod.news"], "name a gs:// folder with --staging"),
        (["--to", "wires-prod.news", "--staging", "/tmp/rows"], "name a gs:// folder with --staging"),
    ],
)
def test_dataflow_is_refused_where_its_workers_would_write_to_their_own_disks(words, said):
    with pytest.raises(OptionsError, match=said):
        config_from(parsed("--runner", "DataflowRunner", *words))
    config = config_from(parsed("--runner", "DataflowRunner", "--to", "wires-prod.news", "--staging", "gs://wires/rows"))
    assert (config.to, config.staging) == ("wires-prod.news", "gs://wires/rows")


def test_how_rows_are_written_is_said_of_bigquery_alone():
    with pytest.raises(OptionsError, match="name the dataset with --to"):
        config_from(parsed("--write", "append"))
    assert config_from(parsed("--write", "append", "--to", "wires-prod.news")).write == "append"


@pytest.mark.parametrize(("text", "expected"), [("90", 90), ("60s", 60), ("5m", 300), ("1.5h", 5400), ("1d", 86400)])
def test_a_span_is_read(text, expected):
    assert seconds(text) == expected


@pytest.mark.parametrize("text", ["", "0s", "-5s", "5 parsecs", "m"])
def test_a_span_that_is_none_is_refused(text):
    with pytest.raises(argparse.ArgumentTypeError, match="span of time"):
        seconds(text)


def test_the_configuration_is_frozen_and_goes_into_the_run_row():
    config = RunConfig(None, "out")
    assert '"out": "out"' in config.to_json()
    with pytest.raises(AttributeError):
        config.quiet = True


def test_a_tick_loop_ends_after_the_tick_under_way():
    import threading

    from pipeline.local import tick_loop

    stop = threading.Event()
    done = []

    def one_round():
        done.append(time.monotonic())
        if len(done) == 2:
            stop.set()
        return len(done)

    assert list(tick_loop(one_round, 0.01, stop)) == [1, 2]
