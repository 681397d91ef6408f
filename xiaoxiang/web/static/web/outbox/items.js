// items.js: one item as people see it: five words, each with a sign and a colour.
const outbox = window.outbox;

const part = (root, name) => root.querySelector(`[data-part="${name}"]`);
const when = (at) => new Date(at).toLocaleString(document.documentElement.lang, {
  month: "short", day: "numeric", hour: "numeric", minute: "2-digit", hour12: false,
});

function paragraph(text) {
  const element = document.createElement("p");
  element.textContent = text;
  return element;
}

function button(name, act) {
  const element = document.createElement("button");
  Object.assign(element, { type: "button", className: "button quiet inline", textContent: outbox.word(name) });
  element.addEventListener("click", act);
  return element;
}

// Where it stands: state, tone, word, and what is to be said besides.
function stated(name, row, receipt) {
  const sentence = (receipt && receipt.sentence) || outbox.said[row.outcome] || "";
  if (name === "drafts") return ["draft", "rest", "draft", {}, ""];
  if (name === "attention") return ["attention", "late", "to_do", {}, sentence];
  if (row.outcome === "accepted") return ["delivered", "ok", "delivered", {}, outbox.said[receipt && receipt.code] || ""];
  if (row.outcome === "received") return ["delivered", "ok", "delivered", {}, sentence];
  if (name === "receipts") return ["delivered", "rest", "aside", {}, sentence];
  const { done, total, net } = outbox.shared || {};
  if (net !== "asking" || !total || row.state === "held") return ["saved", "wait", "saved", {}, row.state === "held" ? sentence : ""];
  return ["sending", "go", "sending", { done: Math.min(done + 1, total), total }, ""];
}

// Fills a copy of the page's template.
function item(name, row, missing, template = "item") {
  const { view = {}, receipt } = row.inside || {};
  const element = document.querySelector(`template[data-part="${template}"]`).content.firstElementChild.cloneNode(true);
  const [state, tone, word, filling, sentence] = stated(name, row, receipt);
  Object.assign(element.dataset, { op: row.op_id || row.id, state });
  part(element, "title").textContent = view.title || row.verb;
  part(element, "about").textContent = [row.inside ? view.where : outbox.word("unreadable", { n: row.seq || "" }), when(row.at)].filter(Boolean).join(" · ");
  const left = name === "drafts" ? 0 : (missing || 0) - (row.settled || 0);
  const wrong = Object.values((receipt && receipt.fields) || {});
  const more = [sentence, ...wrong, row.said, left > 0 ? outbox.word("photos", { n: left }) : ""].filter(Boolean).join(" ");
  part(element, "sentence").textContent = more;
  part(element, "sentence").hidden = !more;
  outbox.pill(part(element, "pill"), tone, outbox.word(word, filling));
  const link = part(element, "link");
  const address = name === "drafts" ? row.path : outbox.pageOf(receipt);
  if (link && address) link.href = address;
  return element;
}

// The page of what came of it.
function pageOf(receipt) {
  const { type = "", id } = (receipt && receipt.thing) || {};
  return /matter$/i.test(type) ? `/matters/${id}/` : "";
}

Object.assign(outbox, { part, when, paragraph, button, item, pageOf });
