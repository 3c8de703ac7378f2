"""Fuzz the readers: python -m fuzz [--seconds N] [--inputs N] [TARGET]…

Each reader gets a process with the memory that reading a file may need, and what does harm is kept. With atheris (the
extra `fuzz`) the search is guided by the code that an input reaches; without it, inputs of the corpus are changed at
random.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from fuzz.mutations import mutated

CORPUS = Path(__file__).parent / "corpus"
NAMES = sorted(folder.name for folder in CORPUS.iterdir())
FOUND = Path("fuzz-found")
SLOW_SECONDS = 10.0
HUNG_SECONDS = 60
"""After which a process is ended, with the input that it hangs at left behind."""
MOST_FINDINGS = 20
BOMB_EVERY = 500
"""One input in so many comes from all that is kept; the others leave out what takes seconds each time."""


def main() -> int:
    """Fuzz what is asked for, one target after another; return 1 if something was found."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"of {', '.join(NAMES)}; all if none is named")
    parser.add_argument("--seconds", type=int, default=600, help="for each target (600)")
    parser.add_argument("--inputs", type=int, default=sys.maxsize, help="for each target, at most (any number)")
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    names = options.targets or NAMES
    if unknown := [name for name in names if name not in NAMES]:
        parser.error(f"no such target: {', '.join(unknown)}")
    if options.alone:
        return _fuzz(names[0], options.seconds, options.inputs)
    limits = ["--seconds", str(options.seconds), "--inputs", str(options.inputs)]
    return max([_ended_badly(name, limits) for name in names])


def _ended_badly(name: str, limits: list[str]) -> bool:
    """Fuzz a target in a process of its own, and say whether anything was found."""
    code = subprocess.run([sys.executable, "-m", "fuzz", "--alone", *limits, name], check=False).returncode
    if code < 0:
        print(f"{name}: the process was ended by {signal.Signals(-code).name}; see {_current(name)}")
    return code != 0


def _fuzz(name: str, seconds: int, most: int) -> int:
    FOUND.mkdir(exist_ok=True)
    if importlib.util.find_spec("atheris"):
        return _guided(name, seconds, most)
    from fuzz.targets import TARGETS, bound_fuzzing, corpus, is_quick

    bound_fuzzing()
    source, end, count = random.Random(), time.monotonic() + seconds, 0
    found: set[str] = set()
    seeds = corpus(name)
    quick = [seed for seed in seeds if is_quick(seed)]
    current = _current(name)
    while count < most and len(found) < MOST_FINDINGS and time.monotonic() < end:
        data = mutated(quick if count % BOMB_EVERY else seeds, source)
        current.write_bytes(data)
        signal.alarm(HUNG_SECONDS)
        start = time.process_time()
        harm = ""
        try:
            TARGETS[name](data)
        except Exception as error:
            harm = repr(error)
        if time.process_time() - start > SLOW_SECONDS:
            harm = f"took more than {SLOW_SECONDS} seconds"
        if harm and harm not in found:
            found.add(harm)
            _keep(name, data, harm)
        count += 1
    signal.alarm(0)
    current.unlink(missing_ok=True)
    print(f"{name}: {count} inputs, {len(found) or 'nothing'} found")
    return int(bool(found))


def _current(name: str) -> Path:
    return FOUND / f"{name}-current"


def _guided(name: str, seconds: int, most: int) -> int:
    import atheris

    with atheris.instrument_imports(include=["markpack"]):
        from fuzz.targets import TARGETS
    reached = FOUND / f"{name}-reached"
    reached.mkdir(exist_ok=True)  # the first folder named is written to
    limits = [
        f"-max_total_time={seconds}",
        f"-runs={min(most, 2**31 - 1)}",
        f"-timeout={SLOW_SECONDS:.0f}",
        "-rss_limit_mb=1500",
    ]
    atheris.Setup([name, *limits, f"-artifact_prefix={FOUND}/{name}-", str(reached), str(CORPUS / name)], TARGETS[name])
    atheris.Fuzz()
    return 0


def _keep(name: str, data: bytes, why: str) -> None:
    path = FOUND / f"{name}-{hashlib.sha256(data).hexdigest()[:12]}"
    path.write_bytes(data)
    print(f"{name}: {why}; kept as {path}. Mend the reader, and move the file into fuzz/corpus/{name}/.")


if __name__ == "__main__":
    sys.exit(main())
