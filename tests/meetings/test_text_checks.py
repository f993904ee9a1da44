"""What words give away; the texts are our own, with the faults that real papers had."""

import pytest

from meetings.agendas.text_checks import (
    bare_number,
    draft_marks_in,
    emails_in,
    margin_notes_in,
    numbering_of,
    phones_in,
    says,
)


def test_addresses_are_found_once_each_in_lower_case():
    text = "Write to Jo.Marsh@Example.org or (jo.marsh@example.org), or to press+office@town.example.gov.uk."

    assert emails_in(text) == ["jo.marsh@example.org", "press+office@town.example.gov.uk"]


@pytest.mark.parametrize("text", ["[e-mail address removed]", "at 5@night", "@partnership", "cost @ 3.50"])
def test_no_address_is_seen_where_there_is_none(text):
    assert emails_in(text) == []


@pytest.mark.parametrize(
    "written",
    [
        "01632 960123",
        "(01632) 960 123",
        "07700 900123",
        "07700-900-123",
        "020 7946 0958",
        "+44 7700 900123",
        "+44 (0)20 7946 0958",
        "0808 157 0192",
        "0800 123456",
    ],
)
def test_uk_telephone_numbers_are_found_however_they_are_written(written):
    assert phones_in(f"Ring Jo (tel: {written}), before noon.") == [written]


@pytest.mark.parametrize(
    "text",
    [
        "[phone number removed]",
        "On 05-03-2009 10 people came.",
        "£0123456789",
        "order 01234567890123",
        "items 1 2 3 4 5 6 7 8 9 10",
        "in 2008 2009 2010 2011",
        "0.1632960123",
        "at 10:01632960123",
    ],
)
def test_no_number_is_seen_in_days_money_and_lists(text):
    assert phones_in(text) == []


def test_a_number_is_the_same_with_and_without_the_country():
    assert {bare_number(each) for each in ("+44 (0)1632 960123", "+44 1632 960123", "(01632) 960-123")} == {
        "01632960123"
    }


def test_a_number_that_stands_twice_is_found_once():
    assert phones_in("07700 900123 or +44 7700 900123") == ["07700 900123"]


@pytest.mark.parametrize(
    "note",
    [
        "[Jo] you could ask the members about this by letter.",
        "[Jo Marsh] – you might want to shorten this",
        "[Jo], can you check the figure",
        "[Jo - please check this]",
        "[is this right?]",
        "[TBC]",
        "[insert the table here]",
        "[to be confirmed]",
        "[check with finance]",
    ],
)
def test_notes_to_a_colleague_are_found(note):
    assert margin_notes_in(f"The plan stands.\n {note}\nIt goes on.") == [note]


@pytest.mark.parametrize(
    "text",
    [
        "Write to [name removed], no later than Friday.",
        "The community sets it out ([name removed] to propose).",
        "Report author: [name removed], policy officer",
        "The Board [formerly the Forum] meets in May.",
        "As the Act says [section 100B], five clear days.",
        "Numbers [1] and [2] are sources.",
    ],
)
def test_brackets_that_only_leave_out_or_explain_are_no_notes(text):
    assert margin_notes_in(text) == []


def test_only_draft_in_capitals_is_a_mark():
    assert draft_marks_in("Community plan\nDRAFT 2")
    assert not draft_marks_in("The draft plan was drafted; a Draft follows.")


NUMBERED = """1.0 ABOUT THIS PAPER
2.0 STRUCTURE
2.1 THE FORUM
2.1.1 Most partnerships keep a board.
2.1.1 Purpose and role
2.1.2 It adds value (see para 2.4.3 for the groups), as section 2.1 says.
2.2 GROUPS
2.2.1 There are five.
2.4 AREAS
2.4.1 Areas are under discussion, see paragraphs 2.2.1 and 1.0.
2.4.2 Work goes on under paragraph 9.9 of the constitution.
"""


def test_a_paragraph_number_used_twice_and_a_reference_that_leads_nowhere_are_found():
    assert numbering_of(NUMBERED) == (["2.1.1"], ["2.4.3"])


def test_a_sound_numbering_is_left_alone():
    sound = NUMBERED.replace("2.1.1 Purpose", "2.1.3 Purpose").replace("2.4.3 for", "2.4.2 for")

    assert numbering_of(sound) == ([], [])


def test_times_and_amounts_at_the_beginning_of_a_line_are_no_paragraphs():
    text = "10.30 Coffee\n11.15 Talks\n10.30 Coffee\n3.5 Million homes\n2.75 Per cent\n3.5 Million homes\nsee section 8.8\n"

    assert numbering_of(text).repeated == []


def test_a_text_that_does_not_number_its_paragraphs_may_refer_to_others():
    assert numbering_of("As paragraph 4.2 says, we agree.\n1.1 One\n1.2 Two\n") == ([], [])


@pytest.mark.parametrize("text", ["The LEASE of the\n Old Mill was agreed.", "(Lease of the old mill)"])
def test_a_title_is_found_whatever_its_capitals_and_line_breaks(text):
    assert says(text, "Lease of the  Old Mill")


def test_a_title_inside_another_word_and_no_title_at_all_are_not_found():
    assert not says("The leases are old.", "Lease")
    assert not says("Anything", " ")
