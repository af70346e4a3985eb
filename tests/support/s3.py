"""An S3 server in a process of its own."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3

BUCKET = "files"
REGION = "us-east-1"
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}

_SERVE = "from moto.server import main; main(['-H', '127.0.0.1', '-p', '0'])"


def client_of(endpoint: str) -> Any:
    """A client of the server at this address."""
    return boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
    )


@contextmanager
def s3_server() -> Iterator[str]:
    """The address of a server with an empty bucket."""
    with subprocess.Popen([sys.executable, "-c", _SERVE], stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr
        found = next(filter(None, (re.search(r"http://127\.0\.0\.1:\d+", line) for line in server.stderr)))
        client_of(found[0]).create_bucket(Bucket=BUCKET)
        yield found[0]
        server.kill()
