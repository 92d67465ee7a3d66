"""A stored role page, and its 304, beside a bare Django view and a file from nginx; one worker each, the same bytes."""

import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .servers import GRANIAN, HOST, Client, Cost, Server, cost, free_port, serving, slowest_hundredth
from .sites import Site
from .tables import bar, table

PAGE = "/roles/technical-support-manager/"
REQUESTS, ROUNDS = 2_000, 3
RATE, SECONDS = 200, 6.0
SECONDS_TO_SETTLE = 5
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
CONFIGURATION = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
  access_log off; sendfile on; tcp_nodelay on; keepalive_requests 1000000000;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  server {{
    listen {host}:{port};
    location = {page} {{
      root {folder}; default_type text/html; add_header Content-Encoding {coding}; try_files /{body} =404;
    }}
  }}
}}
"""


@contextmanager
def ours(site: Site) -> Iterator[Server]:
    """As it is deployed: the same server as the bare view's, and a line of JSON for each request."""
    port = free_port()
    values = {"LISTEN": f"{HOST}:{port}", "WORKERS": "1", "THREADS": "4", "LOG_FORMAT": "json"}
    with serving([sys.executable, "-m", "careerguide.serve"], port, **site.environment, **values) as it:
        yield it


@contextmanager
def bare(body: Path, coding: str) -> Iterator[Server]:
    port = free_port()
    command = [*GRANIAN, str(port), "tests.bench.plain:application"]
    with serving(command, port, BENCH_BODY=str(body), BENCH_CODING=coding) as it:
        yield it


@contextmanager
def nginx(folder: Path, body: Path, coding: str) -> Iterator[Server]:
    port = free_port()
    file = folder / "nginx.conf"
    file.write_text(
        CONFIGURATION.format(folder=folder, host=HOST, port=port, page=PAGE, coding=coding, body=body.name)
    )
    with serving([str(NGINX), "-c", str(file), "-p", str(folder)], port) as it:
        yield it


def measure(site: Site) -> None:
    rows: list[tuple[str, Cost, float, float]] = []
    with ours(site) as server:
        client = Client(server.port, PAGE)
        client.ask()
        # It is compressed as far as it goes right after its first reader.
        time.sleep(SECONDS_TO_SETTLE)
        answer = client.first()
        coding, etag, whole = answer.headers["Content-Encoding"], answer.headers["ETag"], answer.read()
        body = site.folder / "page.br"
        body.write_bytes(whole)
        body.chmod(0o644)
        again = Client(server.port, PAGE, (*client.headers, ("If-None-Match", etag)))
        rows.append(("stored role page, logged", *figures(server, client)))
        rows.append(("the same, not modified: 304", *figures(server, again)))
    with bare(body, coding) as server:
        rows.append(("bare Django view, not logged", *figures(server, Client(server.port, PAGE))))
    if NGINX:
        with nginx(site.folder, body, coding) as server:
            rows.append(("file from nginx, not logged", *figures(server, Client(server.port, PAGE))))
    else:
        print("nginx is not installed: its line and its bar are left out.\n", file=sys.stderr)
    report(rows, len(whole), coding)


def figures(server: Server, client: Client) -> tuple[Cost, float, float]:
    found = cost(server, client, REQUESTS, ROUNDS)
    return found, slowest_hundredth(client.ask, RATE, SECONDS), server.memory()


def report(rows: list[tuple[str, Cost, float, float]], size: int, coding: str) -> None:
    unit = rows[2][1].cpu
    print(
        f"A page of {size / 1000:.1f} kB in {coding}; {REQUESTS:,} requests on one connection, the middle of {ROUNDS}."
    )
    print(
        "The rate is that of one client in Python, which nginx waits for; so bars are ratios of the servers' CPU.\n"
    )
    table(
        (
            "",
            "CPU ms a request",
            "of the bare view",
            "requests a second",
            f"p99 ms at {RATE} a second",
            "PSS MB",
        ),
        [
            (
                name,
                f"{one.cpu:.3f}",
                f"{one.cpu / unit:.2f}",
                f"{one.rate:,.0f}",
                f"{p99:.1f}",
                f"{memory:.0f}",
            )
            for name, one, p99, memory in rows
        ],
    )
    bar("Stored page: CPU of the bare view", rows[0][1].cpu / unit, 0.5)
    if len(rows) > 3:
        bar("Stored page: CPU of nginx for the same bytes", rows[0][1].cpu / max(rows[3][1].cpu, 1e-6), 4)
