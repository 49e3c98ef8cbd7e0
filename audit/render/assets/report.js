"use strict";
(() => {
  const search = document.getElementById("search");
  const rows = [...document.querySelectorAll(".results tbody tr")];
  const none = document.getElementById("no-row");
  const tell = () => { if (none) none.hidden = rows.some((r) => !r.hidden && getComputedStyle(r).display !== "none"); };
  if (search) {
    search.closest("label").hidden = false;
    const texts = rows.map((r) => r.textContent.toLowerCase());
    search.addEventListener("input", () => {
      const wanted = search.value.trim().toLowerCase();
      rows.forEach((r, k) => { r.hidden = !texts[k].includes(wanted); });
      tell();
    });
    search.form.addEventListener("submit", (e) => e.preventDefault());
    search.form.addEventListener("change", tell);
  }
  // a link to a row that a filter hides shows it
  const reveal = () => {
    const row = document.querySelector("tr:target");
    if (row && getComputedStyle(row).display === "none") {
      const all = document.getElementById("only-all");
      if (all) all.checked = true;
      row.hidden = false;
      row.scrollIntoView();
    }
  };
  addEventListener("hashchange", reveal);
  // j and k move between the findings
  const cards = [...document.querySelectorAll(".finding")];
  let at = -1;
  addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.target.closest("input") || !cards.length) return;
    if (e.key !== "j" && e.key !== "k") return;
    at = Math.max(0, Math.min(cards.length - 1, at + (e.key === "j" ? 1 : -1)));
    cards[at].focus({ preventScroll: true });
    cards[at].scrollIntoView({ block: "start" });
  });
})();
