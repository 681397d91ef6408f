// leave.js: the quick way out of pages about violence at home. The page is covered at once, then left without a trace
// in the way back; the address behind the button ends the session. Shift pressed three times does the same.
const button = document.querySelector("[data-leave]");

function leave(event) {
  if (event) event.preventDefault();
  document.title = "\u200b";
  document.body.hidden = true;
  location.replace(button.href);
}

if (button) {
  let presses = [];
  button.addEventListener("click", leave);
  document.addEventListener("keydown", (event) => {
    if (event.repeat) return;
    presses = event.key === "Shift" ? [...presses.filter((at) => event.timeStamp - at < 3000), event.timeStamp] : [];
    if (presses.length >= 3) leave();
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) leave();
  });
}
