"""Programs that must not outlive the set-up, however it ends."""

import ctypes
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1


def ends_with_parent(signal_number: int) -> Callable[[], None] | None:
    """Return what a new program runs first so that Linux signals it when the set-up is killed outright.

    Elsewhere there is no such request, and a killed set-up leaves its program running.
    """
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)

    def ask() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal_number)

    return ask
