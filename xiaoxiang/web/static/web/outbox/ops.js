// ops.js: the life of one op on the phone. Its line and digest are fixed when it is saved and never change again.
// It leaves the outbox only in the transaction that writes its receipt.
const outbox = window.outbox;
const { asked } = outbox;
const DAY = 86400000;
const KEPT = 30 * DAY;
const TRIES = 5;
const FINAL = ["accepted", "refused"];
const BOXES = ["outbox", "attention", "receipts"];

async function begin() {
  await outbox.write("meta", async (at) => {
    if (await asked(at.meta.get("store"))) return;
    for (const [name, value] of [["store", outbox.uuid()], ["high", 0], ["contact", Date.now()]]) at.meta.put(value, name);
  });
  await outbox.tidyKeys();
}

async function meta(...names) {
  return outbox.read("meta", (at) => Promise.all(names.map((name) => asked(at.meta.get(name)))));
}

// The previous op of this phone on the same thing that is not settled yet.
async function before(thing) {
  const rows = thing ? await outbox.all("outbox") : [];
  const same = rows.filter((row) => row.thing === thing).pop();
  return same ? same.op_id : null;
}

async function lined(op, seq, store) {
  const [offset, measured] = await meta("offset", "offset_at");
  const { base, thing } = op;
  return JSON.stringify({
    op_id: op.op_id, store, seq, actor: outbox.person, action: op.action, thing: thing || undefined, given: op.given,
    base: base && { ...base, after: await before(thing) },
    attachments: op.photos.map(({ sha256, size }) => ({ sha256, size })),
    happened_at: op.at, offset: offset ?? null, offset_age: measured ? Math.max(0, op.at - measured) : null, app: outbox.app,
  });
}

// op: op_id, action, verb, thing, given, base, at, photos [{sha256, size, bytes}], view (what a person reads of it and
// what fills its form again), draft (its id), replaces (the op_id whose place it takes), gives_up (the one it discards).
async function save(op) {
  const closed = await Promise.all(op.photos.map(async ({ bytes, ...photo }) => ({ ...photo, ...(await outbox.closed(bytes)) })));
  for (let tries = 0; tries < TRIES; tries++) {
    const [high, store] = await meta("high", "store");
    const seq = high + 1;
    const line = await lined(op, seq, store);
    const sha256 = await outbox.sha256(outbox.utf8(line));
    const row = {
      seq, op_id: op.op_id, action: op.action, verb: op.verb, thing: op.thing || "", at: op.at, state: "saved", tries: 0,
      photos: closed.length, ...(await outbox.close({ line, sha256, view: outbox.subtle ? op.view : unnamed(op.view) })),
    };
    const is_kept = await outbox.write([...BOXES, "meta", "blobs", "drafts"], async (at) => {
      if (await asked(at.outbox.index("op_id").get(op.op_id))) return true;
      if ((await asked(at.meta.get("high"))) !== high) return false;
      at.outbox.add(row);
      at.meta.put(seq, "high");
      for (const photo of closed) at.blobs.put({ ...photo, owner: op.op_id });
      if (op.draft) await forgotten(at, op.draft);
      const old = op.gives_up && (await asked(at.attention.get(op.gives_up)));
      if (old) {
        at.attention.delete(old.op_id);
        at.receipts.put({ ...old, outcome: "replaced", is_final: true });
      }
      return true;
    });
    if (is_kept && op.replaces) await aside(op.replaces);
    if (is_kept) return outbox.changed(row);
  }
  throw new Error("too many at once");
}

// A draft and its photos.
async function forgotten(at, id) {
  at.drafts.delete(id);
  for (const key of await asked(at.blobs.index("owner").getAllKeys(id))) at.blobs.delete(key);
}

const unnamed = (view) => ({ ...view, title: "", where: "" });

// Where an op stands now: [store, row].
async function found(op_id) {
  return outbox.read(BOXES, async (at) => {
    const waiting = await asked(at.outbox.index("op_id").get(op_id));
    if (waiting) return ["outbox", waiting];
    for (const name of BOXES.slice(1)) {
      const row = await asked(at[name].get(op_id));
      if (row) return [name, row];
    }
    return ["", null];
  });
}

function home(outcome) {
  if (outcome === "held" || outcome === "unknown") return "outbox";
  return ["accepted", "received"].includes(outcome) ? "receipts" : "attention";
}

