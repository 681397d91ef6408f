// photos.js: the bytes of photos, after the texts, in pieces that grow while they arrive and shrink when they do not.
const outbox = window.outbox;
const { asked } = outbox;
const [LEAST, FIRST, LONGEST] = [16, 64, 512].map((kib) => kib * 1024);
const PATIENCE = 40000;
const BEGINNINGS = 3;
let piece = FIRST;

// Those whose op the server holds.
async function waiting() {
  return outbox.read(["blobs", "receipts", "attention", "outbox"], async (at) => {
    const found = [];
    for (const key of await asked(at.blobs.getAllKeys())) {
      const row = (await asked(at.receipts.get(key[0]))) || (await asked(at.attention.get(key[0])))
        || (await asked(at.outbox.index("op_id").get(key[0])));
      if (row && row.outcome && !["here", "unknown"].includes(row.outcome)) found.push(key);
    }
    return found;
  });
}

async function sent(address, bytes) {
  let begun = 0;
  let said = await outbox.fetchJson(address);
  while (!said.whole && !said.refused) {
    const at = said.received;
    const part = bytes.subarray(at, at + piece);
    try {
      said = await outbox.post(`${address}?offset=${at}`, part, "application/octet-stream", PATIENCE);
      piece = Math.min(LONGEST, piece * 2);
    } catch (wrong) {
      piece = Math.max(LEAST, piece >> 1);
      if (![409, 422].includes(wrong.status) || ++begun > BEGINNINGS) throw wrong;
      said = wrong.status === 409 ? wrong.said : { received: 0 };
    }
  }
  return said;
}

async function one(key) {
  const row = await outbox.get("blobs", key);
  const bytes = row && !row.refused && !row.whole && (await outbox.readable(row));
  if (!bytes) return;
  try {
    const { whole, refused } = await sent(`/sync/bytes/${key[0]}/${key[1]}`, bytes);
    await outbox.write(["blobs", "attention", "receipts"], async (at) => {
      const wanted = await asked(at.attention.get(key[0]));
      const op = wanted || (await asked(at.receipts.get(key[0])));
      // While its op needs a look the photo stays: the form may open again with it.
      if (whole && !wanted) return void at.blobs.delete(key);
      at.blobs.put({ ...row, whole, refused });
      if (op) at[wanted ? "attention" : "receipts"].put({ ...op, settled: (op.settled || 0) + 1, said: refused || op.said || "" });
    });
    outbox.changed();
  } catch (wrong) {
    if (wrong.kind !== "body") throw wrong;  // its op is not there yet, or it never fits: the others go on
  }
}

outbox.photos = async (report) => {
  const keys = await waiting();
  for (const [done, key] of keys.entries()) {
    report(done, keys.length);
    await one(key);
  }
};
