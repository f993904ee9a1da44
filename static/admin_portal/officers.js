// The text editor and the search fields are built by scripts that leave them without a name for screen readers.
// Each gets the words of its field's label, and the search box inside a list those words too.
"use strict";
{
  const words = (field) => {
    const label = field.id && document.querySelector(`label[for="${CSS.escape(field.id)}"]`);
    return label ? label.textContent.trim().replace(/:$/, "") : "";
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

  // A button that is pressed twice sends its form once.
  document.addEventListener("submit", (event) => {
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.forms) delete form.dataset.sent;
  });
}
