"""Personal values, kept apart from the facts and encrypted with a key per subject, so that a person can be erased.

Events hold only the reference of an entry. The keys stand in a schema of their own, wrapped by a master key that is
in no database: a dump of the facts opens nothing. Dropping a subject's key makes all its entries unreadable, in
backups too once their keys are dropped, while every hash over the events still verifies.
"""

from store.vault.vault import Held, Vault

__all__ = ["Held", "Vault"]
