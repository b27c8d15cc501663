"""What would leave for AWS arrives here, or is refused here by name: SDKs that do not read
AWS_ENDPOINT_URL, and code that names AWS's own hosts.

The old SDKs come from the package registry, as a function's requirements would.
"""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from harness.ledger.reader import LedgerReader
from harness.model.entry import CallEntry
from tests.conftest import Up, clean_environment, end, start_up
from tests.system.support import eventually

# The last one before AWS_ENDPOINT_URL, one in the middle, and one of 2019, each with what it needs.
OLD = {
    "boto3-1-27": "boto3==1.27.1",
    "boto3-1-26": "boto3==1.26.165",
    "boto3-1-10": "boto3==1.10.50",
}

CODE = """
import os, time, urllib.request

def sdk(event, context):
    import boto3
    table = boto3.resource("dynamodb").Table("things")
    table.put_item(Item={"id": boto3.__version__})
    stored = table.get_item(Key={"id": boto3.__version__})["Item"]["id"]
    identity = boto3.client("sts").get_caller_identity()["Arn"]
    try:
        boto3.client("sns").list_topics()
        sns = "answered"
    except Exception as error:
        sns = str(error)
    return {"version": boto3.__version__, "stored": stored, "identity": identity, "sns": sns}

def fetch(event, context):
    started = time.monotonic()
    try:
        with urllib.request.urlopen(event["url"], timeout=20) as answer:
            said = answer.read().decode()
    except Exception as error:
        said = f"{error} {getattr(error, 'read', bytes)().decode()}"
    return {"said": said, "seconds": time.monotonic() - started}

def named(event, context):
    import boto3
    from botocore.config import Config
    client = boto3.client("sqs", endpoint_url=event["url"], config=Config(connect_timeout=5))
    started = time.monotonic()
    try:
        said = client.list_queues()
    except Exception as error:
        said = f"{type(error).__name__}: {error}"
    return {"said": said, "seconds": time.monotonic() - started}

def tunnel(event, context):
    import base64
    from http.client import HTTPConnection
    from urllib.parse import urlsplit
    proxy = urlsplit(os.environ["HTTPS_PROXY"])
    words = base64.b64encode(f"{proxy.username}:{proxy.password}".encode()).decode()
    connection = HTTPConnection(proxy.hostname, proxy.port, timeout=10)
    connection.set_tunnel(event["host"], event["port"], {"Proxy-Authorization": f"Basic {words}"})
    said = []
    for path in event["paths"]:
        connection.request("GET", path)
        said.append(connection.getresponse().read().decode())
    return said

def variables(event, context):
    return {name: os.environ.get(name) for name in event}
"""

FUNCTION = """
  {id}:
    Type: AWS::Serverless::Function
    Properties: {{FunctionName: {name}, Handler: app.{handler}, CodeUri: {folder}/{more}}}
"""

HEAD = """
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Runtime: python3.11, Timeout: 60}}
Resources:
  Things: {Type: AWS::Serverless::SimpleTable, Properties: {TableName: things}}
"""

OWN_PROXY = ", Environment: {Variables: {https_proxy: 'http://127.0.0.1:9'}}"


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    folder = tmp_path_factory.mktemp("old")
    functions = [("fetch", "fetch", "plain", ""), ("named", "named", "plain", "")]
    functions += [("tunnel", "tunnel", "plain", "")]
    functions += [("variables", "variables", "plain", ""), ("own", "variables", "plain", OWN_PROXY)]
    functions += [(name, "sdk", name, "") for name in OLD]
    for place in {"plain", *OLD}:
        (folder / place).mkdir()
        (folder / place / "app.py").write_text(CODE)
    for name, requirement in OLD.items():
        install = ["uv", "pip", "install", "-q", "--target", folder / name, requirement]
        # An old SDK, and not the one that our own constraints pin.
        environment = clean_environment(UV_CONSTRAINT="")
        subprocess.run([sys.executable, "-m", *install], env=environment, check=True, timeout=300)
    template = folder / "template.yaml"
    template.write_text(
        HEAD
        + "".join(
            FUNCTION.format(id=f"F{n}", name=name, handler=handler, folder=place, more=more)
            for n, (name, handler, place, more) in enumerate(functions)
        )
    )
    running = start_up(
        folder / "runs", "--template", str(template), "--limits", "off", "--lines", "on"
    )
    yield running
    assert end(running) == 0


def invoke(up: Up, function: str, event: object = None) -> Any:
    answer = up.client("lambda", read_timeout=90).invoke(
        FunctionName=function, Payload=json.dumps(event or {})
    )
    payload = json.load(answer["Payload"])
    assert "FunctionError" not in answer, payload
    return payload


