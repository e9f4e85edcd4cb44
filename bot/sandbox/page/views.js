/** Modals, the Home tab, and the gallery of everything that the bot can show. */

import { blocks, errorsOf } from "./blocks.js";
import { draw, h, icon } from "./dom.js";
import { fault, stateValues } from "./elements.js";
import { mrkdwn, plainText } from "./mrkdwn.js";
import { act, actBusy, changed, page } from "./state.js";

const dialog = document.getElementById("modal");
let shown = {}; // the view that has had its first focus

const surfaceOf = (view) => ({
  id: `view ${view.id}`,
  view: view.id,
  container: { type: "view", view_id: view.id },
  blocks: view.blocks,
  state: view.state,
});

/** Draws the top of the stack of modals, or closes the dialog. */
export function drawModal() {
  const stack = page.snap?.modals ?? [];
  const view = stack.at(-1);
  if (!view) {
    shown = {};
    if (dialog.open) dialog.close();
    return draw(dialog);
  }
  draw(dialog, form(view, stack.length, { onsubmit: (e) => { e.preventDefault(); submit(view); }, close: () => act("close", { view_id: view.id }) }));
  dialog.setAttribute("aria-label", view.title?.text ?? "Window");
  if (!dialog.open) dialog.showModal();
  const focus = shown.id !== view.id || (shown.hash !== view.hash && !dialog.contains(document.activeElement));
  shown = view;
  if (!focus) return undefined;
  const first = dialog.querySelector("[autofocus], .block.input :is(input, textarea, select)");
  return (first ?? dialog.querySelector("[data-testid=modal-submit], [data-testid=modal-close]"))?.focus({ preventScroll: true });
}

dialog.addEventListener("cancel", (event) => {
  if (event.target !== dialog) return;
  event.preventDefault(); // the server says when it is closed
  const view = page.snap.modals.at(-1);
  if (view) act("close", { view_id: view.id });
});

async function submit(view) {
  const surface = surfaceOf(view);
  const busy = `submit ${view.id}`;
  if (page.busy.has(busy)) return;
  const wrong = {};
  surface.blocks.forEach((block, i) => {
    const id = block.block_id ?? `block-${i}`;
    const words = block.type === "input" ? fault(surface, block, id) : null;
    if (words) wrong[id] = words;
  });
  page.faults.set(view.id, Object.keys(wrong).length ? wrong : Object.fromEntries(Object.keys(view.errors ?? {}).map((id) => [id, ""])));
  if (!Object.keys(wrong).length) {
    await actBusy(busy, "submit", { view_id: view.id, values: stateValues(surface, view.blocks) });
    page.faults.delete(view.id); // now the server's errors count
  }
  changed();
  queueMicrotask(() => dialog.querySelector("[aria-invalid=true]:is(input, textarea, select), [aria-invalid=true] input")?.focus());
}

function form(view, depth, { onsubmit, close, inert }) {
  const busy = page.busy.has(`submit ${view.id}`);
  const words = (part, otherwise) => view[part]?.text ?? otherwise;
  const hasInput = view.blocks.some((block) => block.type === "input");
  return h("form", { key: view.id, class: "sheet", novalidate: true, "data-testid": inert ? null : "modal", "data-callback-id": view.callback_id, "aria-label": words("title", ""), onsubmit },
    h("header", {},
      depth > 1 && h("button", { key: "back", type: "button", class: "icon-button", "aria-label": "Back", onclick: close }, icon("back")),
      h("h2", {}, plainText(words("title", ""))),
      h("button", { key: "x", type: "button", class: "icon-button", "aria-label": "Close", onclick: close }, icon("close"))),
    h("div", { class: "sheet-body blocks", tabindex: -1 }, blocks({ ...surfaceOf(view), inert }, errorsOf(view))),
    h("footer", {},
      h("button", { key: "close", type: "button", class: "button", "data-testid": "modal-close", onclick: close }, words("close", view.submit || hasInput ? "Cancel" : "Close")),
      (view.submit || hasInput) && h("button", { key: "submit", type: "submit", class: "button primary", "data-testid": "modal-submit", "aria-busy": busy, disabled: busy }, words("submit", "Submit"))));
}

/** The Home tab as the bot last published it for this person. */
export function home() {
  const view = page.snap.home;
  const surface = view && { id: `home ${page.as}`, container: { type: "home" }, blocks: view.blocks };
  return h("section", { class: "home", "data-testid": "home", "aria-label": "Home" },
    view ? h("div", { class: "blocks sheet-home" }, blocks(surface)) : h("p", { class: "empty" }, `${page.snap.app.name} has not published a Home tab for you yet.`));
}

/** Everything the bot can show, each with its name; nothing here is sent. */
export function gallery() {
  if (!page.gallery) return h("p", { class: "empty" }, "Loading…");
  if (!page.gallery.length) return h("p", { class: "empty" }, "There is nothing in the gallery.");
  return page.gallery.map((entry, i) => h("section", { key: `${i} ${entry.name}`, class: "exhibit", "data-testid": "gallery-item", "data-name": entry.name },
    h("h2", {}, entry.name), exhibit(entry)));
}

function exhibit({ name, view, text, blocks: loose }) {
  if (view?.type === "modal") return h("div", { class: "still" }, form({ ...view, id: `gallery ${name}` }, 1, { onsubmit: (e) => e.preventDefault(), inert: true }));
  const surface = { id: `gallery ${name}`, container: {}, blocks: view?.blocks ?? loose, inert: true };
  return h("div", { class: "still blocks" }, surface.blocks?.length ? blocks(surface) : mrkdwn(text ?? ""));
}
