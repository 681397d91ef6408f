// store.js: one IndexedDB for one person. What is said to be kept was committed strictly; nothing else is "kept".
const outbox = window.outbox;

// The steps of the schema, never changed once released. Each runs in a transaction of its own and is committed strictly
// before the next begins, so a killed phone goes on where it was; what a step replaces is dropped by a later step only.
const STEPS = [
  (db) => {
    for (const [name, keyPath, indexes] of [
      ["meta"], ["keys", "id"], ["outbox", "seq", ["op_id"]], ["attention", "op_id"], ["drafts", "id"],
      ["receipts", "op_id"], ["blobs", ["owner", "sha256"], ["owner"]], ["cache", "id"],
    ]) {
      const store = db.createObjectStore(name, keyPath ? { keyPath } : undefined);
      for (const index of indexes || []) store.createIndex(index, index, { unique: index === "op_id" });
    }
  },
];
const PATIENCE = 5000;

function asked(request) {
  return new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
}

function opened(name, version, step) {
  return new Promise((done, failed) => {
    const request = indexedDB.open(name, version);
    setTimeout(() => failed(new Error("the store does not open")), PATIENCE);
    request.onupgradeneeded = (event) => (step || STEPS[0])(request.result, request.transaction, event.oldVersion);
    request.onerror = () => failed(request.error);
    request.onsuccess = () => done(request.result);
  });
}

async function migrated(name, steps = STEPS) {
  let db = await opened(name, undefined, steps[0]);
  while (db.version < steps.length) {
    await strictly(db, ["meta"], "readwrite", (at) => at.meta.put(db.version, "schema"));
    const next = db.version + 1;
    db.close();
    db = await opened(name, next, steps[next - 1]);
  }
  return db;
}

// `work` gets the object stores by name and may await nothing but their requests.
function strictly(db, names, mode, work) {
  return new Promise((done, failed) => {
    const transaction = db.transaction(names, mode, mode === "readwrite" ? { durability: "strict" } : {});
    let result, wrong;
    transaction.oncomplete = () => done(result);
    transaction.onabort = () => failed(wrong || transaction.error || new Error("not kept"));
    const at = Object.fromEntries(names.map((each) => [each, transaction.objectStore(each)]));
    Promise.resolve(work(at)).then(
      (value) => (result = value),
      (error) => {
        wrong = error;
        try { transaction.abort(); } catch { failed(error); }
      });
  });
}

let opening = null;

function database() {
  opening = opening || migrated(`xiaoxiang-${outbox.person}`).then((db) => {
    db.onversionchange = () => { db.close(); opening = null; };
    db.onclose = () => { opening = null; };
    return db;
  });
  opening.catch(() => (opening = null));
  return opening;
}

// iOS loses the connection in the background: open it again, once. Every write can be repeated without harm.
async function run(names, mode, work) {
  try {
    return await strictly(await database(), names, mode, work);
  } catch (error) {
    if (!["InvalidStateError", "UnknownError"].includes(error && error.name)) throw error;
    opening = null;
    return strictly(await database(), names, mode, work);
  }
}

Object.assign(outbox, {
  asked, migrated,
  read: (names, work) => run([names].flat(), "readonly", work),
  write: (names, work) => run([names].flat(), "readwrite", work),
  all: (name) => outbox.read(name, (at) => asked(at[name].getAll())),
  get: (name, key) => outbox.read(name, (at) => asked(at[name].get(key))),
  note: (name, value) => outbox.write("meta", (at) => { at.meta.put(value, name); }),
});
