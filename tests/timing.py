"""How much work something is: the processor's time of the one thread that does it."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def worked(work: Callable[[], T]) -> tuple[T, float]:
    """What the work gives, and its seconds.

    Servers that other tests left running in this process have threads of their own, and what those tests keep in
    memory would be gone through again and again by the collector of rubbish; neither is this work.
    """
    gc.collect()
    gc.freeze()
    try:
        started = time.thread_time()
        done = work()
        return done, time.thread_time() - started
    finally:
        gc.unfreeze()
