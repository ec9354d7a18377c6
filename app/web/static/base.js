// On every page: what went wrong with a request is said in the page, and an open menu closes when one looks elsewhere.
"use strict";

(() => {
  const tell = (text) => {
    const fault = document.getElementById("fault");
    if (fault) {
      fault.textContent = text;
      fault.hidden = !text;
    }
  };

  // A refusal that is not a piece of a page (RFC 9457, plain text) is not put into the page; its reason is.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const reply = event.detail.xhr;
    if ((reply.getResponseHeader("content-type") || "").startsWith("text/html")) return;
    event.detail.shouldSwap = false;
    if (reply.status < 400) return;
    let reason = "";
    try {
      reason = JSON.parse(reply.responseText).detail;
    } catch {
      // no reason was given
    }
    tell(reason || `${reply.status} ${reply.statusText}`);
  });
  document.addEventListener("htmx:sendError", () => tell(document.getElementById("fault").dataset.unreached));
  document.addEventListener("htmx:timeout", () => tell(document.getElementById("fault").dataset.unreached));
  document.addEventListener("htmx:beforeRequest", () => tell(""));

  const close = (but) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(but)) menu.open = false;
    }
  };
  document.addEventListener("click", (event) => close(event.target));
  document.addEventListener("focusin", (event) => close(event.target));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close(null);
  });
})();
