// Putting an agenda in order on its page: rows are dragged by a handle, or moved with the buttons, and the numbers
// follow. Nothing is saved until “Save the order” is pressed. Without this script the buttons and numbers post.
const form = document.querySelector("form.agenda-order");
const body = form.querySelector("tbody");
const said = form.querySelector('[role="status"]');
const rows = () => [...body.rows];
const title = (row) => row.querySelector("th").textContent.trim();

const renumber = (row) => {
  rows().forEach((each, place) => {
    each.querySelector('input[type="number"]').value = place + 1;
  });
  said.textContent = `${title(row)} is now ${rows().indexOf(row) + 1} of ${rows().length}. The order is not saved yet.`;
};

const shift = (row, step) => {
  const beside = step < 0 ? row.previousElementSibling : row.nextElementSibling;
  if (beside) beside[step < 0 ? "before" : "after"](row);
  renumber(row);
};

body.addEventListener("click", (event) => {
  const button = event.target.closest('button[name="move"]');
  if (!button) return;
  event.preventDefault();
  shift(button.closest("tr"), button.value.startsWith("up") ? -1 : 1);
  button.focus(); // moving a row takes the focus away
});

// Typed numbers put the rows in their order at once, so that the page shows what will be saved.
body.addEventListener("change", (event) => {
  const row = event.target.closest("tr");
  const place = (each) => Number(each.querySelector('input[type="number"]').value);
  const moved = rows().sort((a, b) => place(a) - place(b) || (a === row ? -1 : b === row ? 1 : 0));
  body.append(...moved);
  renumber(row);
  event.target.focus();
});

for (const row of rows()) {
  const handle = document.createElement("span");
  handle.className = "agenda-handle";
  handle.title = "Drag to another place";
  handle.setAttribute("aria-hidden", "true"); // the buttons do the same for the keyboard
  handle.textContent = "⠿";
  row.querySelector(".agenda-move").prepend(handle, " ");
  handle.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    handle.setPointerCapture(event.pointerId);
    row.classList.add("dragged");
    const follow = ({ clientY }) => {
      const over = rows().find((each) => {
        const { top, bottom } = each.getBoundingClientRect();
        return each !== row && clientY >= top && clientY < bottom;
      });
      if (!over) return;
      const { top, height } = over.getBoundingClientRect();
      const above = row.compareDocumentPosition(over) & Node.DOCUMENT_POSITION_PRECEDING;
      // Only past the middle, or two rows of different heights would change places for ever. It is the other row that
      // moves: one that is taken out, if only to be put elsewhere, loses the pointer.
      if (above ? clientY < top + height / 2 : clientY > top + height / 2) row[above ? "after" : "before"](over);
    };
    const drop = () => {
      handle.removeEventListener("pointermove", follow);
      row.classList.remove("dragged");
      renumber(row);
    };
    handle.addEventListener("pointermove", follow);
    handle.addEventListener("lostpointercapture", drop, { once: true });
  });
}
