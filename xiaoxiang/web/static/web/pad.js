// pad.js: large keys that type into the code's field. Without script the field takes the phone's own keyboard.
for (const pad of document.querySelectorAll("[data-pad]")) {
  const field = document.getElementById(pad.dataset.pad);
  if (!field) continue;
  pad.hidden = false;
  field.setAttribute("inputmode", "none");
  pad.addEventListener("click", (event) => {
    const key = event.target.closest("[data-digit], [data-back]");
    if (!key) return;
    if (key.dataset.back !== undefined) field.value = field.value.slice(0, -1);
    else if (field.maxLength < 0 || field.value.length < field.maxLength) field.value += key.dataset.digit;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
