// A case: its text is fetched into the page, and an answer that needs a reason is not sent without one.
(() => {
  // As on the server: punctuation alone is no reason.
  const isReason = (text) => text.replace(/^[\s.。，,、!！?？-]+|[\s.。，,、!！?？-]+$/g, "").length >= 2;

  for (const box of document.querySelectorAll("[data-ballot]")) {
    const field = box.querySelector("textarea");
    const check = () => {
      const chosen = box.querySelector("input[name=ballot]:checked");
      const isShort = Boolean(chosen && "reason" in chosen.dataset && !isReason(field.value));
      field.required = Boolean(chosen && "reason" in chosen.dataset);
      field.setCustomValidity(isShort ? field.dataset.short : "");
    };
    box.addEventListener("change", (event) => {
      check();
      if (event.target.matches("[data-reason]") && !field.value) field.focus();
    });
    field.addEventListener("input", check);
    check();
  }

  // The text is taken over into the page, without the frame of its own page; that works on every phone.
  // Without scripts, or where the text is no page, the link that stands here leads to it.
  const takeOver = async (frame) => {
    const answer = await fetch(frame.dataset.preview, { headers: { Accept: "text/html" } });
    // A session that has ended leads to the door, which is no text to decide on.
    if (!answer.ok || answer.redirected || !(answer.headers.get("Content-Type") ?? "").includes("text/html")) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const marked = page.querySelectorAll("[data-preview-text]");
    const parts = marked.length ? marked : page.querySelectorAll("#content > :not(.c-help, .c-crumbs, .c-head)");
    if (!parts.length) return;
    for (const part of parts) {
      // Only what is decided: what could be done on its own page is done there.
      for (const each of part.querySelectorAll("details:has(form), form, script, a.btn, [data-act], [id]")) {
        if (each.matches("details, form, script, a.btn, [data-act]")) each.remove();
        else each.removeAttribute("id");
      }
    }
    frame.replaceChildren(...parts);
  };
  for (const frame of document.querySelectorAll("[data-preview]")) {
    takeOver(frame).catch(() => {}).finally(() => frame.setAttribute("data-drawn", ""));
  }

  const list = document.querySelector("[data-conditions]");
  const more = document.querySelector("[data-add-condition]");
  more?.addEventListener("click", () => {
    const total = list.form?.elements["conditions-TOTAL_FORMS"] ?? document.querySelector("[name=conditions-TOTAL_FORMS]");
    const number = Number(total.value);
    if (number >= Number(more.dataset.most)) return;
    const row = list.lastElementChild.cloneNode(true);
    for (const part of row.querySelectorAll("[name], [id], [for]")) {
      for (const name of ["name", "id", "for"]) {
        const value = part.getAttribute(name);
        if (value) part.setAttribute(name, value.replace(/-\d+-/, `-${number}-`));
      }
      if ("value" in part) part.value = "";
    }
    for (const error of row.querySelectorAll(".errorlist")) error.remove();
    list.append(row);
    total.value = String(number + 1);
    row.querySelector("input, textarea")?.focus();
  });
})();
