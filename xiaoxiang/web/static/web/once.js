// once.js: after a form is sent its button rests, so that a double tap stays calm. The server keeps the promise.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.once === "sent") {
    event.preventDefault();
    return;
  }
  if (event.defaultPrevented) return;
  form.dataset.once = "sent";
  // The button is greyed after the browser has read it, so that its name and value are still sent.
  setTimeout(() => {
    for (const button of form.querySelectorAll("button:not([type=button])")) button.setAttribute("aria-disabled", "true");
  });
  // A lost connection must not leave the form dead.
  setTimeout(() => release(form), 8000);
});

function release(form) {
  delete form.dataset.once;
  for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
}

window.addEventListener("pageshow", () => {
  for (const form of document.forms) release(form);
});
