// sender.js: one sender for all pages of this person. It pings, sends texts oldest first, then photos, then listens.
const outbox = window.outbox;
const { asked } = outbox;
const MOST = 100;
const BYTES = 900 * 1024;
const ALONE = 3;
const NO_ROUTE = 30000;
const LADDER = [5000, 15000, 60000];
const LONGEST = 30 * 60000;
const LEASE = 30000;
const OFTEN = 4 * 60000;

let state = { net: "", done: 0, total: 0 };
let timer = 0;
let waits = 0;
let resting = 0;
let mustRest = 0;

function say(change) {
  state = { ...state, ...change };
  outbox.tell({ state });
}

// Where Web Locks are missing, a row that lasts 30 seconds says who sends.
async function alone(work) {
  const name = `xiaoxiang-${outbox.person}`;
  if (navigator.locks) return navigator.locks.request(name, work);
  const me = outbox.uuid();
  const mine = () => outbox.write("meta", async (at) => {
    const lease = await asked(at.meta.get("lease"));
    if (lease && lease.by !== me && lease.until > Date.now() && lease.until < Date.now() + 2 * LEASE) return false;
    at.meta.put({ by: me, until: Date.now() + LEASE }, "lease");
    return true;
  });
  if (!(await mine())) return again(LEASE);
  const renewing = setInterval(mine, LEASE / 3);
  try {
    return await work();
  } finally {
    clearInterval(renewing);
    await outbox.write("meta", (at) => { at.meta.delete("lease"); });
  }
}

// The oldest that may go now: saved, readable, not resting after a failure of its own.
async function ready(passed) {
  const found = [];
  for (const row of await outbox.all("outbox")) {
    if (row.state === "held" || row.rests > Date.now() || passed.has(row.op_id)) continue;
    const inside = await outbox.open(row);
    if (inside && found.push({ row, ...inside }) === MOST) break;
  }
  return found;
}

function cut(items, most) {
  const batch = [];
  let size = 0;
  for (const item of items.slice(0, most)) {
    size += item.line.length * 3;
    if (batch.length && size > BYTES) break;
    batch.push(item);
  }
  return batch;
}

async function head(nonce) {
  const [store, high] = await outbox.meta("store", "high");
  const { outbox: pending } = await outbox.counts();
  return {
    contract: 1, store, app: outbox.app, nonce, sent_at: Date.now(), high, pending, asks: await outbox.asks(),
    mode: await outbox.mode(),
  };
}

// Sends one batch and settles what came back. Raises Unsaid unless the server gave its word about each of them.
async function send(batch) {
  const nonce = outbox.uuid();
  const first = await head(nonce);
  const lines = [JSON.stringify(first), ...batch.map((item) => item.line)];
  const said = await outbox.post("/sync/ops", lines.map((line) => `${line}\n`).join(""), "application/x-ndjson");
  if (said.nonce !== nonce || !Array.isArray(said.receipts)) throw new outbox.Unsaid("portal");
  const unsaid = new Set(batch.map((item) => item.row.op_id));
  const known = new Set([...unsaid, ...first.asks]);
  let retry = false;
  for (const receipt of said.receipts) {
    if (!known.delete(receipt.op_id)) continue;
    retry = retry || receipt.outcome === "retry";
    if (await outbox.settle(receipt)) unsaid.delete(receipt.op_id);
  }
  for (const name of ["lost", "wipe"]) if (said[name]) await outbox.note(name, said[name]);
  await outbox.note("told", Date.now());
  if (unsaid.size) throw new outbox.Unsaid("portal");
  if (retry) throw new outbox.Unsaid("wait");
}

async function rest(row, wrong) {
  const tries = row.tries + 1;
  if (wrong.kind === "body" && tries >= ALONE) return outbox.quarantine(row, wrong.code, wrong.sentence);
  await outbox.write("outbox", async (at) => {
    const kept = await asked(at.outbox.get(row.seq));
    const rests = Date.now() + (wrong.after || 0) * 1000 + pause(row.tries);
    if (kept) at.outbox.put({ ...kept, tries: wrong.kind === "body" ? tries : row.tries, rests });
  });
}

