// errors.js: on a refused form the reader starts at the summary; a link in it goes into the field itself.
const summary = document.querySelector("[data-errors]");
if (summary) {
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    const target = field.matches("input, select, textarea") ? field : field.querySelector("input, select, textarea") || field;
    const words = document.querySelector(`label[for="${CSS.escape(field.id)}"]`) || field;
    words.scrollIntoView();
    target.focus({ preventScroll: true });
  });
}
