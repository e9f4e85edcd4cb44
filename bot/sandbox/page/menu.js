/** What opens above the page: one menu at a time, and the question before a button that asks one. */

import { draw, h } from "./dom.js";

const menu = document.getElementById("menu");
let opener = null;

/** Opens a menu at its button. An item: {label, run, hint?, danger?, picture?} or {title}. */
export function openMenu(anchor, items, { grid = false } = {}) {
  (anchor.closest("dialog") ?? document.body).append(menu); // all outside an open dialog is inert
  menu.className = grid ? "menu grid" : "menu";
  draw(menu, items.map(item));
  menu.showPopover();
  opener = anchor;
  const at = anchor.getBoundingClientRect();
  const below = at.bottom + menu.offsetHeight + 8 < innerHeight;
  menu.style.top = `${below ? at.bottom + 4 : Math.max(8, at.top - menu.offsetHeight - 4)}px`;
  menu.style.left = `${Math.max(8, Math.min(at.left, innerWidth - menu.offsetWidth - 8))}px`;
  menu.querySelector("[role=menuitem]")?.focus();
}

function item({ title, label, hint, danger, picture, run, ...rest }, i) {
  if (title) return h("div", { key: i, class: "menu-title" }, title);
  const choose = () => {
    menu.hidePopover();
    run();
  };
  return h("button", { key: i, type: "button", role: "menuitem", class: danger ? "danger" : null, "aria-label": picture ? label : null, title: picture ? label : null, onclick: choose, ...rest },
    picture ?? label, hint && h("small", {}, hint));
}

menu.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const items = [...menu.querySelectorAll("[role=menuitem]")];
  items.at((items.indexOf(document.activeElement) + step) % items.length).focus();
});

menu.addEventListener("toggle", (event) => {
  if (event.newState === "closed" && menu.contains(document.activeElement)) opener?.focus();
});

const question = document.getElementById("question");

/** Asks a confirmation object's question; true if the person goes ahead. */
export function ask(confirm, textNodes) {
  return new Promise((resolve) => {
    const words = (part, otherwise) => confirm[part]?.text ?? otherwise;
    draw(question,
      h("form", { method: "dialog", class: "sheet" },
        h("h2", { id: "question-title" }, words("title", "Are you sure?")),
        h("div", { class: "sheet-body" }, textNodes),
        h("footer", {},
          h("button", { value: "no", class: "button" }, words("deny", "Cancel")),
          h("button", { value: "yes", class: `button ${confirm.style === "danger" ? "danger" : "primary"}`, "data-testid": "confirm-yes" }, words("confirm", "Yes")))));
    question.returnValue = "no";
    question.addEventListener("close", () => resolve(question.returnValue === "yes"), { once: true });
    question.showModal();
  });
}
