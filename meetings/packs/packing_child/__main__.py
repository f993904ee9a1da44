"""Puts one pack together.

Asked: {"own": path, "stamps": path, "output": path, "parts": [{"path", "address", "title", "ours"}],
"outline": [[words, [numbers of parts]]], "marked": whether the stamps have a reader's mark}.
Answer: {"pages": all, "starts": page of each part} or {"unreadable": [numbers of parts]}, with nothing written.
"""

import logging
from contextlib import ExitStack
from typing import Any

import pikepdf

from meetings.packs.packing_child.links import follow_inside, lay_outline
from meetings.packs.packing_child.merging import append, forget_claims, open_part
from meetings.packs.packing_child.stamping import Stamps
from meetings.papers.child_limits import answer, question


def put_together(asked: dict[str, Any]) -> dict[str, Any]:
    """The pack in the file `output`: our own pages first, every part after them."""
    with ExitStack() as stack:
        opened = [open_part(stack, part["path"]) for part in asked["parts"]]
        parts = [part for part in opened if part is not None]
        if len(parts) < len(opened):
            return {"unreadable": [number for number, part in enumerate(opened) if part is None]}
        pack = stack.enter_context(pikepdf.open(asked["own"]))
        stamps = Stamps(pack, stack.enter_context(pikepdf.open(asked["stamps"])), marked=asked["marked"])
        own = len(pack.pages)
        starts = [append(pack, part, ours=told["ours"]) for part, told in zip(parts, asked["parts"], strict=True)]
        follow_inside(pack, own, {told["address"]: start for told, start in zip(asked["parts"], starts, strict=True)})
        lay_outline(pack, asked["outline"], [told["title"] for told in asked["parts"]], starts)
        if not all(told["ours"] for told in asked["parts"]):
            forget_claims(pack)
        stamps.put_on_every_page()
        pack.save(asked["output"], object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
        return {"pages": len(pack.pages), "starts": [start + 1 for start in starts]}


def main() -> None:
    """Answer one question; whatever goes wrong ends the program without an answer."""
    asked = question()
    logging.disable(logging.CRITICAL)
    answer(put_together(asked))


if __name__ == "__main__":
    main()
