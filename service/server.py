"""The processes that serve: one, or several workers under a supervisor that replaces those that die."""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
from tempfile import TemporaryDirectory

import uvicorn
from starlette.types import ASGIApp

from service.app import create_app
from service.http._uvicorn import Multiprocess
from service.http.protocol import Protocol
from service.observability.metrics import SHARED
from service.settings import Settings, from_environ

GC_THRESHOLDS = (20_000, 10, 1_000)  # a look at all objects keeps everybody waiting, so it is rare
SWITCH_SECONDS = 0.0005  # how long a thread that computes may keep the event loop waiting
HUNG_SECONDS = 30  # a worker that does not answer its supervisor for so long is replaced


class Supervisor(Multiprocess):
    """Hands SIGHUP on to the workers, who then look for a new version at once, and stops listening when it ends."""

    def handle_hup(self) -> None:
        for worker in self.processes:
            if worker.pid is not None and worker.process.is_alive():
                os.kill(worker.pid, signal.SIGHUP)

    def terminate_all(self) -> None:
        super().terminate_all()
        for listening in self.sockets:  # else connections would wait for nobody
            listening.close()


def serve(settings: Settings, host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT: then no connection is accepted any more, and requests under way are answered."""
    app = create_app(settings)  # also with workers: a wrong setting shows here rather than in each of them
    alone = settings.workers == 1
    config = uvicorn.Config(
        app if alone else "service.server:worker",
        factory=not alone,
        host=host,
        port=port,
        workers=settings.workers,
        loop="uvloop",
        http=Protocol,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # whose address or scheme it was makes no difference here
        timeout_graceful_shutdown=settings.grace_seconds,
        timeout_worker_healthcheck=HUNG_SECONDS,
    )
    if alone:
        prepare()
        uvicorn.Server(config).run()
    else:
        with TemporaryDirectory(prefix="samband-metrics-") as shared:
            os.environ.setdefault(SHARED, shared)  # /metrics tells of all workers together
            Supervisor(config, [config.bind_socket()]).run()


def worker() -> ASGIApp:
    """The application of a worker, which is a process of its own."""
    logging_to_stderr()
    prepare()
    return create_app(from_environ(os.environ))


def logging_to_stderr() -> None:
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    logging.getLogger("alembic").setLevel(logging.WARNING)


def prepare() -> None:
    """What threads that compute, and the garbage of millions of objects, may take from the event loop."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # until the application listens to it
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.set_threshold(*GC_THRESHOLDS)
