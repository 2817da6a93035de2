"""What a write of the matrix is answered: the same form is sent by every actor."""

from __future__ import annotations

from tests.api.forms import Form
from tests.visibility.forms import FORMS
from tests.visibility.matrix import Row
from tests.visibility.story import Story


class Writer:
    """Sends a row's form as each actor."""

    def __init__(self, story: Story) -> None:
        self._story = story
        self._ready: dict[tuple[str, str], Form] = {}

    def cell(self, row: Row, who: str) -> str:
        key = (row.action, row.resource)
        form = self._ready.get(key) or FORMS[key](self._story)
        self._ready[key] = form
        answer = self._story.send(who, form.region, form.path, form.body)
        status = answer.status_code
        if status == 200 and form.path == "batches":
            status = answer.json()["results"][0]["status"]
        if status == 201:
            del self._ready[key]
            return "do"
        return str(status) if status in (401, 403, 404) else f"other: {status} {answer.text[:80]}"
