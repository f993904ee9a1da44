// The text editor looks for a style element of its own and, finding none, writes one into the page, which the
// content security policy forbids. It finds this one: an element of that name in no namespace, which no browser
// takes for styles. The rules themselves stand in portal_admin.css. Loaded before the editor.
"use strict";
{
  const inert = document.createElementNS(null, "style");
  inert.setAttribute("data-tiptap-style", "");
  document.head.append(inert);
}
