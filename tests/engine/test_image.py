"""The image's own steps, in a clean folder, and the job that it would hand to Dataflow."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
IMAGE = "europe-west1-docker.pkg.dev/wires-prod/dyadwire/dyadwire:0.1.0"


def steps(kind):
    text = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
    return re.findall(rf"^{kind} (.+)$", text, re.MULTILINE)


@pytest.fixture(scope="session")
def image(tmp_path_factory):
    """A folder with what the Dockerfile copies, and a fresh Python in which its RUN lines were executed."""
    folder = tmp_path_factory.mktemp("image")
    work, python = folder / "template", folder / "venv" / "bin" / "python"
    work.mkdir()
    for line in steps("COPY"):
        if not line.startswith("--from"):
            *sources, target = shlex.split(line)
            for source in map(ROOT.joinpath, sources):
                if source.is_dir():
                    shutil.copytree(source, work / target, ignore=shutil.ignore_patterns("__pycache__"))
                else:
                    shutil.copy(source, work / target)
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    # What is installed is what counts; compiling all of it takes most of the time.
    environment = os.environ | {"PIP_NO_COMPILE": "1"}
    for line in steps("RUN"):
        words = shlex.split(line)
        assert words[0] == "python"
        done = subprocess.run([python, *words[1:]], cwd=work, capture_output=True, text=True, check=False, env=environment)
        assert done.returncode == 0, f"{line}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
    return work, python


def answer(image, *words):
    work, python = image
    environment = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    return subprocess.run([python, *words], cwd=work.parent, capture_output=True, text=True, check=False, env=environment)


@pytest.fixture(scope="session")
def job(image):
    done = answer(image, Path(__file__).parent / "dataflow_job.py", IMAGE)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def test_the_program_runs_from_what_the_image_holds(image):
    assert answer(image, "-m", "pipeline", "--version").stdout.startswith("dyadwire ")
    done = answer(image, image[0] / "main.py", "--to=nowhere", "--contact=desk@example.org")
    assert done.returncode == 2
    assert "--to" in done.stderr


def test_every_module_that_runs_can_be_imported_from_what_the_image_holds(image):
    generators = {"schemas.generate", "schemas.dialect", "schemas.build_countries"}
    packages = (path.relative_to(ROOT).with_suffix("") for top in ("pipeline", "schemas", "transforms") for path in sorted((ROOT / top).rglob("*.py")))
    names = [".".join(path.parts) for path in packages if path.name not in {"__init__", "__main__"}]
    done = answer(image, "-c", f"import importlib\nfor name in {sorted(set(names) - generators)}: importlib.import_module(name)")
    assert done.returncode == 0, done.stderr[-2000:]


def test_the_job_is_ours_by_label_and_account_and_has_the_machine_asked_for(job):
    (pool,) = [pool for pool in job["job"]["environment"]["workerPools"] if pool.get("kind") == "harness"]
    assert job["job"]["labels"]["app"] == "dyadwire"
    assert job["job"]["type"] == "JOB_TYPE_BATCH"
    assert job["job"]["environment"]["serviceAccountEmail"].startswith("dyadwire-worker@")
    assert pool["machineType"] == "e2-standard-2"
    assert pool["autoscalingSettings"]["maxNumWorkers"] == 2


def test_workers_run_the_image_and_nothing_is_staged_beside_the_graph(job):
    (pool,) = [pool for pool in job["job"]["environment"]["workerPools"] if pool.get("kind") == "harness"]
    assert {found["containerImage"] for found in pool["sdkHarnessContainerImages"]} == {IMAGE}
    # The graph, the job and, for people, the list of packages it was made with: no code and no pickled session.
    assert {name.rpartition("/")[2] for name in job["staged"]} == {"pipeline.pb", "job.json", "submission_environment_dependencies.txt"}


def test_the_service_runs_the_graph_as_it_stands_with_every_label_of_ours(job):
    assert {"use_runner_v2", "beam_fn_api"} <= set(job["job"]["environment"]["experiments"])
    labels = {line.split("/")[0] for line in job["steps"]}
    expected = {line.split("/")[0] for line in (ROOT / "tests" / "golden" / "labels.txt").read_text(encoding="utf-8").split("\n") if line}
    assert expected <= labels


def test_no_secret_of_the_environment_goes_with_the_graph(job):
    assert job["secret_found"] is False
