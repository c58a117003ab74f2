"""Build the job that DataflowRunner would send, and print it as JSON: everything but the sending is Beam's own."""

import base64
import datetime as dt
import json
import os
import sys

SECRET = "s3cr3t-of-the-environment"
os.environ["DESK_PASSWORD"] = SECRET

import apache_beam as beam
from apache_beam.internal.gcp import auth
from apache_beam.options.pipeline_options import GoogleCloudOptions, PipelineOptions
from apache_beam.portability.api import beam_runner_api_pb2
from apache_beam.runners.dataflow.internal import apiclient

from pipeline import graph
from pipeline.bigquery.ledger import LentLedger
from pipeline.bigquery.spool import CloudStore, Spool
from pipeline.output import Staged
from schemas.elements import FeedSource
from transforms.edges.archive import RunAbout
from transforms.edges.clock import SystemClock
from transforms.edges.warc import WarcArchive
from transforms.fetch_pages import FetcherSource
from transforms.logic.rows import RunStamp, Versions
from transforms.edges.polls import FeedJob

STAGED = {}
BUCKET = "gs://wires-prod-dyadwire"


def keep(_client, place, name, stream, *_more, **_named):
    STAGED[f"{place}/{name}"] = stream.read()


def without_network():
    """Take away what would reach for credentials or a bucket, and keep what would be uploaded."""
    auth.get_service_credentials = apiclient.get_service_credentials = lambda _options: None
    apiclient.create_storage_client = lambda *_: None
    apiclient.DataflowApplicationClient.stage_file = keep
    GoogleCloudOptions._warn_if_soft_delete_policy_enabled = lambda *_: None


def built(image):
    flags = [
        "--runner=DataflowRunner", "--project=wires-prod", "--region=europe-west1", "--job_name=dyadwire-round", "--no_auth",
        f"--staging_location={BUCKET}/staging", f"--temp_location={BUCKET}/temp", f"--template_location={BUCKET}/job.json", f"--sdk_container_image={image}",
        "--sdk_location=container", "--machine_type=e2-standard-2", "--max_num_workers=2", "--labels=app=dyadwire", "--no_save_main_session",
        "--service_account_email=dyadwire-worker@wires-prod.iam.gserviceaccount.com",
    ]
    feed = FeedSource("one", "https://one.example/rss", "One", "IDN", "en")
    fetcher = FetcherSource.live("desk@example.org", 1.0, 30.0, 16)
    stamp = RunStamp("r", Versions("0", "1", "l", "x"), {}, {})
    # What `run --to P.D --staging gs://...` gives its workers: everything that they read and write is in the bucket.
    ledger, base = LentLedger(f"{BUCKET}/rows/r/ledger.sqlite"), f"{BUCKET}/rows/r"
    staged = Staged("r", Spool(f"{base}/rows"), Spool(f"{base}/receipts"), CloudStore(f"{BUCKET}/rows"))
    archive = WarcArchive(staged.files, RunAbout("r", "2026-03-01T12:00:00+00:00", "{}", {}, (feed,)))
    parts = graph.GraphParts([FeedJob(feed, "", "r")], [], fetcher, ledger, ledger, staged.sink, staged.receipts, stamp, SystemClock(), dt.timedelta(days=1), archive=archive)
    pipeline = beam.Pipeline(options=PipelineOptions(flags))
    graph.build(pipeline, parts)
    pipeline.run()


def steps():
    found = []
    for content in STAGED.values():
        try:
            proto = beam_runner_api_pb2.Pipeline.FromString(content)
        except Exception:
            continue
        found += [transform.unique_name for transform in proto.components.transforms.values()]
    return found


def main():
    without_network()
    built(sys.argv[1])
    job = json.loads(STAGED[f"{BUCKET}/job.json"])
    secret = SECRET.encode()
    blobs = list(STAGED.values())
    found = any(form in content for content in blobs for form in (secret, base64.b64encode(secret), secret.decode().encode("utf-16-le")))
    print(json.dumps({"job": job, "staged": list(STAGED), "steps": steps(), "secret_found": found}))


if __name__ == "__main__":
    sys.exit(main())
