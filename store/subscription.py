"""The library's subscription over our log: it asks again and again, so a lost hint or connection loses nothing."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from threading import Event

from eventsourcing.persistence import ApplicationRecorder, Notification, Subscription

LIMIT = 500
INTERVAL = 0.1
"""Seconds between two looks at a log without news."""


class PolledSubscription(Subscription[ApplicationRecorder]):
    """Iterates over notifications for ever, until `stop` is called (from any thread)."""

    def __init__(self, recorder: ApplicationRecorder, gt: int | None = None, topics: Sequence[str] = ()) -> None:
        super().__init__(recorder, gt=gt, topics=topics)
        self._fetched: deque[Notification] = deque()
        self._stopped = Event()

    def stop(self) -> None:
        """End the iteration."""
        super().stop()
        self._stopped.set()

    def __next__(self) -> Notification:
        while not self._fetched:
            if self._stopped.is_set():
                raise StopIteration
            self._fetched.extend(
                self._recorder.select_notifications(
                    self._last_notification_id or 0, LIMIT, topics=self._topics, inclusive_of_start=False
                )
            )
            if not self._fetched:
                self._stopped.wait(INTERVAL)
        notification = self._fetched.popleft()
        self._last_notification_id = notification.id
        return notification
