// The text editor and the search fields are built by scripts that leave them without a name for screen readers.
// Each gets the words of its field's label, and the search box inside a list those words too.
"use strict";
{
  const words = (field) => {
    const label = field.id && document.querySelector(`label[for="${CSS.escape(field.id)}"]`);
    return label ? label.textContent.trim().replace(/:$/, "") : field.getAttribute("aria-label") || "";
  };

  const nameSearch = (field) => {
    const built = field.nextElementSibling;
    const name = words(field);
    if (!name || !built || !built.classList.contains("select2")) return;
    for (const part of built.querySelectorAll(".select2-selection, .select2-selection__rendered, .select2-search__field")) {
      part.removeAttribute("aria-labelledby");
      if (part.getAttribute("role") !== "presentation") part.setAttribute("aria-label", name);
    }
    const shown = built.querySelector(".select2-selection--single .select2-selection__rendered");
    for (const name of shown ? ["role", "aria-label", "aria-readonly"] : []) shown.removeAttribute(name);
  };

  document.addEventListener("prose-editor:ready", (event) => {
    const { editor, textarea } = event.detail;
    editor.view.dom.setAttribute("aria-label", words(textarea) || "Text");
    editor.view.dom.setAttribute("aria-multiline", "true");
  });

  new MutationObserver((changes) => {
    for (const { addedNodes } of changes)
      for (const node of addedNodes)
        if (node.classList?.contains("select2") && node.previousElementSibling) nameSearch(node.previousElementSibling);
  }).observe(document, { childList: true, subtree: true });

  // A list that opens builds its search box anew.
  document.addEventListener("focusin", (event) => {
    if (!event.target.matches(".select2-search__field")) return;
    const open = document.querySelector(".select2-container--open");
    const field = open && open.previousElementSibling;
    if (field) event.target.setAttribute("aria-label", `Search: ${words(field)}`);
  });

  // After a refusal the reader is told first what is wrong.
  document.addEventListener("DOMContentLoaded", () => {
    // The first and the last column of a table of rows have no words.
    for (const head of document.querySelectorAll(".tabular th:empty")) {
      const textContent = head.classList.contains("original") ? "Row" : "Take out";
      head.append(Object.assign(document.createElement("span"), { className: "visually-hidden", textContent }));
    }
    // The button that empties a field of many stands in its list of what is chosen, where only the chosen may stand.
    for (const field of document.querySelectorAll("select.admin-autocomplete[multiple]")) field.dataset.allowClear = "false";
    const fault = document.querySelector(".error-summary, #content .errornote, #content .errorlist.nonfield");
    if (!fault || fault.classList.contains("warning")) return;
    fault.tabIndex = -1;
    fault.focus();
  });

  // A button that is pressed twice sends its form once.
  document.addEventListener("submit", (event) => {
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.forms) delete form.dataset.sent;
  });
}
