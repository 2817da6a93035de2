"""What anybody may scan has no owner; but a label's serial is a secret until it is on goods: only a scan asks by it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from projections.public_page.tables import TABLES
from store.rows import ASKER

WHOSE: Final[Mapping[str, str]] = dict.fromkeys(TABLES, f"{ASKER} IN ('public', 'member', 'official')") | {
    "public_page_label": f"{ASKER} = 'public'"
}
