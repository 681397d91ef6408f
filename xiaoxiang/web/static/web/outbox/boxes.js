// boxes.js: the page of the outbox, drawn from the store: 需处理, 草稿, 已存本机, 已送达.
const outbox = window.outbox;
const { part } = outbox;
const SHOWN = 50;

// What may be done about an item that needs a look.
function acts(row) {
  const { view } = row.inside || {};
  const can = [["export", outbox.exported]];
  if (view && view.path) can.unshift(["again", async () => {
    await outbox.redraft(row);
    location.assign(view.path);
  }]);
  if (row.outcome === "refused") can.push(["seen", () => outbox.aside(row.op_id)]);
  if (row.outcome === "here") can.push(["put_aside", () => outbox.aside(row.op_id)]);
  return can.map(([name, act]) => outbox.button(name, act));
}

function drawn(name, row, photos) {
  if (name !== "attention") return outbox.item(name, row, photos[row.op_id]);
  const element = outbox.item(name, row, photos[row.op_id], "case");
  const { view } = row.inside || {};
  part(element, "lines").replaceChildren(...((view && view.lines) || []).map(outbox.paragraph));
  part(element, "acts").replaceChildren(...acts(row));
  return element;
}

async function draw(root) {
  const owners = await outbox.read("blobs", (at) => outbox.asked(at.blobs.getAllKeys()));
  const photos = {};
  for (const [owner] of owners) photos[owner] = (photos[owner] || 0) + 1;
  const saved = outbox.saved();
  let shown = 0;
  for (const name of ["attention", "drafts", "outbox", "receipts"]) {
    const rows = (await outbox.rows(name)).sort((one, other) => other.at - one.at);
    if (name === "receipts") part(root, "counted").textContent = rows.filter((row) => row.outcome === "accepted").length;
    if (name === "outbox") part(root, "waiting").textContent = rows.length;
    const items = rows.filter((row) => row.op_id !== saved).slice(0, SHOWN).map((row) => drawn(name, row, photos));
    const list = part(root, name);
    list.replaceChildren(...items);
    list.closest("section").hidden = !items.length;
    shown += items.length;
  }
  part(root, "all").hidden = Boolean(saved);
  part(root, "empty").hidden = Boolean(shown || saved);
  await drawNet(root);
}

async function drawNet(root) {
  const [synced, lost] = await outbox.meta("synced", "lost");
  const { net, sentence } = outbox.shared || {};
  const words = outbox.said[`net_${net}`];
  part(root, "net").hidden = !words;
  part(root, "net").textContent = words ? sentence || words : "";
  part(root, "pin").hidden = net !== "locked";
  part(root, "lost").hidden = !lost;
  part(root, "lost").textContent = lost ? outbox.word("lost", { n: lost }) : "";
  part(root, "synced").textContent = synced ? outbox.word("synced", { when: outbox.when(synced) }) : outbox.word("never");
}

outbox.show = async (root) => {
  part(root, "sync").addEventListener("click", () => outbox.sync());
  outbox.on(() => draw(root).catch(() => {}));
  if (outbox.saved()) await outbox.just(root);
  await draw(root);
};
