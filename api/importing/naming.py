"""Keys for what has none yet: parties, sites and lots that a file brings in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import count
from uuid import UUID

from api.importing.found import RowRefused
from api.importing.wishes import Namer
from domain.gs1 import Gln, Gtin, Lgtin, MalformedIdentifier, Pgln, mint_gln, mint_pgln
from domain.lot_code import RANDOM_BITS, mint_lot_code


class Minting:
    """Mints keys under the prefix `prefix` that are not `taken`; the same row gets the same key again."""

    def __init__(self, prefix: str, namer: Namer, taken: set[str]) -> None:
        self._prefix = prefix
        self._namer = namer
        self._taken = taken

    def party(self, asked: str, id: UUID) -> str:
        """`asked` when it is a PGLN, else a new one. Raises RowRefused."""
        if asked:
            return self._read(Pgln, asked, "party")
        return self._first_free(str(mint_pgln(self._prefix, id, attempt)) for attempt in count())

    def site(self, asked: str, id: UUID) -> str:
        """`asked` when it is a GLN, else a new one. Raises RowRefused."""
        if asked:
            return self._read(Gln, asked, "site")
        return self._first_free(str(mint_gln(self._prefix, id, attempt)) for attempt in count())

    def lot(self, asked: str, product: str, site: str, day: date) -> str:
        """The lot with the code `asked`, else the one of this site, product and day. Raises RowRefused."""
        if asked:
            try:
                return Lgtin(Gtin(product), asked).key
            except MalformedIdentifier as error:
                raise RowRefused("lot", "identifier", reason=error.reason) from error
        bits = self._namer.digest("lot", site, product, day.isoformat()) & ((1 << RANDOM_BITS) - 1)
        return f"01/{product}/10/{mint_lot_code(day, bits)}"

    def _first_free(self, keys: Iterator[str]) -> str:
        found = next(key for key in keys if key not in self._taken)
        self._taken.add(found)
        return found

    def _read(self, kind: type[Pgln] | type[Gln], asked: str, column: str) -> str:
        try:
            return kind(asked).key
        except MalformedIdentifier as error:
            raise RowRefused(column, "identifier", reason=error.reason) from error
