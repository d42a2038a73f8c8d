// The board by keyboard: arrows go from week to week, Enter opens, A accepts, R returns; and rows chosen in the queue.
(() => {
  const PLACE = "board-cell";
  const board = document.querySelector("[data-board]");
  const panel = document.getElementById("panel");

  const cells = () => [...board.querySelectorAll("a[data-cell]")];

  const inRow = (cell, step) => {
    let place = cell.closest("td");
    while ((place = step > 0 ? place.nextElementSibling : place.previousElementSibling)) {
      const found = place.querySelector("a[data-cell]");
      if (found) return found;
    }
    return null;
  };

  const inColumn = (cell, step) => {
    const { cellIndex } = cell.closest("td");
    let row = cell.closest("tr");
    while ((row = step > 0 ? row.nextElementSibling : row.previousElementSibling)) {
      const found = row.children[cellIndex]?.querySelector("a[data-cell]");
      if (found) return found;
    }
    return null;
  };

  const MOVES = {
    ArrowLeft: (cell) => inRow(cell, -1),
    ArrowRight: (cell) => inRow(cell, 1),
    ArrowUp: (cell) => inColumn(cell, -1),
    ArrowDown: (cell) => inColumn(cell, 1),
  };

  const isTyping = (target) => target instanceof Element && target.matches("input, textarea, select, [contenteditable]");
  const isPlain = (event) => !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;

  // One cell at a time is in the order of Tab, so that Tab leaves the board at once.
  const stand = (cell) => {
    for (const each of cells()) each.tabIndex = each === cell ? 0 : -1;
  };

  const decide = (key) => {
    if (key === "a") panel.querySelector("[data-accept]")?.click();
    else panel.querySelector("[data-return]")?.focus();
  };

  if (board && cells().length) {
    const kept = sessionStorage.getItem(PLACE);
    sessionStorage.removeItem(PLACE);
    const first = cells().find((cell) => cell.getAttribute("href") === kept);
    stand(first ?? cells().at(-1));
    first?.focus();

    board.addEventListener("focusin", (event) => event.target.matches("a[data-cell]") && stand(event.target));
    board.addEventListener("keydown", (event) => {
      const cell = event.target.closest("a[data-cell]");
      if (!cell || !isPlain(event)) return;
      if (MOVES[event.key]) {
        event.preventDefault();
        MOVES[event.key](cell)?.focus();
      } else if (["a", "r"].includes(event.key.toLowerCase())) {
        // What is decided on is seen first: the key opens the week, the next one decides.
        event.preventDefault();
        cell.click();
      }
    });
  }

  panel?.addEventListener("keydown", (event) => {
    const key = event.key.toLowerCase();
    if (isTyping(event.target) || !isPlain(event) || !["a", "r"].includes(key)) return;
    event.preventDefault();
    decide(key);
  });
  // After a decision the page comes back; the place on the board is kept.
  panel?.addEventListener("submit", () => {
    sessionStorage.setItem(PLACE, new URL(panel.querySelector("[data-panel-link]").href).pathname);
  });
  panel?.addEventListener("close", () => {
    const link = new URL(panel.querySelector("[data-panel-link]").href).pathname;
    if (board) cells().find((cell) => cell.getAttribute("href") === link)?.focus();
  });

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-choose-plain]") : null;
    if (!button) return;
    for (const box of button.form.querySelectorAll("input[data-plain]")) box.checked = true;
  });
})();
