"""Processes that read files from outside, one file at a time, so that none of them can cost more than itself.

They live as long as this process: to start one takes longer than to read a mark sheet.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import IO

import markpack

MOST_SECONDS = 20
MOST_PROCESSES = 4
_SECONDS_TO_START = 60
LARGEST_READING = 200_000_000
"""The most bytes of what a file was found to hold."""

_START = "from markpack.inputs.marks.reader_process import serve; serve()"


class ReaderEnded(Exception):
    """A process was ended, or ended itself, before it had read a file; the message says why."""

    def __init__(self, message: str, *, is_final: bool) -> None:
        super().__init__(message)
        self.is_final = is_final


class _Reader:
    """A process that reads."""

    def __init__(self) -> None:
        folders = [str(Path(markpack.__file__).parents[1]), os.environ.get("PYTHONPATH", "")]
        asked, questions = os.pipe()
        answers, answered = os.pipe()
        self._pipes = (os.fdopen(questions, "wb"), os.fdopen(answers, "rb"))
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _START],  # -P: nothing in the folder that we are in is imported
            stdin=asked,
            stdout=answered,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, folders))},
        )
        for theirs in (asked, answered):
            os.close(theirs)  # so that the end of the process is seen
        self._is_new = True

    def read(self, request: bytes) -> bytes:
        """Return the packed reading that a request is answered with; raise ReaderEnded."""
        is_new, self._is_new = self._is_new, False
        if is_new:
            self._within(_SECONDS_TO_START, lambda: _exactly(1, self._pipes[1]), is_new)
        return self._within(MOST_SECONDS, lambda: self._exchange(request), is_new)

    def _within(self, seconds: float, exchange: Callable[[], bytes], is_new: bool) -> bytes:
        """Return what an exchange gives; raise ReaderEnded if the process ends before, or has to be ended."""
        is_late = threading.Event()

        def end() -> None:
            is_late.set()
            self._process.kill()

        timer = threading.Timer(seconds, end)
        timer.daemon = True
        timer.start()
        try:
            return exchange()
        except (OSError, EOFError):
            self.end()
            late = f"The file took longer than {seconds:g} seconds to read."
            broken = "The file needed more than 1.5 GB of memory to be read, or broke what reads it."
            is_final = is_late.is_set() or is_new
            raise ReaderEnded(late if is_late.is_set() else broken, is_final=is_final) from None
        finally:
            timer.cancel()

    def _exchange(self, request: bytes) -> bytes:
        questions, answers = self._pipes
        questions.write(request)
        questions.flush()
        length = int.from_bytes(_exactly(8, answers), "big")
        if length > LARGEST_READING:
            raise EOFError
        return _exactly(length, answers)

    def is_alive(self) -> bool:
        """Whether the process has not ended."""
        return self._process.poll() is None

    def end(self) -> None:
        """Kill the process, which has nothing to tidy up."""
        self._process.kill()
        self._process.wait()
        for pipe in self._pipes:
            with suppress(OSError):  # of what was still to be sent
                pipe.close()


def _exactly(number: int, answers: IO[bytes]) -> bytes:
    data = answers.read(number)
    if len(data) < number:
        raise EOFError
    return data


class ReaderPool:
    """Up to `number` processes, each with a thread here that hands it one file after another."""

    def __init__(self, number: int) -> None:
        self.number = number
        self._threads = ThreadPoolExecutor(number, "markpack-reader")
        self._lock = threading.Lock()
        self._idle: list[_Reader] = []
        self._readers: set[_Reader] = set()

    def prestart(self) -> None:
        """Start a process, which is ready once there is a file to read; where none can be started, reading says so."""
        with self._lock, suppress(OSError):
            if not self._readers:
                reader = _Reader()
                self._readers.add(reader)
                self._idle.append(reader)

    def submit(self, read: Callable[..., object], path: Path, file: str) -> Future[bytes]:
        """Have a file read by a reader in the next process that is free.

        The result is a packed reading, or ReaderEnded. `reader_process` knows the readers by their names.
        """
        request = {"reader": read.__name__, "path": str(path.absolute()), "file": file}
        return self._threads.submit(self._read, json.dumps(request).encode() + b"\n")

    def close(self) -> None:
        """End all processes."""
        with self._lock:
            for reader in self._readers:
                reader.end()
            self._readers.clear()
            self._idle.clear()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _read(self, request: bytes) -> bytes:
        while True:
            reader = self._free()
            try:
                answer = reader.read(request)
            except ReaderEnded as ended:
                with self._lock:
                    self._readers.discard(reader)
                if ended.is_final:
                    raise
                continue  # what it had read before may have filled its memory
            with self._lock:
                self._idle.append(reader)
            return answer

    def _free(self) -> _Reader:
        with self._lock:
            while self._idle:
                reader = self._idle.pop()
                if reader.is_alive():
                    return reader
                reader.end()
                self._readers.discard(reader)
            reader = _Reader()
            self._readers.add(reader)
            return reader


@cache
def reader_pool() -> ReaderPool:
    """Return this process's pool, in which nothing is started before somebody asks for it."""
    pool = ReaderPool(min(MOST_PROCESSES, os.cpu_count() or 1))
    atexit.register(pool.close)
    return pool