def events(up: Up) -> list[str]:
    noted: list[str] = json.loads((up.run / "run.json").read_text("utf-8"))["events"]
    return noted


@pytest.mark.parametrize("function", OLD)
def test_a_function_with_an_old_sdk_calls_this_endpoint(up: Up, function: str) -> None:
    given = invoke(up, function)
    version = OLD[function].partition("==")[2]
    assert (given["version"], given["stored"]) == (version, version)
    assert given["identity"].endswith(f"/{function}")
    assert "and not sns. " in given["sns"]
    assert f"{function} called sns, which is not served here: answered HTTP 400" in events(up)
    stored = up.client("dynamodb").get_item(TableName="things", Key={"id": {"S": version}})
    assert "Item" in stored


@pytest.mark.parametrize("function", OLD)
def test_its_calls_say_which_line_makes_them(up: Up, function: str) -> None:
    invoke(up, function)
    assert eventually(lambda: any("app.py:" in line for line in lines(up, function)), 5)


def lines(up: Up, function: str) -> list[str]:
    return [
        entry.line
        for entry in LedgerReader(up.run / "ledger.jsonl")
        if isinstance(entry, CallEntry) and entry.caller == function and entry.line
    ]


@pytest.mark.parametrize(
    "host", ["sns.us-east-1.amazonaws.com", "lambda.eu-west-1.api.aws", "169.254.169.254"]
)
@pytest.mark.parametrize("scheme", ["https", "http"])
def test_code_that_names_a_host_of_aws_is_told_at_once(up: Up, scheme: str, host: str) -> None:
    given = invoke(up, "fetch", {"url": f"{scheme}://{host}/x"})
    assert f"The harness lets nobody reach {host}, which is AWS itself" in given["said"]
    assert given["seconds"] < 1
    assert f"fetch tried to reach {host}, which is AWS itself: refused" in events(up)


def test_a_client_that_is_given_awss_endpoint_is_told_too(up: Up) -> None:
    given = invoke(up, "named", {"url": "https://sqs.us-east-1.amazonaws.com"})
    assert given["said"].startswith("ProxyConnectionError")
    assert given["seconds"] < 2
    assert "named tried to reach sqs.us-east-1.amazonaws.com, which is AWS itself: refused" in (
        events(up)
    )


def test_without_tls_its_call_is_answered_here_in_its_own_words(up: Up) -> None:
    given = invoke(up, "named", {"url": "http://sqs.us-east-1.amazonaws.com"})
    assert "and not sqs. " in given["said"]


class Elsewhere(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        # The proxy writes the names of headers in lower case, and urllib does not.
        way = "proxied" if "host" in self.headers.keys() else "direct"  # noqa: SIM118
        body = f"{self.path} {way} {self.headers.get('Proxy-Authorization')}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def elsewhere() -> Iterator[int]:
    """Somebody else's server; a name that does not stand in NO_PROXY leads to it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def test_anybody_else_is_reached_through_the_proxy(up: Up, elsewhere: int) -> None:
    given = invoke(up, "fetch", {"url": f"http://127.1:{elsewhere}/a?b=c"})
    assert given["said"] == "/a?b=c proxied None"


def test_a_tunnel_carries_whatever_is_said_in_it(up: Up, elsewhere: int) -> None:
    event = {"host": "127.1", "port": elsewhere, "paths": ["/1", "/2", "/3"]}
    assert invoke(up, "tunnel", event) == [f"/{n} direct None" for n in (1, 2, 3)]


def test_nobody_but_functions_has_a_proxy_here(up: Up, elsewhere: int) -> None:
    connection = HTTPConnection("127.0.0.1", up.port, timeout=10)
    connection.set_tunnel("127.0.0.1", elsewhere)
    with pytest.raises(OSError, match="407"):
        connection.connect()


def test_this_machine_is_called_directly(up: Up, elsewhere: int) -> None:
    given = invoke(up, "fetch", {"url": f"http://localhost:{elsewhere}/a"})
    assert given["said"] == "/a direct None"


def test_a_host_that_is_not_there_is_an_error_at_once(up: Up) -> None:
    started = time.monotonic()
    given = invoke(up, "fetch", {"url": "http://nobody.invalid/"})
    assert "nobody.invalid cannot be reached" in given["said"]
    assert time.monotonic() - started < 20


def test_a_proxy_of_the_functions_own_wins(up: Up) -> None:
    names = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "NO_PROXY"]
    assert invoke(up, "own", names) == {
        "HTTPS_PROXY": None,
        "https_proxy": "http://127.0.0.1:9",
        "HTTP_PROXY": None,
        "NO_PROXY": None,
    }
    led = invoke(up, "variables", names)
    assert led["HTTPS_PROXY"].startswith("http://variables:")
    assert led["NO_PROXY"].startswith("127.0.0.1,")
