"""Every deed writes all of what it writes in one transaction, so that one that is killed has written nothing.

Read from the source: no deed is done here (`tests.meetings.killed` kills some of them for real).
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
PACKAGES = ("governance", "priorities", "meetings")
APART = {"migrations", "foundation"}
"""The slab is what deeds are made of; it holds none."""

WHOLE = {"transaction.atomic", "tree_lock", "restructuring"}
"""What opens a transaction."""

WRITING = {"write", "strike", "turn", "write_copies", ".save", ".create", ".bulk_create", ".bulk_update", ".delete"}
"""What writes, whoever calls it; with a point what is called of something else."""

STEPS = {
    "governance.restructuring.ending.pass_on": "of `end` and `hand_over`, under the tree lock",
    "governance.restructuring.periods.change": "of the deeds that describe, under the tree lock",
    "governance.restructuring.steps.step": "of every restructuring, under the tree lock",
    "meetings.agendas.agenda_setting.order.number": "of `reorder` and the deeds that add and remove items",
    "meetings.agendas.agenda_setting.order.place": "of the deeds that add and move items",
    "meetings.agendas.agenda_setting.publishing.fix_labels": "of `publish_agenda`",
    "meetings.agendas.agenda_setting.restricting.touch": "of the deeds that change a published agenda",
    "meetings.agendas.agenda_setting.standing.add_missing": "of `begin` and `refresh_standing`",
    "meetings.agendas.agenda_setting.standing.bring_up_to_date": "of `refresh_standing` and `publish_agenda`",
    "meetings.attendance.words_kept.keep_words": "of `publish_minutes`",
    "meetings.numbering.renumber_drafts": "of the deeds that restrict and open items",
    "meetings.papers.going_public.say_changed": "of the deeds of paperwork",
    "meetings.report_backs.reporting_back.expect_by_itself": "of the deeds that call a meeting",
    "meetings.schedules.scheduling_rules.take_address": "of the deeds that call and confirm a meeting, under its body's lock",
    "meetings.views.minuting_here.record_here": "of the minuting screen, which holds the meeting in a transaction",
    "priorities.plans.plan_copying.copy_contents": "of `draft_version`",
    "priorities.plans.planning.put_in_charge": "of `establish_plan`, `take_over` and `complete_handover`",
    "priorities.strategies.following.close": "of the deeds that end priorities and approaches",
    "priorities.strategies.following.follow": "of the deeds by which one row follows another",
}
"""What is done only in the transaction of a deed, and of which."""

READERS = {
    "meetings.agendas.agenda_setting.holding.hold",
    "meetings.agendas.agenda_setting.holding.hold_all",
    "meetings.agendas.agenda_setting.holding.hold_draft",
    "meetings.agendas.agenda_setting.holding.hold_item",
    "meetings.locking.meeting_to_record",
    "meetings.minutes.capturing_once.captured_since",
    "meetings.minutes.word_import.word_reading.read_minutes",
    "priorities.sheets.figure_import.read_figures",
    "priorities.sheets.figure_rows.weigh",
    "priorities.sheets.plan_import.read_plan",
}
"""What only reads or locks, for somebody whose rights count."""

HANDING_ON = {
    "meetings.decisions.adopting.adopt_terms": "sign_off",
    "meetings.papers.paperwork.hand_in": "hand_in_all",
    "priorities.indicators.figures.record_value": "record_values",
}
"""What leaves all of its writing to one other deed; what it writes itself is handed on too, as a function."""


@cache
def modules() -> dict[str, ast.Module]:
    """Each module by its dotted name."""
    found = {}
    for package in PACKAGES:
        for path in sorted((PROJECT / package).rglob("*.py")):
            parts = path.relative_to(PROJECT).with_suffix("").parts
            if not APART & set(parts):
                found[".".join(parts).removesuffix(".__init__")] = ast.parse(path.read_text())
    return found


def functions(tree: ast.Module) -> dict[str, ast.FunctionDef]:
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def done_by_somebody() -> Iterator[tuple[str, ast.FunctionDef, ast.Module]]:
    """Every public function that says by whom it is done."""
    for name, tree in modules().items():
        for function in functions(tree).values():
            if not function.name.startswith("_") and any(each.arg == "by" for each in function.args.kwonlyargs):
                yield f"{name}.{function.name}", function, tree


def deeds() -> Iterator[tuple[str, ast.FunctionDef, ast.Module]]:
    """Those of them that write by themselves."""
    apart = STEPS.keys() | READERS | HANDING_ON.keys()
    return ((name, *rest) for name, *rest in done_by_somebody() if name not in apart)


def called(node: ast.AST, *, and_inside: bool = True) -> Iterator[str]:
    """What is called in a node, as in WRITING; `and_inside` false: not in the functions that are defined inside it."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.Lambda) and not and_inside:
            continue
        if isinstance(child, ast.Call):
            _, point, name = ast.unparse(child.func).rpartition(".")
            yield f"{point}{name}"
        yield from called(child, and_inside=and_inside)


