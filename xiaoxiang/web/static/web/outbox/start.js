// start.js: when all parts of the page are there, begin. Without IndexedDB everything goes plainly, as without a script.
const outbox = window.outbox;

async function begun() {
  const boxes = document.querySelector("[data-outbox-page]");
  if (await outbox.ready) return boxes && (outbox.part(boxes, "blind").hidden = false);
  outbox.changed();
  if (boxes && outbox.show) await outbox.show(boxes);
  if (outbox.facts) await outbox.facts();
  outbox.sweep().catch(() => {});
  outbox.register().catch(() => {});
  return outbox.sync("save");
}

document.addEventListener("DOMContentLoaded", () => {
  // Says whether nothing can be kept here.
  outbox.ready = outbox.begin().then(() => false, () => true);
  for (const form of document.querySelectorAll("form[data-outbox]")) outbox.bind(form);
  for (const link of document.querySelectorAll("[data-outbox-export]")) link.addEventListener("click", (event) => {
    event.preventDefault();
    outbox.exported();
  });
  begun();
});
