"""Who stands under whom: the boxes as trees, in the order in which they were given."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from governance.diagram.parts import Box, Dotted, Key


@dataclass(frozen=True)
class Forest:
    """Boxes by key, their children, their parent (None for a root) and their depth below their root."""

    boxes: dict[Key, Box]
    children: dict[Key, list[Key]]
    parent: dict[Key, Key | None]
    depth: dict[Key, int]
    roots: list[Key]
    family: list[Key]
    order: list[Key] = field(default_factory=list)

    def below(self, top: Key, *, deepest: int | None = None) -> list[Key]:
        """`top` and all under it, parents first; `deepest` is the last depth to include, counted from the root."""
        found, waiting = [], [top]
        while waiting:
            key = waiting.pop()
            found.append(key)
            if deepest is None or self.depth[key] < deepest:
                waiting.extend(reversed(self.children[key]))
        return found

    def only(self, keys: Iterable[Key]) -> "Forest":
        """The same forest with `keys` alone; a box whose parent is left out becomes a root, depths stay."""
        kept = set(keys)
        order = [key for key in self.order if key in kept]
        parent = {key: self.parent[key] if self.parent[key] in kept else None for key in order}
        tops = [key for key in order if parent[key] is None]
        return Forest(
            boxes={key: self.boxes[key] for key in order},
            children={key: [child for child in self.children[key] if child in kept] for key in order},
            parent=parent,
            depth={key: self.depth[key] for key in order},
            roots=[key for key in tops if not self.boxes[key].family],
            family=[key for key in tops if self.boxes[key].family],
            order=order,
        )


def plant(boxes: Sequence[Box], dotted: Sequence[Dotted]) -> Forest:
    """Builds the forest. Raises ValueError for a key used twice, a circle of parents or a dotted line to nowhere."""
    known = {box.key: box for box in boxes}
    if len(known) != len(boxes):
        raise ValueError("Two boxes have the same key.")
    for line in dotted:
        if line.source not in known or line.target not in known:
            raise ValueError(f"The dotted line “{line.words}” has an end that is not among the boxes.")
    parent = {box.key: None if box.family or box.parent not in known else box.parent for box in boxes}
    children: dict[Key, list[Key]] = {box.key: [] for box in boxes}
    for key, above in parent.items():
        if above is not None:
            children[above].append(key)
    tops = [key for key, above in parent.items() if above is None]
    depth = dict.fromkeys(tops, 0)
    order, waiting = [], list(reversed(tops))
    while waiting:
        key = waiting.pop()
        order.append(key)
        depth.update((child, depth[key] + 1) for child in children[key])
        waiting.extend(reversed(children[key]))
    if len(order) != len(known):
        raise ValueError("Some boxes report to each other in a circle.")
    roots = [key for key in tops if not known[key].family]
    family = [key for key in tops if known[key].family]
    return Forest(known, children, parent, depth, roots, family, order)
