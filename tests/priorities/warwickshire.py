"""The improvement plan of Warwickshire, October 2009, in our own words: fourteen rows under A to F, due as said.

C1 is ongoing, F2 names an open range, F3 has no timescale at all, and A1, B1 and D2 have several bullets.
"""

SECTIONS = {
    "A": ("Outcomes", "Outcomes improve against the priorities of the area.\nResidents can read how it is going."),
    "B": ("Performance", "What falls behind is answered promptly."),
    "C": ("Governance", "Everybody knows who decides what."),
    "D": ("Engagement", "Citizens see what their views changed."),
    "E": ("Resources", "Money follows the gaps."),
    "F": ("Response to the assessment", ""),
}
"""By letter the heading and the key characteristics."""

ROWS = [
    (
        "A1",
        "Delivery of outcomes",
        ["Bring in one performance framework.", "Set a target for each district."],
        "November 2009",
    ),
    ("A2", "Narrowing the gaps", ["Publish where the gaps are."], "December 2009"),
    (
        "B1",
        "Underperformance",
        ["Answer every red item.", "Record what was tried.", "Ask for help early."],
        "January 2010",
    ),
    ("B2", "Challenge", ["Let partners question one another."], "February 2010"),
    ("C1", "Roles", ["Keep the terms of every group up to date."], "Ongoing"),
    ("C2", "Structure", ["Review how the groups work."], "November 2010"),
    ("C3", "Risk", ["Bring the register of risks up to date."], "December 2009"),
    ("D1", "Consultation", ["Plan consultations together."], "March 2010"),
    ("D2", "Feedback", ["Say what was heard.", "Say what changed."], "March 2010"),
    ("E1", "Budgets", ["Line up the cycles of budgets and plans."], "April 2010"),
    ("E2", "Pooling", ["Pool money where it helps."], "31 March 2010"),
    ("F1", "Assessment", ["Read the judgement together."], "October 2009"),
    ("F2", "Assessment", ["Answer each issue by an action."], "4th November - onwards (Assessment Group)"),
    ("F3", "Review by peers", ["Prepare for the review."], ""),
]
"""The ref, the area for improvement, the actions and the timescale."""


def table():
    """The plan as people hand it in: a section and a ref stand once, on the first of their lines."""
    lines = [
        [
            "Section letter",
            "Section heading",
            "Key characteristics",
            "Ref",
            "Area for improvement",
            "Action",
            "Timescales",
        ]
    ]
    seen = set()
    for ref, area, actions, due in ROWS:
        letter = ref[0]
        for number, action in enumerate(actions):
            place = [letter, *SECTIONS[letter]] if letter not in seen else ["", "", ""]
            seen.add(letter)
            lines.append(
                [*place, *((ref, area) if number == 0 else ("", "")), action, due if number == 0 else "as above"]
            )
    return lines