let most = MOST;

// One that does not go never stops the rest. A batch that does not fit is halved at once; after any other failure they
// go one by one, and the one that fails alone rests alone. Two such in a row: it is not their fault.
async function texts() {
  const passed = new Set();
  let inRow = 0, well = 0;
  for (;;) {
    const batch = cut(await ready(passed), most);
    if (!batch.length) return;
    try {
      await send(batch);
    } catch (wrong) {
      if (!["body", "wait", "portal"].includes(wrong.kind)) throw wrong;
      well = 0;
      most = wrong.kind === "body" ? Math.max(1, batch.length >> 1) : 1;
      if (batch.length > 1 && wrong.kind !== "body") throw wrong;
      if (batch.length > 1) continue;
      await rest(batch[0].row, wrong);
      if (wrong.after || (wrong.kind !== "body" && ++inRow > 1)) throw wrong;
      passed.add(batch[0].row.op_id);
      continue;
    }
    inRow = 0;
    if (++well > 3) [most, well] = [Math.min(MOST, most * 2), 0];
    batch.forEach((item) => passed.add(item.row.op_id));
    say({ done: state.done + batch.length });
  }
}

// What is not about ops may fail without failing the round.
async function gently(work) {
  try {
    await work();
  } catch (wrong) {
    if (!["body", "portal", "wait"].includes(wrong.kind)) throw wrong;
  }
}

async function round() {
  say({ net: "asking", done: 0, total: 0, sentence: "" });
  await outbox.tidyKeys();
  await outbox.ping();
  await gently(outbox.fetchKeys);
  say({ total: (await outbox.counts()).outbox });
  await texts();
  const [told] = await outbox.meta("told");
  if (!(Math.abs(Date.now() - told) < OFTEN) || (await outbox.asks()).length) await send([]);
  await gently(() => outbox.photos((done, total) => say({ done, total })));
  const [wipe] = await outbox.meta("wipe");
  if (wipe) return outbox.wiped();
  await gently(outbox.meetKey);
  await gently(outbox.pull);
  await outbox.note("synced", Date.now());
  waits = 0;
  say({ net: "ok", done: 0, total: 0 });
  return outbox.changed();
}

const pause = (step) => (LADDER[step] || Math.min(LONGEST, LADDER[2] * 2 ** (step - 2))) * (0.8 + Math.random() * 0.4);

function again(after) {
  clearTimeout(timer);
  resting = Date.now() + after;
  timer = setTimeout(() => sync("timer"), after);
}

function failed(wrong) {
  const kind = wrong.kind || "broken";
  say({ net: kind, sentence: wrong.sentence || "", done: 0, total: 0 });
  outbox.changed();
  if (!["wait", "broken", "body"].includes(kind)) waits = 0;
  else {
    mustRest = wrong.after ? Date.now() + wrong.after * 1000 : 0;
    return again(Math.max((wrong.after || 0) * 1000, pause(waits++)));
  }
  return again(NO_ROUTE);
}

let next = null;
let running = Promise.resolve();

async function attempt() {
  clearTimeout(timer);
  try {
    await round();
    again(OFTEN);
  } catch (wrong) {
    failed(wrong);
  }
}

// Asked for while a round is under way, one more follows it. By hand it goes even while it waits, but for Retry-After.
function sync(why = "hand") {
  const isEarly = Date.now() < mustRest || (waits && Date.now() < resting && !["hand", "timer"].includes(why));
  if (isEarly) return Promise.resolve();
  next = next || running.then(() => {
    next = null;
    return alone(attempt);
  });
  running = next;
  return next;
}

for (const [target, name] of [[window, "online"], [document, "visibilitychange"], [window, "pageshow"]]) {
  target.addEventListener(name, () => document.visibilityState === "visible" && outbox.person && sync(name));
}

Object.assign(outbox, { sync, state: () => state });
