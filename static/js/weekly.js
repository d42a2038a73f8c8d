// The weekly sheet by keyboard: Enter goes to the next cell, arrows along the column, Alt+S hands the week in.
(() => {
  const sheet = document.querySelector("[data-sheet]");
  if (!sheet) return;
  const cells = () => [...sheet.querySelectorAll("[data-number]")];

  const go = (input) => {
    if (!input) return false;
    input.focus();
    input.select?.();
    return true;
  };

  const inColumn = (input, step) => {
    const cell = input.closest("td");
    let row = cell.parentElement;
    while ((row = step > 0 ? row.nextElementSibling : row.previousElementSibling)) {
      const found = row.children[cell.cellIndex]?.querySelector("[data-number]");
      if (found) return go(found);
    }
    return false;
  };

  sheet.addEventListener("keydown", (event) => {
    const input = event.target;
    if (event.altKey && event.key.toLowerCase() === "s") {
      event.preventDefault();
      sheet.querySelector("button[value=submit]:not(:disabled)")?.click();
      return;
    }
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && input.matches("input[type=text]")) {
      event.preventDefault();
      const all = cells();
      const here = input.matches("[data-number]") ? input : input.closest("[data-cell]").querySelector("[data-number]");
      if (!go(all[all.indexOf(here) + 1])) document.getElementById("note").focus();
      return;
    }
    // In a list of grades the arrows choose.
    if (!input.matches("input[data-number]")) return;
    if (event.key === "ArrowDown" && inColumn(input, 1)) event.preventDefault();
    if (event.key === "ArrowUp" && inColumn(input, -1)) event.preventDefault();
  });

  // Once the week is handed in no late draft follows it: it would only be refused.
  let isLeaving = false;
  sheet.addEventListener("submit", () => {
    isLeaving = true;
  });
  sheet.addEventListener("htmx:confirm", (event) => {
    if (isLeaving) event.preventDefault();
  });

  // What the server said about each cell goes to its cell; the cell itself is never replaced under somebody's hands.
  const tell = (slot, text) => {
    if (slot && slot.textContent !== text) slot.textContent = text;
  };
  document.body.addEventListener("htmx:afterSwap", (event) => {
    const said = event.target.querySelector?.("template[data-cells]");
    if (!said) return;
    for (const word of said.content.querySelectorAll("[data-for]")) {
      const cell = sheet.querySelector(`[data-cell="${CSS.escape(word.dataset.for)}"]`);
      if (!cell) continue;
      tell(cell.querySelector('[data-say="value"]'), word.dataset.value);
      tell(cell.querySelector('[data-say="no_data_reason"]'), word.dataset.noData);
      tell(cell.querySelector('[data-say="narrative"]'), word.dataset.narrative);
      cell.querySelector("[data-number]").toggleAttribute("aria-invalid", Boolean(word.dataset.value));
      if (word.dataset.value) cell.querySelector("[data-number]").setAttribute("aria-invalid", "true");
      const reason = cell.querySelector("[data-reason]");
      if (!reason) continue;
      if (word.dataset.usual) tell(reason.querySelector('[data-say="usual"]'), word.dataset.usual);
      reason.hidden = !("asks" in word.dataset) && !reason.querySelector("input").value;
    }
  });

  // The first empty cell; where none is left, the button that hands the week in.
  if (!document.querySelector("[data-errors]")) {
    const empty = cells().find((input) => !input.value);
    if (empty) go(empty);
    else sheet.querySelector("button[value=submit]:not(:disabled)")?.focus();
  }
})();
