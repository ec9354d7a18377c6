// Citations: hovering, focusing or tapping one shows its paragraph in its own language, in the margin or under the line.
// A citation is a link with data-paragraph; its aria-describedby names the element of the page that holds the paragraph.
"use strict";

(() => {
  const peek = document.createElement("div");
  peek.className = "peek";
  peek.id = "peek";
  peek.hidden = true;
  let shown = null; // the citation whose paragraph is shown
  let leaving = 0;

  const hide = () => {
    clearTimeout(leaving);
    peek.hidden = true;
    shown = null;
  };

  // Beside the text where there is a margin, otherwise under the line; never out of the window.
  const place = (link) => {
    const mark = link.getClientRects()[0] || link.getBoundingClientRect();
    const margin = link.closest(".sentence")?.querySelector(".margin")?.getBoundingClientRect();
    const beside = margin && margin.width && (margin.left > mark.right || margin.right < mark.left);
    const room = document.documentElement.clientWidth - 16;
    const width = Math.min(beside ? Math.max(margin.width, 320) : 480, room);
    const wanted = beside ? margin.left : mark.left - width / 2;
    peek.style.width = `${width}px`;
    peek.style.left = `${Math.max(8, Math.min(wanted, room + 8 - width)) + window.scrollX}px`;
    peek.style.top = `${(beside ? margin.top : mark.bottom + 6) + window.scrollY}px`;
  };

  const show = (link) => {
    clearTimeout(leaving);
    const held = document.getElementById(link.getAttribute("aria-describedby"));
    if (!held || shown === link) return;
    const paragraph = held.cloneNode(true);
    paragraph.removeAttribute("id");
    paragraph.hidden = false;
    const source = link.closest(".sentence") ? held.closest("details")?.previousElementSibling : null;
    peek.replaceChildren(...(source ? [source.cloneNode(true)] : []), paragraph);
    const answer = link.closest("[lang]");
    peek.lang = answer.lang;
    peek.dir = answer.dir;
    if (!peek.isConnected) document.body.append(peek);
    peek.hidden = false;
    shown = link;
    place(link);
  };

  const citation = (target) => (target.closest ? target.closest("a[data-paragraph]") : null);
  const soon = () => {
    clearTimeout(leaving);
    leaving = setTimeout(hide, 250);
  };

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const link = citation(event.target);
    if (link) show(link);
    else if (peek.contains(event.target)) clearTimeout(leaving);
    else if (shown && document.activeElement !== shown) soon();
  });
  document.addEventListener("focusin", (event) => {
    const link = citation(event.target);
    if (link) show(link);
    else if (!peek.contains(event.target)) hide();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
  // The first tap shows the paragraph, the second opens it.
  let before = null;
  document.addEventListener("pointerdown", () => (before = shown), true);
  document.addEventListener("click", (event) => {
    const link = citation(event.target);
    if (link && event.pointerType === "touch" && before !== link) {
      event.preventDefault();
      show(link);
    } else if (!link && !peek.contains(event.target)) hide();
  });
  window.addEventListener("resize", hide);
})();
