// register.js: the service worker keeps the field pages at hand. All works without it while a page is open.
const outbox = window.outbox;
const { serviceWorker } = navigator;

const worker = () => (serviceWorker && serviceWorker.controller) || null;

async function register() {
  if (!serviceWorker) return;
  const registration = await serviceWorker.register("/steward/sw.js", { scope: "/steward/", updateViaCache: "none" });
  const take = async () => {
    // A new one takes over only while nothing is being written.
    const { drafts } = await outbox.counts();
    if (registration.waiting && !drafts) registration.waiting.postMessage({ take: true });
  };
  registration.addEventListener("updatefound", () => registration.installing && registration.installing.addEventListener("statechange", take));
  await take();
  const { active } = await serviceWorker.ready;
  active.postMessage({ keep: outbox.person });
}

// A form that changes how pages look, or who is here: what is kept of them is fetched anew.
document.addEventListener("submit", (event) => {
  if (worker() && !("outbox" in event.target.dataset)) worker().postMessage({ forget: true });
});

async function forget() {
  for (const name of window.caches ? await caches.keys() : []) if (name.startsWith("steward-")) await caches.delete(name);
}

Object.assign(outbox, { worker, register, forget });
