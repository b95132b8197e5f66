// Shows the note "there is news" when an event comes. Without script the page is complete, only not live.
"use strict";

const note = document.querySelector("[data-live]");
if (note && "EventSource" in window) {
  const events = new EventSource(`${note.dataset.live}?after=newest`);
  events.addEventListener("change", () => {
    note.hidden = false;
    events.close();
  });
  window.addEventListener("pagehide", () => events.close());
}
