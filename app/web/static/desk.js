// On the pages of drafts: a button that stops what is under way, and a warning before typed words are left behind.
"use strict";

(() => {
  document.addEventListener("click", (event) => {
    const stop = event.target.closest("[data-stop]");
    if (stop) stop.closest("form").dispatchEvent(new CustomEvent("htmx:abort", { bubbles: true, detail: {} }));
  });

  const guarded = document.querySelector("form[data-guarded]");
  if (!guarded) return;
  let unsaved = false;
  guarded.addEventListener("input", () => (unsaved = true));
  guarded.addEventListener("htmx:afterRequest", (event) => (unsaved = unsaved && !event.detail.successful));
  guarded.addEventListener("htmx:beforeOnLoad", (event) => (unsaved = unsaved && event.detail.xhr.status >= 400));
  window.addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });
})();