// What the server said of an op. The receipt must be about these very bytes.
async function settle(receipt) {
  const [from, row] = await found(receipt.op_id);
  const inside = row && (await outbox.open(row));
  const outcome = receipt.outcome === "duplicate" ? receipt.first : receipt.outcome;
  if (!inside || !outcome) return false;
  if (outcome !== "unknown" && receipt.sha256 !== inside.sha256) return false;
  if (outcome === "retry") return true;
  const next = { ...row, state: outcome === "held" ? "held" : "saved", outcome, is_final: FINAL.includes(outcome) };
  const { line, view, ...rest } = inside;
  const kept = outcome === "accepted" ? { ...rest, view: { title: view.title, where: view.where, undo: view.undo } } : inside;
  Object.assign(next, await outbox.close({ ...kept, receipt: outcome === "unknown" ? null : receipt }));
  next.settled_at = receipt.received_at || Date.now();
  await moved(from, next, home(outcome));
  return true;
}

async function moved(from, row, to) {
  await outbox.write(BOXES, async (at) => {
    const key = from === "outbox" ? row.seq : row.op_id;
    if (!(await asked(at[from].get(key)))) return;
    if (from !== to) at[from].delete(key);
    at[to].put(row);
  });
  outbox.changed();
}

// After three answers that fit nothing: kept here, shown under 需处理 with the server's sentence.
async function quarantine(row, code, sentence) {
  const inside = await outbox.open(row);
  const closed = await outbox.close({ ...inside, receipt: { outcome: "here", code, sentence } });
  await moved("outbox", { ...row, ...closed, outcome: "here", is_final: true }, "attention");
}

// Laid aside once seen. What was never done is given up by an op of its own that names it, so that no number is missing
// and nobody at the other end goes on with it.
async function aside(op_id) {
  const [from, row] = await found(op_id);
  if (from !== "attention") return;
  if (!["here", "quarantined"].includes(row.outcome)) {
    await moved("attention", { ...row, outcome: `seen-${row.outcome}`, is_final: true }, "receipts");
    return;
  }
  const [store] = await meta("store");
  await save({
    op_id: outbox.uuid(), action: "sync.discard", verb: row.verb, thing: store, given: { op: op_id, seq: String(row.seq) },
    at: Date.now(), photos: [], view: {}, gives_up: op_id,
  });
}

async function ask() {
  const rows = (await Promise.all(BOXES.map(outbox.all))).flat();
  return rows.filter((row) => row.outcome && !row.is_final && row.outcome !== "unknown").map((row) => row.op_id).slice(0, 100);
}

async function sweep() {
  const late = Date.now() - KEPT;
  await outbox.write(["receipts", "blobs"], async (at) => {
    for (const row of await asked(at.receipts.getAll())) {
      const blobs = await asked(at.blobs.index("owner").getAllKeys(row.op_id));
      if (row.at > late || !row.is_final || (blobs.length && row.outcome === "accepted")) continue;
      at.receipts.delete(row.op_id);
      blobs.forEach((key) => at.blobs.delete(key));
    }
  });
}

async function counts() {
  const names = ["outbox", "attention", "drafts", "receipts", "blobs"];
  return outbox.read(names, async (at) => {
    const numbers = await Promise.all(names.map((name) => asked(at[name].count())));
    const oldest = (await asked(at.outbox.getAll(undefined, 1)))[0];
    return { ...Object.fromEntries(names.map((name, n) => [name, numbers[n]])), oldest: oldest ? oldest.at : null };
  });
}

// The rows of some stores at one moment, with what is inside; `owners` names the op of each photo that is here.
async function all(names) {
  const [lists, photos] = await outbox.read([...names, "blobs"], (at) => Promise.all([
    Promise.all(names.map((name) => asked(at[name].getAll()))), asked(at.blobs.getAllKeys()),
  ]));
  const opened = (row) => outbox.open(row).then((inside) => ({ ...row, inside }));
  const found = await Promise.all(lists.map((list) => Promise.all(list.map(opened))));
  return { ...Object.fromEntries(names.map((name, n) => [name, found[n]])), owners: photos.map((key) => key[0]) };
}

const rows = async (name = "outbox") => (await all([name]))[name];

Object.assign(outbox, { begin, meta, save, settle, quarantine, aside, forgotten, asks: ask, sweep, counts, rows, everything: all, found });
