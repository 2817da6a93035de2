"""A story in which a rival lives next door: who might take what is not theirs."""

from __future__ import annotations

from typing import Any

from domain.errors import Refused
from tests.given import Story


class Village(Story):
    """A rival with a shed of its own in the same city."""

    def __init__(self) -> None:
        super().__init__()
        self.rival = self._register_party(self.commons, "cooperative", "对门合作社")
        self.rival_shed = self._register_site(self.yunfu, self.rival, "packhouse", "445322")

    def tell(self, who: str, command: Any, *, how: dict[str, Any] | None = None, **values: Any) -> Any:
        return self.when(self.yunfu, self.act(who, **(how or {})), command, **values)

    def refused(self, who: str, command: Any, *, how: dict[str, Any] | None = None, **values: Any) -> Refused:
        return self.refuses(self.yunfu, self.act(who, **(how or {})), command, **values)
