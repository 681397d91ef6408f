// keys.js: one hand through the inbox. J and K move, Enter opens, a letter does the row's own act, ? shows the keys.
const table = document.querySelector("[data-rows]");
const help = document.querySelector("[data-keys]");

function rows() {
  return [...table.querySelectorAll("tbody tr[data-row]")];
}

function here() {
  return table.querySelector("tr.here");
}

function stand(row) {
  if (!row) return;
  for (const other of rows()) {
    other.classList.toggle("here", other === row);
    if (other === row) other.setAttribute("aria-current", "true");
    else other.removeAttribute("aria-current");
  }
  row.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const all = rows();
  const at = all.indexOf(here());
  stand(all[Math.min(all.length - 1, Math.max(0, at + by))]);
}

function act(key) {
  const wanted = (one) => one.dataset.key.toLowerCase() === key;
  const row = here();
  const inRow = row && [...row.querySelectorAll("[data-key]")].find(wanted);
  const onPage = [...document.querySelectorAll("[data-key]")].find((one) => wanted(one) && !one.closest("tr"));
  (inRow || onPage)?.click();
  return Boolean(inRow || onPage);
}

function listen(event) {
  if (event.target.closest("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  const key = event.key.toLowerCase();
  if (key === "?" || key === "？") {
    if (help) help.hidden = !help.hidden;
  } else if (key === "j" || key === "k") {
    step(key === "j" ? 1 : -1);
  } else if (key === "enter") {
    if (event.target.closest("a, button, summary")) return;
    here()?.querySelector("a[href]")?.click();
  } else if (!act(key)) {
    return;
  }
  event.preventDefault();
}

if (table) {
  if (!here()) stand(rows()[0]);
  document.addEventListener("keydown", listen);
}
