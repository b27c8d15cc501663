"""nginx (Debian's package) in front of a port: what a proxy costs that does nothing else."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.system.support import eventually, free_port, listens

CONFIGURATION = """
daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/errors;
events {{}}
http {{
  access_log off; keepalive_requests 100000000;
  client_body_temp_path {folder}/1; proxy_temp_path {folder}/2; fastcgi_temp_path {folder}/3;
  uwsgi_temp_path {folder}/4; scgi_temp_path {folder}/5;
  upstream engine {{ server 127.0.0.1:{engine}; keepalive 64; keepalive_requests 100000000; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://engine; proxy_http_version 1.1; proxy_set_header Connection "";
    }}
  }}
}}
"""


@contextmanager
def in_front_of(engine: int, folder: Path) -> Iterator[int]:
    port = free_port()
    configuration = folder / "nginx.conf"
    configuration.write_text(CONFIGURATION.format(engine=engine, port=port, folder=folder))
    process = subprocess.Popen(["nginx", "-c", configuration])
    try:
        assert eventually(lambda: listens(port), within_s=5)
        yield port
    finally:
        process.terminate()
        process.wait()
