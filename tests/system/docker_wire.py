"""A Docker engine's side of its socket, as far as a start goes. Its disk is full."""

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import unquote

FULL = "write /var/lib/docker/tmp: no space left on device"

# Of images, by name.
Labels = dict[str, dict[str, str]]


class FullEngine(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    """``full_at``: pull, create, start or build. ``containers``: those
    that were made and not removed, by id."""

    daemon_threads = True

    def __init__(self, path: Path, full_at: str, images: Labels) -> None:
        super().__init__(str(path), Answers)
        self.full_at = full_at
        self.images = images
        self.containers: dict[str, dict[str, Any]] = {}
        self.made = 0

    def answer(self, method: str, path: str, body: bytes) -> tuple[int, object]:
        match [method, *path.split("/")[1:]]:
            case ["GET", "version"]:
                return 200, {"ApiVersion": "1.44", "MinAPIVersion": "1.24"}
            case ["GET", "networks", "bridge"]:
                return 200, {"Id": "b", "IPAM": {"Config": [{"Gateway": "127.0.0.1"}]}}
            case ["GET", "images", *name, "json"]:
                return self.image("/".join(name))
            case ["POST", "images", "create"] | ["POST", "build"]:
                return 200, {"error": FULL}
            case [_, "containers", *rest]:
                return self.container(method, rest, body)
        return 200, {}

    def container(self, method: str, rest: list[str], body: bytes) -> tuple[int, object]:
        match [method, *rest]:
            case ["GET", "json"]:
                return 200, [{"Id": container} for container in self.containers]
            case ["POST", "create"]:
                return self.create(json.loads(body))
            case ["GET", container, "json"]:
                return 200, self.containers[container]
            case ["DELETE", container]:
                del self.containers[container]
                return 204, ""
        return 500, {"message": FULL}

    def image(self, name: str) -> tuple[int, object]:
        if self.full_at == "pull" or name not in self.images:
            return 404, {"message": f"No such image: {name}"}
        return 200, {"Id": "sha256:1", "Config": {"Labels": self.images[name]}}

    def create(self, asked: dict[str, Any]) -> tuple[int, object]:
        self.made += 1
        if self.full_at == "create":
            return 500, {"message": FULL}
        made = {
            "Id": f"c{self.made}",
            "Name": "/c",
            "Config": asked,
            "State": {"Status": "created"},
        }
        self.containers[f"c{self.made}"] = made
        return 201, {"Id": f"c{self.made}"}


class Answers(BaseHTTPRequestHandler):
    server: FullEngine
    protocol_version = "HTTP/1.1"

    def answer(self) -> None:
        path = unquote(self.path).partition("?")[0]
        if path.startswith("/v1."):
            path = path[path.index("/", 1) :]
        status, said = self.server.answer(self.command, path, self.body())
        content = b"" if status == 204 else json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):
            return self.answer
        raise AttributeError(name)

    def body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        parts = []
        while size := int(self.rfile.readline(), 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def full_engine(
    path: Path, full_at: str, images: dict[str, dict[str, str]]
) -> Iterator[FullEngine]:
    with FullEngine(path, full_at, images) as engine:
        thread = threading.Thread(target=engine.serve_forever, daemon=True)
        thread.start()
        yield engine
        engine.shutdown()
        thread.join()
