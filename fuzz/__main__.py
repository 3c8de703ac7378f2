"""Fuzz the readers: python -m fuzz [--seconds N] [TARGET]…; each gets a process, and what does harm is kept.

With atheris (the extra `fuzz`) the search is guided by the code that an input reaches; without it, inputs of the
corpus are changed at random.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import random
import subprocess
import sys
import time
from pathlib import Path

from fuzz.mutations import mutated

CORPUS = Path(__file__).parent / "corpus"
NAMES = sorted(folder.name for folder in CORPUS.iterdir())
FOUND = Path("fuzz-found")
SLOW_SECONDS = 10.0


def main() -> int:
    """Fuzz what is asked for, one target after another; return 1 if something was found."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"of {', '.join(NAMES)}; all if none is named")
    parser.add_argument("--seconds", type=int, default=600, help="for each target (600)")
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    names = options.targets or NAMES
    if unknown := [name for name in names if name not in NAMES]:
        parser.error(f"no such target: {', '.join(unknown)}")
    if options.alone:
        return _fuzz(names[0], options.seconds)
    command = [sys.executable, "-m", "fuzz", "--alone", "--seconds", str(options.seconds)]
    return max(subprocess.run([*command, name], check=False).returncode != 0 for name in names)


def _fuzz(name: str, seconds: int) -> int:
    FOUND.mkdir(exist_ok=True)
    if importlib.util.find_spec("atheris"):
        return _guided(name, seconds)
    from fuzz.targets import TARGETS, corpus

    source, end, count = random.Random(), time.monotonic() + seconds, 0
    seeds = corpus(name)
    while time.monotonic() < end:
        data = mutated(seeds, source)
        start = time.process_time()
        try:
            TARGETS[name](data)
        except Exception as error:
            return _keep(name, data, repr(error))
        if time.process_time() - start > SLOW_SECONDS:
            return _keep(name, data, f"took more than {SLOW_SECONDS} seconds")
        count += 1
    print(f"{name}: {count} inputs, nothing found")
    return 0


def _guided(name: str, seconds: int) -> int:
    import atheris

    with atheris.instrument_imports(include=["markpack"]):
        from fuzz.targets import TARGETS
    reached = FOUND / f"{name}-reached"
    reached.mkdir(exist_ok=True)  # the first folder named is written to
    limits = [f"-max_total_time={seconds}", f"-timeout={SLOW_SECONDS:.0f}", "-rss_limit_mb=1500"]
    atheris.Setup([name, *limits, f"-artifact_prefix={FOUND}/{name}-", str(reached), str(CORPUS / name)], TARGETS[name])
    atheris.Fuzz()
    return 0


def _keep(name: str, data: bytes, why: str) -> int:
    path = FOUND / f"{name}-{hashlib.sha256(data).hexdigest()[:12]}"
    path.write_bytes(data)
    print(f"{name}: {why}; kept as {path}. Mend the reader, and move the file into fuzz/corpus/{name}/.")
    return 1


if __name__ == "__main__":
    sys.exit(main())
