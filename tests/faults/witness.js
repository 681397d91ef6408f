// Sees what the page does with its stores and says, and tells the harness. Changes nothing.
(() => {
  const tell = (...what) => globalThis.__told?.(JSON.stringify(what));
  const stores = new Set(["outbox", "attention", "drafts", "receipts", "blobs", "quarantine"]);
  const underway = new WeakMap();
  const notice = (store, deed, value) => {
    if (!store.transaction.db.name.startsWith("xiaoxiang-") || !stores.has(store.name)) return;
    const all = underway.get(store.transaction) ?? [];
    if (!all.length) {
      underway.set(store.transaction, all);
      const durability = store.transaction.durability;
      store.transaction.addEventListener("complete", () => tell("wrote", store.transaction.db.name, durability, all));
      store.transaction.addEventListener("abort", () => tell("gave up", store.transaction.db.name, durability, all));
    }
    const { op_id = "", seq = null, sha256 = "" } = (typeof value === "object" && value) || {};
    all.push([store.name, deed, op_id, seq ?? (typeof value === "number" ? value : null), sha256]);
  };
  for (const deed of ["add", "put", "delete", "clear"]) {
    const real = IDBObjectStore.prototype[deed];
    IDBObjectStore.prototype[deed] = function (value, ...more) {
      notice(this, deed, value);
      return real.call(this, value, ...more);
    };
  }
  const said = new Map();
  const look = () => {
    for (const one of document.querySelectorAll("[data-op]")) {
      const { op, state } = one.dataset;
      if (said.get(op) !== state) {
        said.set(op, state);
        tell("said", op, state, one.innerText.slice(0, 200));
      }
    }
    const badge = document.querySelector("[data-outbox-badge]")?.innerText ?? "";
    if (said.get("badge") !== badge) {
      said.set("badge", badge);
      tell("badge", badge);
    }
  };
  document.addEventListener("DOMContentLoaded", () => {
    look();
    new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
  });
})();

// Everything this browser keeps for the site, as plain values; and what was ever encrypted or decrypted here, as words.
(() => {
  const words = [];
  const remember = (data) => {
    const bytes = data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    if (bytes.length < 2e5) words.push(new TextDecoder().decode(bytes));
  };
  const subtle = globalThis.crypto?.subtle;
  if (subtle) {
    const { encrypt, decrypt } = SubtleCrypto.prototype;
    SubtleCrypto.prototype.encrypt = function (way, key, data) {
      remember(data);
      return encrypt.call(this, way, key, data);
    };
    SubtleCrypto.prototype.decrypt = async function (...given) {
      const data = await decrypt.apply(this, given);
      remember(data);
      return data;
    };
  }
  const plain = (value) => {
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return { bytes: value.byteLength };
    if (value instanceof Blob) return { bytes: value.size };
    if (value instanceof CryptoKey) return "key";
    if (Array.isArray(value)) return value.map(plain);
    if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, plain(v)]));
    return value;
  };
  const asked = (request) => new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
  globalThis.__dump = async () => {
    const stores = {};
    for (const { name } of await indexedDB.databases()) {
      if (!name.startsWith("xiaoxiang-")) continue;
      const db = await asked(indexedDB.open(name));
      stores[name] = {};
      for (const store of db.objectStoreNames) {
        const at = db.transaction(store).objectStore(store);
        const [keys, values] = await Promise.all([asked(at.getAllKeys()), asked(at.getAll())]);
        stores[name][store] = keys.map((key, n) => [key, plain(values[n])]);
      }
      db.close();
    }
    const cached = [];
    for (const name of await globalThis.caches?.keys() ?? []) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const answer = await cache.match(request);
        const kind = answer.headers.get("content-type") ?? "";
        cached.push([request.url, /json|html|text/.test(kind) ? await answer.text() : ""]);
      }
    }
    return { stores, cached, local: { ...localStorage }, session: { ...sessionStorage }, words };
  };
})();
