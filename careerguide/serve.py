"""Serves the site: `python -m careerguide.serve`. What can be set is in the group «The server» of the settings.

SIGTERM stops it once running requests are answered; SIGHUP replaces the workers one by one by new ones, which take
up new code and a changed .env.
"""

import multiprocessing
import os
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

from careerguide import metrics, settings


def main() -> None:
    # Workers start from nothing instead of as copies of this process, so that none holds old code after a reload.
    multiprocessing.set_start_method("spawn")
    with ExitStack() as stack:
        if settings.METRICS_ADDRESS:
            folder = stack.enter_context(TemporaryDirectory(prefix="careerguide-"))
            os.environ[metrics.FOLDER] = folder
            metrics.serve_metrics(settings.METRICS_ADDRESS, metrics.Sums(Path(folder)))
        serve()


def serve() -> None:
    host, port = settings.LISTEN
    Server(
        "careerguide.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=settings.WORKERS,
        blocking_threads=settings.THREADS,
        # A thread that ends takes its connection to the database with it.
        blocking_threads_idle_timeout=600,
        http1_settings=HTTP1Settings(
            header_read_timeout=settings.HEADER_SECONDS * 1000, max_buffer_size=settings.MOST_HEADER_BYTES
        ),
        respawn_failed_workers=True,
        respawn_interval=settings.RELOAD_SECONDS,
        workers_kill_timeout=settings.STOP_SECONDS,
        log_level=LogLevels.warning,
        log_dictconfig=settings.SERVER_LOGGING,
    ).serve()


if __name__ == "__main__":
    main()
