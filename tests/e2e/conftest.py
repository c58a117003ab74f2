"""What end-to-end tests share: rounds over the sample wire, in this process, without progress."""

import pytest

from pipeline.local import opened_round
from pipeline.options import RunConfig
from pipeline.sql import connect


@pytest.fixture(scope="session")
def first_run(tmp_path_factory):
    """The output of one undisturbed round over the sample wire, with its result."""
    out = tmp_path_factory.mktemp("first") / "out"
    return out, sample_round(out)


def sample_round(out, edition=1):
    config = RunConfig(None, out, max_age_days=0, host_delay_s=0, ignore_due=True, quiet=True)
    with opened_round(config, edition) as one_round:
        return one_round()


@pytest.fixture
def rounds():
    return sample_round


@pytest.fixture
def ask():
    def run(out, statement):
        with connect(out) as connection:
            return connection.execute(statement).fetchall()

    return run
