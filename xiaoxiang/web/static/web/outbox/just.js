// just.js: what was kept a moment ago goes from 已存本机 to 已送达 before one's eyes, and can be taken back for a minute.
const outbox = window.outbox;
const { part } = outbox;
const MINUTE = 60000;
let isOver = false;

const saved = () => new URLSearchParams(location.search).get("saved");

async function draw(panel) {
  const [name, row] = await outbox.found(saved());
  panel.hidden = !row;
  if (!row) return;
  row.inside = await outbox.open(row);
  const { view = {}, receipt } = row.inside || {};
  const missing = await outbox.read("blobs", (at) => outbox.asked(at.blobs.index("owner").count(row.op_id)));
  const element = outbox.item(name, row, missing);
  const said = part(element, "sentence");
  if (name === "outbox") said.textContent = said.textContent || outbox.word("kept");
  said.hidden = !said.textContent;
  const known = receipt && receipt.thing && (await outbox.get("cache", receipt.thing.id));
  const { number } = (known && (await outbox.open(known))) || {};
  if (number) part(element, "about").append(` · ${number}`);
  part(panel, "list").replaceChildren(element);
  const address = outbox.pageOf(receipt);
  part(panel, "look").hidden = !address;
  if (address) part(panel, "look").href = address;
  const left = row.at + MINUTE - Date.now();
  part(panel, "undo").hidden = isOver || !view.undo || left <= 0 || left > MINUTE;
  setTimeout(() => (part(panel, "undo").hidden = true), left);
}

// A deed of its own, also while the first one still waits here: nothing is ever taken out of the outbox unsent.
async function undone(panel) {
  isOver = true;
  const [, row] = await outbox.found(saved());
  const { view, receipt } = await outbox.open(row);
  const thing = receipt && receipt.thing;
  await outbox.save({
    op_id: outbox.uuid(), action: view.undo, verb: outbox.word("undo"), given: {}, photos: [], at: Date.now(),
    thing: thing ? thing.id : `op:${row.op_id}`, view: { title: outbox.word("undo"), where: view.title, lines: [] },
  });
  part(panel, "undo").hidden = true;
  outbox.sync("save");
}

function just(root) {
  const panel = part(root, "just");
  const again = outbox.latest(() => draw(panel));
  part(panel, "undo_button").addEventListener("click", () => undone(panel).then(again));
  outbox.on(again);
  return again();
}

// After a form was kept: on to the boxes. Where no worker can open them and there is no network, it is told right here.
async function landed(op_id, anew) {
  const address = `/steward/outbox/?saved=${op_id}`;
  if (outbox.worker()) return location.assign(address);
  try {
    await outbox.ping(2000);
    return location.assign(address);
  } catch (wrong) {
    if (!["none", "portal"].includes(wrong.kind)) return location.assign(address);
  }
  const main = document.getElementById("main");
  const [before, from] = [[...main.childNodes], location.href];
  history.replaceState(null, "", address);
  main.replaceChildren(document.getElementById("outbox-just").content.cloneNode(true));
  part(main, "more").addEventListener("click", (event) => {
    event.preventDefault();
    history.replaceState(null, "", from);
    main.replaceChildren(...before);
    anew();
  });
  await just(main);
  scrollTo(0, 0);
  return outbox.sync("save");
}

Object.assign(outbox, { saved, just, landed });
