"""Where in BigQuery: project and dataset, a client for them, and errors said so that a person can act."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import google.auth
import requests
from google.api_core import exceptions
from google.auth import exceptions as auth_exceptions
from google.auth.credentials import AnonymousCredentials
from google.cloud import bigquery

from pipeline.output import OutputRefusedError

EMULATOR = "BIGQUERY_EMULATOR_HOST"
PATIENCE = "DYADWIRE_BIGQUERY_PATIENCE_S"
_PATIENCE_S = 300.0
_PROJECT = re.compile(r"(?:[a-z0-9.-]+:)?[a-z][a-z0-9-]{2,29}")
_DATASET = re.compile(r"[A-Za-z0-9_]{1,1024}")


class CloudError(OutputRefusedError):
    """BigQuery refused or cannot be reached; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Target:
    """A dataset of a project.

    Args:
        project: Project id.
        dataset: Dataset id.
    """

    project: str
    dataset: str

    def __str__(self) -> str:
        """Return it as it is written on the command line."""
        return f"{self.project}.{self.dataset}"

    def table(self, name: str) -> str:
        """Return a table's name as SQL takes it.

        >>> Target("wires", "news").table("runs_v1")
        '`wires.news.runs_v1`'
        """
        return f"`{self.project}.{self.dataset}.{name}`"


def parse_target(text: str) -> Target:
    """Read ``PROJECT.DATASET``.

    Raises:
        ValueError: It is none; the message says what is wrong with it.

    >>> parse_target("wires-prod.news")
    Target(project='wires-prod', dataset='news')
    """
    project, _, dataset = text.rpartition(".")
    if not _PROJECT.fullmatch(project) or not _DATASET.fullmatch(dataset):
        raise ValueError(f"{text!r} is no PROJECT.DATASET: a project id has small letters, digits and hyphens, a dataset letters, digits and _")
    return Target(project, dataset)


def patience_s() -> float:
    """Return for how many seconds a failing call is repeated."""
    return float(os.environ.get(PATIENCE) or _PATIENCE_S)


def connect(target: Target) -> bigquery.Client:
    """Open a client; an emulator named by the environment is asked without credentials.

    Raises:
        CloudError: There are no credentials.
    """
    if os.environ.get(EMULATOR):
        anonymous: Any = AnonymousCredentials  # The library gives it no types.
        return bigquery.Client(target.project, credentials=anonymous())
    try:
        credentials, _ = google.auth.default(scopes=["https://www.googleapis.com/auth/bigquery"])
    except auth_exceptions.DefaultCredentialsError as error:
        raise CloudError(
            "no Google credentials here: run `gcloud auth application-default login`, "
            "or name a service account's key file in GOOGLE_APPLICATION_CREDENTIALS"
        ) from error
    return bigquery.Client(target.project, credentials=credentials)


def words_of(error: BaseException) -> str:
    """Return what a service said, without the address it was said at.

    >>> words_of(exceptions.NotFound("Not found: Dataset wires:news"))
    'Not found: Dataset wires:news'
    """
    told = getattr(error, "errors", None) or [{}]
    first = told[0].get("message") if isinstance(told[0], dict) else ""
    return str(first or getattr(error, "message", "") or error)


def is_missing_project(error: BaseException) -> bool:
    """Tell whether it is the project that is not there, not something in it.

    >>> is_missing_project(exceptions.NotFound("project other is not found"))
    True
    >>> is_missing_project(exceptions.NotFound("Not found: Dataset wires:news"))
    False
    """
    return isinstance(error, exceptions.NotFound) and bool(re.match(r"(not found: )?project\b", words_of(error), re.IGNORECASE))


def advice(error: BaseException, target: Target) -> str:  # noqa: PLR0911 - one return for each kind of failure
    """Return what happened and what to do about it.

    Args:
        error: As raised by the client.
        target: What was asked of.

    >>> advice(exceptions.Forbidden("Access Denied: Project wires"), Target("wires", "news")).split("; ")[0]
    'BigQuery denies access to wires.news: Access Denied: Project wires'
    """
    said = words_of(error)
    if isinstance(error, exceptions.RetryError) and error.cause is not None:
        return f"{advice(error.cause, target)} (repeated for {patience_s():g} s)"
    if isinstance(error, auth_exceptions.GoogleAuthError):
        return f"the credentials are not taken: {error}; run `gcloud auth application-default login` again, or renew the key file"
    if is_missing_project(error):
        return f"project {target.project} is not there or not yours: {said}; check the project id (`gcloud projects list`), not its name or number"
    if isinstance(error, exceptions.NotFound):
        return f"{said}; make what is missing with `dyadwire tables apply --project {target.project} --dataset {target.dataset}`"
    if isinstance(error, exceptions.TooManyRequests) or "quota" in said.lower():
        return f"a quota of project {target.project} is used up: {said}; run again later, or raise the quota under IAM & Admin. A run is repeatable"
    if isinstance(error, exceptions.Forbidden):
        return (
            f"BigQuery denies access to {target}: {said}; the account needs roles/bigquery.jobUser on the project and roles/bigquery.dataEditor "
            f"on the dataset (roles/bigquery.user on the project to make the dataset)"
        )
    if isinstance(error, exceptions.BadRequest):
        return f"BigQuery refuses the request: {said}; `dyadwire tables diff` shows whether tables and schema differ"
    if isinstance(error, (requests.exceptions.ConnectionError, requests.exceptions.Timeout, exceptions.ServerError)):
        return f"BigQuery does not answer: {said}; what was staged stays, run again and it is completed"
    return f"BigQuery failed: {said}"


@contextmanager
def explained(target: Target) -> Iterator[None]:
    """Turn what the client raises into a :class:`CloudError` with its cure."""
    try:
        yield
    except (exceptions.GoogleAPIError, auth_exceptions.GoogleAuthError, requests.exceptions.RequestException) as error:
        raise CloudError(advice(error, target)) from error
