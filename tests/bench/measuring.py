"""How long things take in processor time, children included, and how that is told."""

import resource
import statistics
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


def processor_seconds() -> float:
    """Processor time of this process and of those of its children that have ended."""
    mine, theirs = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return mine.ru_utime + mine.ru_stime + theirs.ru_utime + theirs.ru_stime


def milliseconds(work: Callable[[], Any], *, times: int = 7, each: int = 1) -> float:
    """The median over `times` of the processor time of `work`, called `each` times in a row."""
    work()
    taken = []
    for _ in range(times):
        before = processor_seconds()
        for _ in range(each):
            work()
        taken.append((processor_seconds() - before) * 1000 / each)
    return statistics.median(taken)


@dataclass
class Report:
    """Rows as they are measured, and the goals that were missed."""

    missed: list[str] = field(default_factory=list)

    def title(self, words: str) -> None:
        """Begin a part."""
        print(f"\n{words}", flush=True)

    def row(self, what: str, figure: float, unit: str = "ms", *, ratio: float | None = None, goal: str = "") -> None:
        """Print one figure, its ratio to what it is compared with, and its goal."""
        beside = f"{ratio:8.2f} x" if ratio is not None else " " * 10
        print(f"  {what:<58}{figure:>10,.2f} {unit:<4}{beside}   {goal}", flush=True)

    def goal(self, reached: bool, sentence: str) -> None:
        """Remember a goal that was missed."""
        if not reached:
            self.missed.append(sentence)
