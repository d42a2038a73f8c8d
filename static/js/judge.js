// An item of a self-assessment by keyboard: 1 to 4 choose the verdict, R goes to the remark; Ctrl+Enter sends, as in every form.
(() => {
  const form = document.querySelector("[data-judge]");
  if (!form) return;
  const choices = [...form.querySelectorAll("input[name=verdict]")];
  const remark = form.querySelector("textarea[name=remark]");

  const isTyping = (target) => target instanceof Element && target.matches("input:not([type=radio]), textarea, select, [contenteditable]");
  const isPlain = (event) => !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;

  document.addEventListener("keydown", (event) => {
    if (!isPlain(event) || isTyping(event.target)) return;
    const choice = choices[Number(event.key) - 1];
    if (choice) {
      event.preventDefault();
      choice.checked = true;
      choice.focus();
    } else if (event.key.toLowerCase() === "r") {
      event.preventDefault();
      remark.focus();
    }
  });
})();
