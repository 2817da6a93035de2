"""How a process that serves looks for garbage: seldom, since almost everything dies by reference count."""

import gc


def seldom() -> None:
    """Leave out what was imported, which lives as long as the process; look at the rest once in 10,000 new objects."""
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
