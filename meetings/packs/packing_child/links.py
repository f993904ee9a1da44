"""Ways through the pack: links of our own pages to the papers in it, and the outline."""

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem


def follow_inside(pack: pikepdf.Pdf, own: int, starts: dict[str, int]) -> None:
    """Let links of the first `own` pages to an address in `starts` lead to that page of the pack instead."""
    for page in list(pack.pages)[:own]:
        for note in page.obj.get("/Annots", Array()):
            action = note.get("/A", Dictionary())
            address = str(action.get("/URI", ""))
            if address in starts:
                del note["/A"]
                note["/Dest"] = Array([pack.pages[starts[address]].obj, Name.XYZ, None, None, None])


def lay_outline(pack: pikepdf.Pdf, lines: list[tuple[str, list[int]]], titles: list[str], starts: list[int]) -> None:
    """One entry for each line of the agenda, with one under it for each of its papers.

    A line leads to its first paper, or, without any, to the agenda.
    """
    if "/Outlines" in pack.Root:
        del pack.Root["/Outlines"]
    with pack.open_outline() as outline:
        outline.root.append(OutlineItem("Agenda", 0, "Fit"))
        for words, papers in lines:
            entry = OutlineItem(words, starts[papers[0]] if papers else 0, "Fit")
            entry.children.extend(OutlineItem(titles[number], starts[number], "Fit") for number in papers)
            entry.is_closed = False
            outline.root.append(entry)
    pack.Root.PageMode = Name.UseOutlines
