// export.js: what waits on this phone as a file for the station, encrypted as it lies here; and one's own words to copy.
const outbox = window.outbox;

function download(name, type, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

const told = ({ box, iv, ...row }) => ({ ...row, iv: iv ? outbox.base64(iv) : "", box: outbox.base64(box) });

async function exported() {
  const [store] = await outbox.meta("store");
  const [waiting, attention, blobs, keys] = await Promise.all(["outbox", "attention", "blobs", "keys"].map(outbox.all));
  const owners = [...waiting, ...attention].map((row) => row.op_id);
  const file = {
    xiaoxiang: "outbox", contract: 1, person: outbox.person, store, at: Date.now(),
    keys: keys.map(({ id, by, sealed }) => ({ id, by, sealed })), items: [...waiting, ...attention].map(told),
    photos: blobs.filter((row) => owners.includes(row.owner)).map(told),
  };
  download(`${outbox.word("file")}-${new Date().toISOString().slice(0, 10)}.json`, "application/json", JSON.stringify(file));
}

const textOf = (view) => [view.title, view.where, ...view.lines].filter(Boolean).join("\n");

async function copied(view) {
  try {
    await navigator.clipboard.writeText(textOf(view));
  } catch {
    const area = document.createElement("textarea");
    area.value = textOf(view);
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}

Object.assign(outbox, { exported, copied, saveText: (view) => download(`${view.title}.txt`, "text/plain", textOf(view)) });
