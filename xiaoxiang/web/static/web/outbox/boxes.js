// boxes.js: the page of the outbox, drawn from the store: 需处理, 草稿, 已存本机, 已送达.
const outbox = window.outbox;
const { part } = outbox;
const BOXES = ["attention", "drafts", "outbox", "receipts"];
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
  if (["here", "quarantined"].includes(row.outcome)) can.push(["put_aside", () => outbox.aside(row.op_id)]);
  return can.map(([name, act]) => outbox.button(name, act));
}

function drawn(name, row, owners) {
  const missing = owners.filter((owner) => owner === row.op_id).length;
  if (name !== "attention") return outbox.item(name, row, missing);
  const element = outbox.item(name, row, missing, "case");
  const { view } = row.inside || {};
  part(element, "lines").replaceChildren(...((view && view.lines) || []).map(outbox.paragraph));
  part(element, "acts").replaceChildren(...acts(row));
  return element;
}

async function draw(root) {
  const boxes = await outbox.everything(BOXES);
  const [isLocked] = await outbox.meta("is_locked");
  const saved = outbox.saved();
  let shown = 0;
  for (const name of BOXES) {
    const others = boxes[name].filter((row) => row.op_id !== saved).sort((one, other) => other.at - one.at).slice(0, SHOWN);
    // A sign-in that is over stops reading; it never stops recording.
    const items = others.map((row) => drawn(name, isLocked ? { ...row, inside: undefined } : row, boxes.owners));
    part(root, name).replaceChildren(...items);
    part(root, name).closest("section").hidden = !items.length;
    shown += items.length;
  }
  part(root, "counted").textContent = boxes.receipts.filter((row) => row.outcome === "accepted").length;
  part(root, "waiting").textContent = boxes.outbox.length;
  part(root, "all").hidden = Boolean(saved);
  part(root, "empty").hidden = Boolean(shown || saved);
  await drawNet(root);
}

async function drawNet(root) {
  const [synced, lost, seen] = await outbox.meta("synced", "lost", "lost_seen");
  const { net, sentence } = outbox.shared || {};
  const words = outbox.said[`net_${net}`];
  part(root, "net").hidden = !words;
  part(root, "net").textContent = words ? sentence || words : "";
  part(root, "pin").hidden = net !== "locked";
  part(root, "lost").hidden = !lost || lost === seen;
  part(root, "lost").replaceChildren(outbox.paragraph(outbox.word("lost", { n: lost })), outbox.button("seen", async () => {
    await outbox.note("lost_seen", lost);
    outbox.changed();
  }));
  part(root, "synced").textContent = synced ? outbox.word("synced", { when: outbox.when(synced) }) : outbox.word("never");
}

outbox.show = async (root) => {
  const again = outbox.latest(() => draw(root));
  part(root, "sync").addEventListener("click", () => outbox.sync());
  outbox.on(again);
  if (outbox.saved()) await outbox.just(root);
  await again();
};
