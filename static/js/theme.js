// Runs before the first paint: says that scripts run, and tells the UI kit which theme the system asks for.
(() => {
  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const follow = () => root.setAttribute("data-bs-theme", dark.matches ? "dark" : "light");
  root.classList.add("js");
  follow();
  dark.addEventListener("change", () => {
    follow();
    document.dispatchEvent(new CustomEvent("themechange"));
  });
})();
