// refresh.js: a page on a wall draws itself anew every minute. When no new numbers came for five minutes, it says so.
const STALE_AFTER = 5 * 60 * 1000;
const seconds = Number(document.querySelector("[data-refresh]")?.dataset.refresh);
let fresh = Date.now();

async function draw() {
  try {
    const answer = await fetch(location.href, { cache: "no-store", signal: AbortSignal.timeout(20000) });
    const page = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
    const main = page && page.querySelector("main[data-refresh]");
    if (main) {
      document.querySelector("main").replaceWith(main);
      fresh = Date.now();
    }
  } catch {
    // The old numbers stay until new ones come.
  }
  for (const words of document.querySelectorAll("[data-stale]")) words.hidden = Date.now() - fresh < STALE_AFTER;
}

if (seconds) setInterval(draw, seconds * 1000);
