// Keys for the whole house: Ctrl+K opens the palette, which filters pages and acts as one types and asks for records; ? lists the keys.
(() => {
  const palette = document.getElementById("goto");
  const keys = document.getElementById("keys");
  if (!palette || !keys) return;
  const text = palette.querySelector("[role=combobox]");
  const list = palette.querySelector("[role=listbox]");
  const status = document.getElementById("goto-status");
  const single = document.getElementById("keys-single");
  const OFF = "single-keys-off";

  const options = () => [...list.querySelectorAll("[role=option]:not([hidden])")];
  const chosen = () => list.querySelector("[aria-selected=true]");

  const choose = (option) => {
    chosen()?.setAttribute("aria-selected", "false");
    if (!option) {
      text.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    text.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };

  const tell = () => { status.textContent = `${status.dataset.found} ${options().length}`; };

  const filter = () => {
    const words = text.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    for (const group of list.querySelectorAll("[data-palette]")) {
      for (const option of group.querySelectorAll("[role=option]")) {
        option.hidden = !words.every((word) => option.dataset.words.includes(word));
      }
      group.hidden = !group.querySelector("[role=option]:not([hidden])");
    }
    if (!words.length) document.getElementById("goto-found").replaceChildren();
    choose(words.length ? list.querySelector("[data-palette] [role=option]:not([hidden])") : null);
    tell();
  };

  const open = () => {
    if (document.querySelector("dialog[open]")) return;
    text.value = "";
    palette.showModal();
    filter();
  };

  text.addEventListener("input", filter);
  // An answer to a word that has been deleted meanwhile comes too late.
  text.addEventListener("htmx:beforeSwap", (event) => { event.detail.shouldSwap = Boolean(text.value.trim()); });
  list.addEventListener("htmx:afterSwap", tell);
  text.addEventListener("keydown", (event) => {
    const all = options();
    if (!all.length || event.isComposing) return;
    const place = all.indexOf(chosen());
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose(all[(place + step + all.length + (place < 0 && step < 0 ? 1 : 0)) % all.length]);
    } else if (event.key === "Enter" && place >= 0) {
      event.preventDefault();
      all[place].click();
    }
  });
  palette.addEventListener("submit", (event) => text.value.trim() || event.preventDefault());
  palette.addEventListener("click", (event) => event.target === palette && palette.close());

  single.checked = !localStorage.getItem(OFF);
  single.addEventListener("change", () => {
    if (single.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  });

  const isTyping = (target) => target instanceof Element && target.matches("input, textarea, select, [contenteditable]");
  const listKeys = () => document.querySelector("dialog[open]") || keys.showModal();

  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open();
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || !single.checked) return;
    if (event.key === "?") {
      event.preventDefault();
      listKeys();
    } else if (event.key === "/" && !document.querySelector("dialog[open]")) {
      event.preventDefault();
      const search = document.getElementById("top-search");
      if (search?.offsetParent) search.focus();
      else open();
    }
  });

  document.addEventListener("click", (event) => {
    const opener = event.target instanceof Element && event.target.closest("[data-opens]");
    if (opener) (opener.dataset.opens === "goto" ? open : listKeys)();
  });
})();
