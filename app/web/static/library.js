// The library: files can be dropped on the form, how much of them is sent is shown, and the form is empty afterwards.
"use strict";

(() => {
  const form = document.getElementById("upload");
  if (!form) return;
  const files = form.querySelector("input[type=file]");
  const sending = form.querySelector(".sending");
  const share = document.getElementById("sending");

  for (const kind of ["dragenter", "dragover"]) {
    document.addEventListener(kind, (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      form.closest("details").open = true;
      form.classList.add("dropping");
    });
  }
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) form.classList.remove("dropping");
  });
  document.addEventListener("drop", (event) => {
    form.classList.remove("dropping");
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    files.files = event.dataTransfer.files;
    form.requestSubmit();
  });

  form.addEventListener("htmx:beforeSend", () => {
    share.value = 0;
    sending.hidden = false;
  });
  form.addEventListener("htmx:xhr:progress", (event) => {
    if (event.detail.lengthComputable) share.value = (100 * event.detail.loaded) / event.detail.total;
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    sending.hidden = true;
    if (event.detail.elt === form && event.detail.successful) form.reset();
  });
})();
