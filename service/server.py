"""The server: one process, or several worker processes under a supervisor that restarts failed workers."""

from __future__ import annotations

import gc
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
from service.observability.process_log import logging_to_stderr
from service.settings import Settings, from_environ

GC_THRESHOLDS = (20_000, 10, 5)  # of the generations: a full collection blocks the event loop, and frees evicted slices
SWITCH_SECONDS = 0.0005  # interval after which a computing thread yields the interpreter lock
HUNG_SECONDS = 30  # a worker that fails its health check for this long is restarted


class Supervisor(Multiprocess):
    """Forwards SIGHUP to the workers, which then poll the store. Closes the listening sockets at shutdown."""

    def handle_hup(self) -> None:
        for worker in self.processes:
            if worker.pid is not None and worker.process.is_alive():
                os.kill(worker.pid, signal.SIGHUP)

    def terminate_all(self) -> None:
        super().terminate_all()
        for listener in self.sockets:  # otherwise the kernel still accepts connections
            listener.close()


def serve(settings: Settings, host: str, port: int) -> None:
    """Runs the server until SIGTERM or SIGINT. It then accepts no connections and completes requests in flight."""
    app = create_app(settings)  # reports invalid settings before any worker starts
    is_single = settings.workers == 1
    config = uvicorn.Config(
        app if is_single else "service.server:worker",
        factory=not is_single,
        host=host,
        port=port,
        workers=settings.workers,
        loop="uvloop",
        http=Protocol,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # the address and scheme of the client are not used
        timeout_graceful_shutdown=settings.grace_seconds,
        timeout_worker_healthcheck=HUNG_SECONDS,
    )
    if is_single:
        prepare()
        uvicorn.Server(config).run()
    else:
        with TemporaryDirectory(prefix="samband-metrics-") as shared:
            os.environ.setdefault(SHARED, shared)  # /metrics aggregates all workers
            Supervisor(config, [config.bind_socket()]).run()


def worker() -> ASGIApp:
    """The application factory of a worker process."""
    logging_to_stderr()
    prepare()
    return create_app(from_environ(os.environ))


def prepare() -> None:
    """Tunes thread switching and garbage collection of this process for low latency of the event loop."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # until the application installs its handler
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.set_threshold(*GC_THRESHOLDS)
