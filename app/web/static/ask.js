// Ask and chat: a new answer comes into view and can be stopped, the line for the next question is empty again, a lost
// connection is said.
"use strict";

(() => {
  document.addEventListener("htmx:beforeRequest", () => {
    for (const fault of document.querySelectorAll("#thread > .fault, #main > .fault")) fault.remove();
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const turn = document.querySelector("#thread > .turn:last-child[aria-busy=true]:not([data-seen])");
    if (!turn || !event.target.contains(turn)) return;
    turn.dataset.seen = "";
    for (const line of document.querySelectorAll(".follow input[name=q]")) line.value = "";
    turn.querySelector(".asked").focus({ preventScroll: true });
    if (turn.previousElementSibling) turn.scrollIntoView({ block: "start" });
    else window.scrollTo(0, 0);
  });

  // Who stops an answer gets the question back; the service notices that nobody listens and stops the model.
  document.addEventListener("click", (event) => {
    const turn = event.target.closest(".stop")?.closest(".turn");
    if (!turn) return;
    const line = document.querySelector(".follow input[name=q]");
    line.value = turn.querySelector(".asked").textContent;
    htmx.swap(turn, "", { swapStyle: "outerHTML", swapDelay: 0, settleDelay: 0 });
    line.focus();
  });

  // The stream is over, or broke off. What broke off cannot be gone on with: the service has stopped, and says so in a
  // stream that is opened again. The reader is told at once instead.
  document.addEventListener("htmx:sseClose", (event) => event.target.removeAttribute("aria-busy"));
  document.addEventListener("htmx:sseError", (event) => {
    const turn = event.target;
    event.detail.source.close();
    if (!turn.hasAttribute("aria-busy")) return;
    turn.removeAttribute("aria-busy");
    turn.removeAttribute("sse-connect");
    turn.querySelector(".lost").hidden = false;
  });
})();
