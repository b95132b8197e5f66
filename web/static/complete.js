// Completes the last word of a question from what the page knows; the list is the browser's own.
"use strict";

const SHOWN = 12;

for (const field of document.querySelectorAll("input[data-complete]")) {
  const list = field.list;
  const known = [...list.options].map((option) => ({
    value: option.value,
    label: option.label,
    searched: `${option.value} ${option.label}`.toLocaleLowerCase(),
  }));
  field.addEventListener("input", () => {
    const cut = field.value.lastIndexOf(" ") + 1;
    const before = field.value.slice(0, cut);
    const sign = field.value[cut] === "-" ? "-" : "";
    const word = field.value.slice(cut + sign.length).toLocaleLowerCase();
    const fitting = known.filter((one) => word && one.searched.includes(word));
    // What begins with the word comes before what only holds it.
    fitting.sort((one, other) => other.searched.startsWith(word) - one.searched.startsWith(word));
    const options = fitting.slice(0, SHOWN).map((one) => {
      const option = document.createElement("option");
      option.value = before + sign + one.value;
      option.label = one.label;
      return option;
    });
    list.replaceChildren(...options);
  });
}
