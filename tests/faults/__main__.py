"""bin/faults [--seeds 200] [--test 3] [--seed 17] [--jobs 2]: many seeds of the fault tests, and a table of them."""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from queue import Queue
from typing import Any

FIRST_WORDS = 15  # lines of a failure that the progress shows


def options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/faults", description="故障试验 · fault tests of the phones' outbox")
    parser.add_argument("--test", type=int, nargs="*", help="哪几项（1-15）· which tests (all)")
    parser.add_argument("--seeds", type=int, default=20, help="每项多少个种子 · seeds of each test (20)")
    parser.add_argument("--first", type=int, default=1, help="从哪个种子开始 · the first seed (1)")
    parser.add_argument("--seed", type=int, help="只跑这个种子 · this seed only")
    parser.add_argument("--jobs", type=int, default=2, help="同时几组 · how many side by side (2)")
    parser.add_argument("--share", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    chosen = options(arguments)
    if chosen.share is not None:
        return work(chosen)
    jobs = 1 if chosen.seed is not None else chosen.jobs
    results: Queue[dict[str, Any] | None] = Queue()

    def job(number: int) -> int:
        command = [sys.executable, "-m", "tests.faults", *arguments, "--share", f"{number}/{jobs}"]
        child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        for line in child.stdout or ():
            results.put(json.loads(line)) if line.startswith("{") else sys.stderr.write(line)
        results.put(None)
        return child.wait()

    with ThreadPoolExecutor(jobs) as pool:
        ends = [pool.submit(job, number) for number in range(jobs)]
        played = list(told(results, jobs))
    table(played)
    return 1 if any(each["wrong"] for each in played) or any(end.result() for end in ends) else 0


def told(results: "Queue[dict[str, Any] | None]", jobs: int) -> Iterator[dict[str, Any]]:
    """The results as they come, each failure with its first words and how to see it again."""
    left = jobs
    while left:
        result = results.get()
        if result is None:
            left -= 1
            continue
        if result["wrong"]:
            words = "\n".join(result["wrong"]).splitlines()
            shown = words if len(words) <= 2 * FIRST_WORDS else [*words[:2], "…", *words[-2 * FIRST_WORDS :]]
            say(f"✗ --test {result['test']} --seed {result['seed']}  {result['seconds']:.1f} s", *shown)
        elif result["seed"] % 10 == 0:
            say(f"· {result['test']}: {result['seed']}")
        yield result


def table(played: list[dict[str, Any]]) -> None:
    say("", f"{'test':<34}{'seeds':>6}{'failed':>8}{'median s':>10}")
    for number in sorted({each["test"] for each in played}):
        rows = [each for each in played if each["test"] == number]
        failed = sorted(each["seed"] for each in rows if each["wrong"])
        median = statistics.median(each["seconds"] for each in rows)
        say(f"{rows[0]['name']:<34}{len(rows):>6}{len(failed):>8}{median:>10.2f}  {failed or ''}")


def work(chosen: argparse.Namespace) -> int:
    """One of the jobs: its share of the seeds of every test, one JSON line each."""
    from xiaoxiang.machine.throwaway import ensure_database

    os.environ.pop("DATABASE_URL", None)
    ensure_database()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiaoxiang.web.settings")
    import django

    django.setup()
    from xiaoxiang.machine.messages import compile_catalogues

    compile_catalogues()
    from tests.faults.ground import standing
    from tests.faults.play import checks, play

    mine, of = (int(part) for part in chosen.share.split("/"))
    seeds = [chosen.seed] if chosen.seed is not None else range(chosen.first, chosen.first + chosen.seeds)
    with standing() as grounds:
        for number, check in checks(chosen.test).items():
            for seed in seeds:
                if len(seeds) > 1 and seed % of != mine:
                    continue
                done = play(grounds, check, seed)
                line = {"test": number, "name": check.__module__.rsplit(".", 1)[-1], "seed": seed}
                print(json.dumps(line | {"seconds": done.seconds, "wrong": done.wrong}), flush=True)  # noqa: T201
    return 0


def say(*lines: str) -> None:
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    began = time.monotonic()
    code = main(sys.argv[1:])
    if "--share" not in sys.argv:
        say(f"{time.monotonic() - began:.0f} s")
    sys.exit(code)
