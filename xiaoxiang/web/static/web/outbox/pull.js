// pull.js: what the server lets this person read, kept for the way. It never touches the outbox.
const outbox = window.outbox;
const { asked } = outbox;
const SELDOM = 60000;
const DAY = 86400000;

const sum = (versions) => outbox.sha256(outbox.utf8(Object.entries(versions).map((pair) => pair.join(":")).sort().join("\n")));

async function applied(said, have, busy) {
  const rows = [];
  for (const { body, ...thing } of said.changed) {
    if (busy.has(thing.id)) continue;
    have[thing.id] = thing.version;
    rows.push({ ...thing, ...(await outbox.close(body)) });
  }
  for (const id of said.gone) delete have[id];
  await outbox.write("cache", (at) => {
    rows.forEach((row) => at.cache.put(row));
    said.gone.forEach((id) => at.cache.delete(id));
  });
  return busy.size > 0 || (await sum(have)) === said.hash;
}

const emptied = () => outbox.write("cache", async (at) => (await asked(at.cache.getAllKeys())).forEach((id) => at.cache.delete(id)));

async function pulled(isWhole) {
  if (isWhole) await emptied();
  const [store] = await outbox.meta("store");
  const have = Object.fromEntries((await outbox.all("cache")).map((row) => [row.id, row.version]));
  const busy = new Set((await outbox.all("outbox")).map((row) => row.thing).filter((thing) => thing && thing in have));
  const said = await outbox.post("/sync/changes", { contract: 1, store, have, hash: await sum(have) });
  return applied(said, have, busy);
}

async function pull() {
  if (!outbox.subtle) return;
  const [last] = await outbox.meta("pulled");
  if (Date.now() - last < SELDOM && Date.now() >= last) return;
  let fits = false;
  try {
    fits = await pulled(false);
  } catch (wrong) {
    if (wrong.status === 403) return emptied();
    if (wrong.status !== 412) throw wrong;
  }
  if (!fits) await pulled(true);
  await outbox.note("pulled", Date.now());
}

// The server's public key, looked at once a day; what waited for it is sealed at once.
async function meetKey() {
  const [server, at] = await outbox.meta("server", "server_at");
  if (!outbox.subtle || (server && Date.now() - at < DAY)) return;
  const said = await outbox.fetchJson("/sync/key");
  await outbox.write("meta", (stores) => {
    stores.meta.put({ id: said.id, spki: said.spki }, "server");
    stores.meta.put(Date.now(), "server_at");
  });
  await outbox.tidyKeys();
}

// How the browser keeps this store.
async function mode() {
  const { storage, serviceWorker } = navigator;
  const { usage, quota } = (storage && storage.estimate && (await storage.estimate())) || {};
  const persisted = Boolean(storage && storage.persisted && (await storage.persisted()));
  return { persisted, usage: usage ?? null, quota: quota ?? null, worker: Boolean(serviceWorker && serviceWorker.controller) };
}

// This phone was reported lost: once the server has everything, nothing stays here.
async function wiped() {
  const left = await outbox.counts();
  if (left.outbox || left.blobs) return;
  await outbox.forget();
  await outbox.erase();
  location.replace("/");
}

Object.assign(outbox, { pull, meetKey, mode, wiped });