def writers(tree: ast.Module) -> set[str]:
    """What writes where it is called in this module: the words for it, steps, and the module's own functions that do."""
    found = WRITING | {name.rpartition(".")[2] for name in STEPS}
    while more := {name for name, each in functions(tree).items() if name not in found and found & {*called(each)}}:
        found |= more
    return found


def opens(block: ast.With) -> bool:
    """Whether a block is one transaction."""
    return any(
        isinstance(item.context_expr, ast.Call) and ast.unparse(item.context_expr.func) in WHOLE for item in block.items
    )


def fault(function: ast.FunctionDef, tree: ast.Module) -> str:
    """Why the deed is not whole; empty where it is."""
    if WHOLE & {ast.unparse(each) for each in function.decorator_list}:
        return ""
    writing = writers(tree) | {each.arg for each in function.args.kwonlyargs}  # such as what is to be written with it
    blocks = [node for node in ast.walk(function) if isinstance(node, ast.With) and opens(node)]
    inside = [[name for name in called(block) if name in writing] for block in blocks]
    if sum(map(bool, inside)) != 1:
        return "writes in no transaction, or in several"
    outside = [name for name in called(function) if name in writing]
    for name in (name for names in inside for name in names):
        outside.remove(name)
    outside = [name for name in outside if name not in {each.arg for each in function.args.kwonlyargs}]
    return f"calls {', '.join(outside)} outside its transaction" if outside else ""


def test_every_deed_writes_in_one_transaction():
    assert {name: why for name, function, tree in deeds() if (why := fault(function, tree))} == {}


@pytest.mark.parametrize("package", PACKAGES)
def test_a_deed_without_its_transaction_would_be_noticed(package):
    """Each deed again, with every transaction taken off it."""
    found = [each for each in deeds() if each[0].startswith(f"{package}.")]
    assert len(found) > 20
    assert [name for name, function, tree in found if not fault(without_transaction(function), tree)] == []


def without_transaction(function: ast.FunctionDef) -> ast.FunctionDef:
    bare: ast.FunctionDef = ast.parse(ast.unparse(function)).body[0]  # type: ignore[assignment]  # it is one
    bare.decorator_list = []
    for node in ast.walk(bare):
        if isinstance(node, ast.With) and opens(node):
            node.items = [ast.withitem(ast.parse("nullcontext()", mode="eval").body)]
    return bare


def test_what_stands_apart_is_there_and_is_what_it_is_said_to_be():
    everything = {name: (function, tree) for name, function, tree in done_by_somebody()}

    assert everything.keys() >= STEPS.keys() | READERS | HANDING_ON.keys()
    for name in READERS:
        function, tree = everything[name]
        assert not writers(tree) & {*called(function)}, f"{name} writes"
    for name, deed in HANDING_ON.items():
        function, tree = everything[name]
        own = {*called(function, and_inside=False)}
        assert deed in own, f"{name} hands nothing on to {deed}"
        assert not (writers(tree) - {deed}) & own, f"{name} writes by itself"
