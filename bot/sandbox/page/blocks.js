/** Blocks as nodes. A block that is not known here is shown as a note with its type, never left out. */

import { h } from "./dom.js";
import { blockId, element } from "./elements.js";
import { plainText, textObject } from "./mrkdwn.js";
import { page } from "./state.js";
import { markdown, richText } from "./rich_text.js";

/** The blocks of a surface: {id, container, blocks, view?, inert?}; errors go under their block. */
export function blocks(surface, errors = {}) {
  return (surface.blocks ?? []).map((block, i) => {
    const id = blockId(block, i);
    const draw = KINDS[block?.type] ?? unknown;
    return h("div", { key: id, class: `block ${block?.type}`, "data-block": id }, draw(block, surface, id, errors[id]));
  });
}

const unknown = (block) => h("div", { class: "unknown" }, `The local Slack cannot show a block of type “${block?.type}”.`);

function interactive(surface, block, id, el, hooks) {
  if (el.type === "image") return image(el);
  return element(surface, block, id, el, hooks) ?? h("div", { class: "unknown" }, `The local Slack cannot show an element of type “${el.type}”.`);
}

/** A picture of this Slack's own; from anywhere else only its description, for the page asks no other host. */
export function image({ image_url: url, slack_file: file, alt_text: alt }) {
  const address = new URL(url ?? file?.url ?? `/files/${file?.id}`, location.href);
  if (address.origin === location.origin || address.protocol === "data:") return h("img", { src: address.href, alt, title: alt });
  return h("span", { class: "unknown" }, `Image from ${address.host}: ${alt}`);
}

const KINDS = {
  section(block, surface, id) {
    return [
      h("div", { class: "section-text" },
        block.text && h("div", { class: "text" }, textObject(block.text)),
        block.fields && h("div", { class: "fields" }, block.fields.map((field) => h("div", { class: "text" }, textObject(field))))),
      block.accessory && h("div", { class: "accessory" }, interactive(surface, block, id, block.accessory)),
    ];
  },
  header: (block) => h("div", { class: "title", role: "heading", "aria-level": 3 }, plainText(block.text.text)),
  divider: () => h("hr", {}),
  image: (block) => h("figure", {}, block.title && h("figcaption", {}, plainText(block.title.text)), image(block)),
  context: (block) => block.elements.map((el) => (el.type === "image" ? image(el) : h("div", { class: "text" }, textObject(el)))),
  actions: (block, surface, id) => block.elements.map((el) => interactive(surface, block, id, el)),
  context_actions: (block, surface, id) => block.elements.map((el) => interactive(surface, block, id, el)),
  rich_text: (block) => richText(block.elements),
  markdown: (block) => markdown(block.text),
  table: (block) => h("table", {}, h("tbody", {}, block.rows.map((row) => h("tr", {}, row.map((cell) =>
    h("td", {}, cell.type === "rich_text" ? richText(cell.elements) : String(cell.text ?? cell.value ?? ""))))))),
  input(block, surface, id, error) {
    const name = `${surface.id}-${id}`.replace(/[^\w-]/g, "_");
    const described = [block.hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(" ") || null;
    const grouped = /^(multi_|checkboxes|radio_buttons)/.test(block.element.type);
    const hooks = { id: name, "aria-describedby": described, "aria-invalid": error ? "true" : null, "aria-labelledby": grouped ? `${name}-label` : null };
    return [
      h("label", { id: `${name}-label`, for: grouped ? null : name, class: "label" },
        plainText(block.label.text), block.optional && h("span", { class: "optional" }, " (optional)")),
      interactive(surface, block, id, block.element, hooks),
      error && h("div", { id: `${name}-error`, class: "error", role: "alert", "data-testid": "block-error" }, error),
      block.hint && h("div", { id: `${name}-hint`, class: "hint" }, textObject(block.hint)),
    ];
  },
};

/** The errors to show in a view: the server's, unless the person has begun to mend them, and the page's own. */
export function errorsOf(view) {
  return { ...view.errors, ...page.faults.get(view.id) };
}
