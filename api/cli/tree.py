"""A trace as a tree: the lot, what happened to it, what it was made of above, what became of it below."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from rich.text import Text
from rich.tree import Tree

from api.cli.names import Names
from domain.act import SHANGHAI
from projections.trace.answers import History, TracedEdge, TracedStep
from scanner_app.words import word

MOST_STEPS = 300
"""More steps than this are shown of the lots asked for only."""


def draw(history: History, names: Names, *, steps: bool) -> list[Tree]:
    """A tree for each lot that was asked for; `steps`: every lot's, also when they are many."""
    return [_Drawing(history, names, all_steps=steps).root(lot) for lot in history.lots]


class _Drawing:
    def __init__(self, history: History, names: Names, *, all_steps: bool) -> None:
        self._names = names
        self._everywhere = all_steps or len(history.steps) <= MOST_STEPS
        self._steps: defaultdict[str, list[TracedStep]] = defaultdict(list)
        for step in history.steps:
            self._steps[step.lot].append(step)
        self._parents = _grouped((edge.child, edge) for edge in history.edges)
        self._children = _grouped((edge.parent, edge) for edge in history.edges)

    def root(self, lot: str) -> Tree:
        tree = Tree(self._title(lot), guide_style="dim")
        self._tell(tree, lot)
        for key, edges, up in (("cli.up", self._parents, True), ("cli.down", self._children, False)):
            if edges.get(lot):
                branch = tree.add(Text(word(self._names.lang, key), style="bold green"))
                self._grow(branch, lot, edges, {lot}, up=up)
        return tree

    def _grow(self, tree: Tree, lot: str, edges: Mapping[str, list[TracedEdge]], seen: set[str], *, up: bool) -> None:
        """Iterative: a chain may be longer than Python's stack."""
        waiting = [(tree, lot)]
        while waiting:
            at, current = waiting.pop()
            for other in dict.fromkeys(edge.parent if up else edge.child for edge in edges.get(current, ())):
                title = self._title(other)
                if other in seen:
                    at.add(title.append(f" {word(self._names.lang, 'cli.again')}", style="dim"))
                    continue
                seen.add(other)
                branch = at.add(title)
                if self._everywhere:
                    self._tell(branch, other)
                waiting.append((branch, other))

    def _title(self, lot: str) -> Text:
        return Text(self._names.lot(lot), style="bold").append(f"  {lot}", style="dim")

    def _tell(self, tree: Tree, lot: str) -> None:
        for step in self._steps[lot]:
            tree.add(self._line(step))

    def _line(self, step: TracedStep) -> Text:
        names = self._names
        when = f"{step.occurred_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
        parts = [names.quantity(step.lot, step.quantity), names.county(step.county), names.party(step.party)]
        other = " ".join(filter(None, (names.county(step.other_county), names.party(step.other_party))))
        if other:
            parts.append(word(names.lang, "cli.to", where=other) if step.kind == "dispatched" else f"({other})")
        line = Text(f"{when}  ", style="dim").append(names.step(step.kind), style="cyan")
        line.append("  " + " · ".join(part for part in parts if part))
        return line.append(f"  {names.reason(step.reason)}", style="yellow") if step.reason else line


def _grouped(pairs: Iterable[tuple[str, TracedEdge]]) -> dict[str, list[TracedEdge]]:
    found: defaultdict[str, list[TracedEdge]] = defaultdict(list)
    for key, edge in pairs:
        found[key].append(edge)
    return found
