// Conveniences only: every page works without this file.
"use strict";

// What is folded up on the screen belongs on paper too.
const unfolded = [];
addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("details:not([open])")) {
    details.open = true;
    unfolded.push(details);
  }
});
addEventListener("afterprint", () => {
  for (const details of unfolded.splice(0)) details.open = false;
});

// Escape folds up what was last opened.
addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const details = document.activeElement?.closest("details[open]");
  if (details) {
    details.open = false;
    details.querySelector("summary")?.focus();
  }
});
