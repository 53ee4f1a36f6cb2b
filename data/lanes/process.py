"""The worker process of a lane: performs the tasks that it receives, one after the other, until the pipe is closed."""

from __future__ import annotations

import os
import pickle
import signal
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from data.domain.errors import Interrupted

NICENESS = 10  # increment of the niceness of a worker process
END_SECONDS = 5  # how long to wait for a terminated process


class WorkerProcess:
    """A spawned process of low priority. It starts when it is created."""

    def __init__(self, name: str) -> None:
        context = get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(target=perform_tasks, args=(theirs,), name=name, daemon=True)
        self.process.start()
        theirs.close()

    def send(self, task: object) -> None:
        """Sends a picklable function without parameters. Raises OSError when the process has ended."""
        send(self.pipe, task)

    def has_result(self, seconds: float) -> bool:
        """Whether a result, or the end of the process, is there within some seconds."""
        return self.pipe.poll(seconds)

    def result(self) -> Any:
        """The result of the task. Raises the exception of the task, or EOFError when the process has ended."""
        result = self.pipe.recv()
        if isinstance(result, Exception):
            raise result
        return result

    def end(self) -> None:
        self.process.terminate()
        self.process.join(END_SECONDS)
        self.pipe.close()


def send(pipe: Connection, task: object) -> None:
    """Sends a task. Its arrays are sent from where they are: a copy of those of a large network takes 30 MiB."""
    arrays: list[pickle.PickleBuffer] = []
    text = pickle.dumps(task, pickle.HIGHEST_PROTOCOL, buffer_callback=arrays.append)
    pipe.send((text, len(arrays)))
    for one in arrays:
        pipe.send_bytes(one.raw())


def receive(pipe: Connection) -> Any:
    """Receives a task. Raises EOFError when the pipe is closed."""
    text, size = pipe.recv()
    return pickle.loads(text, buffers=[bytearray(pipe.recv_bytes()) for _ in range(size)])  # noqa: S301  # of the server


def perform_tasks(pipe: Connection) -> None:
    """The main loop of a worker process. An exception of a task is sent as its result."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    while True:
        try:
            task = receive(pipe)
        except EOFError:
            return
        try:
            result = task()
        except Exception as error:  # noqa: BLE001  # WorkerProcess.result raises it
            result = error
        try:
            pipe.send(result)
        except (AttributeError, pickle.PicklingError, TypeError, ValueError) as error:
            pipe.send(Interrupted(f"the result of a task cannot be sent: {error}"))
