"""What the store says when it cannot do what was asked.

StoreError
    SettingsRefused       the configuration is insecure or contradicts itself
    StoreUnavailable      the database does not answer; nothing is known to be recorded; try again
        CommitNotReplicated   the commit may be lost at a failover; look the command up before trying again
        StoreBusy             the queue of waiting saves is full
    StoreFull             the database cannot write (disk full or read-only); reading goes on
    NotMigrated           a table or a function is missing: run the migration step
    UnknownTopic          a stored event has a topic that no registered class owns
    VaultKeyWrong         a personal value cannot be decrypted with the configured master key
    RecordRepeated        the command id was recorded before; carries the stored command

A save that lost a race raises the library's own `eventsourcing.persistence.IntegrityError`: reload, decide again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from store.records import CommandRow


class StoreError(Exception):
    """Root of the store's own errors."""


class SettingsRefused(StoreError):
    """The configuration is refused; the message says what is wrong and what to do."""


class StoreUnavailable(StoreError):
    """The database does not answer, or it is not known whether the save was recorded."""


class CommitNotReplicated(StoreUnavailable):
    """The server cancelled its wait for the synchronous standby: the commit may be gone after a failover."""


class StoreBusy(StoreUnavailable):
    """Too many saves are waiting for this region's writer."""


class StoreFull(StoreError):
    """The database refuses to write: disk full, or read-only."""


class NotMigrated(StoreError):
    """A table or function is missing in the database: run the migration step."""


class UnknownTopic(StoreError):
    """No class is registered for the topic of a stored event."""

    def __init__(self, topic: str) -> None:
        super().__init__(f"no event class is registered for topic {topic!r}")
        self.topic = topic


class VaultKeyWrong(StoreError):
    """A personal value cannot be decrypted: the master key is not the one that it was sealed under."""


class RecordRepeated(StoreError):
    """The command id was recorded before; `command` is the stored row.

    `same_content` tells a retry (answer the first outcome) from another request under a used id (409).
    """

    def __init__(self, command: CommandRow, content_hash: bytes) -> None:
        super().__init__(f"command {command.id} was recorded before, at position {command.position}")
        self.command = command
        self.same_content = command.content_hash == content_hash
