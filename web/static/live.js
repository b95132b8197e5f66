// Puts news on the page as it comes. Without script the page is complete, only not live.
"use strict";

const note = document.querySelector("[data-live]");
// What an event leads to (a message that goes out) is there a little after the event itself.
const AFTER_MS = (note?.dataset.after ?? "200").split(" ").map(Number);

async function refresh() {
  const answer = await fetch(location.href, { headers: { accept: "text/html" } });
  if (!answer.ok) return false;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  let changed = false;
  for (const part of document.querySelectorAll("[data-fresh]")) {
    const newer = fresh.getElementById(part.id);
    if (!newer || newer.innerHTML === part.innerHTML) continue;
    // Nothing is pulled from under a reader's hands: the note has a link that shows it.
    if (part.contains(document.activeElement)) continue;
    part.replaceChildren(...newer.childNodes);
    changed = true;
  }
  return changed;
}

if (note && "EventSource" in window) {
  const events = new EventSource(`${note.dataset.live}?after=newest`);
  const timers = new Set();
  events.addEventListener("open", () => { note.dataset.state = "listening"; });
  events.addEventListener("change", () => {
    note.hidden = false;
    for (const delay of AFTER_MS) {
      const timer = setTimeout(() => { timers.delete(timer); refresh(); }, delay);
      timers.add(timer);
    }
  });
  window.addEventListener("pagehide", () => { events.close(); timers.forEach(clearTimeout); });
}
