// keys.js: everything kept is encrypted under a key that this phone holds for 72 hours after it last met the server.
// After that the key is dropped and what was kept is unreadable, not lost: the server opens the sealed copy at the next
// sign-in. Without crypto.subtle (plain http on a LAN) things are kept as they are, and no cache of names is made.
const outbox = window.outbox;
const { subtle, utf8, words, asked } = outbox;
const HELD = 72 * 3600 * 1000;
const AES = { name: "AES-GCM", length: 256 };
const RSA = { name: "RSA-OAEP", hash: "SHA-256" };
const held = new Map();

async function known() {
  const [rows, contact, server, store] = await outbox.read(["keys", "meta"], (at) => Promise.all([
    asked(at.keys.getAll()), ...["contact", "server", "store"].map((name) => asked(at.meta.get(name))),
  ]));
  return { rows, server, store, is_late: Math.abs(Date.now() - contact) > HELD };
}

const sealed = async (raw, server, store) => {
  const key = await subtle.importKey("spki", outbox.unbase64(server.spki), RSA, false, ["encrypt"]);
  const said = JSON.stringify({ k: outbox.base64(raw), p: outbox.person, s: store });
  return outbox.base64(await subtle.encrypt(RSA, key, utf8(said)));
};

// Drops what may no longer be held and seals what was made before the server's key was known.
async function tidy() {
  if (!subtle) return;
  const { rows, server, store, is_late } = await known();
  for (const row of rows) {
    if (row.raw && server) Object.assign(row, { sealed: await sealed(row.raw, server, store), by: server.id, raw: null });
    else if (!(is_late && row.key && row.sealed)) continue;
    if (is_late && row.sealed) row.key = null;
    await outbox.write("keys", (at) => { at.keys.put(row); });
  }
  if (is_late) held.clear();
}

async function current() {
  const { rows, server, store, is_late } = await known();
  const usable = rows.filter((row) => row.key && !(is_late && row.sealed)).pop();
  if (usable) return usable;
  const lasting = [...held.values()].find((row) => row.is_brief);
  if (lasting) return lasting;
  const raw = crypto.getRandomValues(new Uint8Array(32));
  const row = { id: outbox.uuid(), at: Date.now(), key: await subtle.importKey("raw", raw, AES, false, ["encrypt", "decrypt"]) };
  Object.assign(row, server ? { sealed: await sealed(raw, server, store), by: server.id } : { raw });
  // Too long without the server: the new key lives in this page alone.
  const is_brief = is_late && Boolean(server);
  await outbox.write("keys", (at) => { at.keys.put(is_brief ? { ...row, key: null } : row); });
  held.set(row.id, { ...row, is_brief });
  return row;
}

async function closed(bytes) {
  if (!subtle) return { key: "", box: bytes };
  const { id, key } = await current();
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { key: id, iv, box: await subtle.encrypt({ ...AES, iv }, key, bytes) };
}

// Undefined when its key is away.
async function readable({ key, iv, box }) {
  if (!key) return box && new Uint8Array(box);
  const row = held.get(key) || (await outbox.get("keys", key));
  if (!row || !row.key || !subtle) return undefined;
  return new Uint8Array(await subtle.decrypt({ ...AES, iv }, row.key, box));
}

async function fetched() {
  const away = (await outbox.all("keys")).filter((row) => !row.key && !row.is_foreign).slice(0, 20);
  if (!away.length || !subtle) return;
  const answer = await outbox.post("/sync/key", { sealed: away.map((row) => row.sealed) });
  for (const [at, row] of away.entries()) {
    const raw = answer.keys[at];
    if (raw) row.key = await subtle.importKey("raw", outbox.unbase64(raw), AES, false, ["encrypt", "decrypt"]);
    else row.is_foreign = true;
    await outbox.write("keys", (stores) => { stores.keys.put(row); });
  }
}

Object.assign(outbox, {
  tidyKeys: tidy, fetchKeys: fetched, closed, readable,
  close: async (value) => closed(utf8(JSON.stringify(value))),
  open: async (row) => {
    const bytes = await readable(row);
    return bytes && JSON.parse(words(bytes));
  },
});
