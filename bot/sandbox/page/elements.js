/** Interactive elements, and what is filled into them, in exactly the shapes that Slack sends. */

import { h, icon } from "./dom.js";
import { ask, openMenu } from "./menu.js";
import { plainText, textObject } from "./mrkdwn.js";
import { actBusy, changed, nameOf, page, titleOf } from "./state.js";

// element type -> the field of its value, and the property with its first value
const FIELDS = {
  plain_text_input: ["value", "initial_value"],
  number_input: ["value", "initial_value"],
  email_text_input: ["value", "initial_value"],
  url_text_input: ["value", "initial_value"],
  static_select: ["selected_option", "initial_option"],
  radio_buttons: ["selected_option", "initial_option"],
  multi_static_select: ["selected_options", "initial_options"],
  checkboxes: ["selected_options", "initial_options"],
  users_select: ["selected_user", "initial_user"],
  multi_users_select: ["selected_users", "initial_users"],
  channels_select: ["selected_channel", "initial_channel"],
  multi_channels_select: ["selected_channels", "initial_channels"],
  conversations_select: ["selected_conversation", "initial_conversation"],
  multi_conversations_select: ["selected_conversations", "initial_conversations"],
  datepicker: ["selected_date", "initial_date"],
  timepicker: ["selected_time", "initial_time"],
  datetimepicker: ["selected_date_time", "initial_date_time"],
};
const TEXT_INPUTS = { plain_text_input: "text", number_input: "number", email_text_input: "email", url_text_input: "url", datepicker: "date", timepicker: "time", datetimepicker: "datetime-local" };

/** A block's id; Slack gives one to a block without, and the page by its place. */
export const blockId = (block, index) => block.block_id ?? `block-${index}`;

const slackOption = (option) => option && ({ ...option, text: option.text.type === "plain_text" ? { emoji: true, ...option.text } : option.text });

function current(surface, id, element) {
  const [field, initial] = FIELDS[element.type];
  const filled = page.forms.get(surface.id)?.[id]?.[element.action_id];
  if (filled !== undefined) return filled;
  const known = surface.state?.values?.[id]?.[element.action_id]; // entered before a reload
  if (known && field in known) return known[field];
  if (field === "selected_conversation" && element.default_to_current_conversation && !element[initial]) return page.channel;
  const first = element[initial] ?? (field.endsWith("s") ? [] : null);
  if (field === "selected_options") return first.map(slackOption);
  return field === "selected_option" ? slackOption(first) : first;
}

function typed(surface, id, element) {
  const value = { type: element.type, [FIELDS[element.type][0]]: current(surface, id, element) };
  return element.type === "timepicker" && element.timezone ? { ...value, timezone: element.timezone } : value;
}

/** state.values of a surface: block_id -> action_id -> value. */
export function stateValues(surface, blocks) {
  const values = {};
  (blocks ?? []).forEach((block, i) => {
    const elements = [block.element, block.accessory, ...(block.type === "actions" ? block.elements : [])];
    for (const element of elements) {
      if (!FIELDS[element?.type]) continue;
      (values[blockId(block, i)] ??= {})[element.action_id] = typed(surface, blockId(block, i), element);
    }
  });
  return values;
}

/** What is wrong with an input before the bot is asked; null if nothing. */
export function fault(surface, block, id) {
  const element = block.element;
  if (!FIELDS[element?.type]) return null;
  const value = current(surface, id, element);
  const empty = value === null || value === "" || (Array.isArray(value) && !value.length);
  if (empty) return block.optional ? null : "Please complete this required field.";
  if (element.min_length && value.length < element.min_length) return `Please write at least ${element.min_length} characters.`;
  if (element.type === "number_input") {
    if (element.min_value !== undefined && Number(value) < Number(element.min_value)) return `The least is ${element.min_value}.`;
    if (element.max_value !== undefined && Number(value) > Number(element.max_value)) return `The most is ${element.max_value}.`;
  }
  return null;
}

async function dispatch(surface, id, element, fields) {
  if (surface.inert) return;
  if (element.confirm && !(await ask(element.confirm, textObject(element.confirm.text)))) return;
  if (element.url) open(element.url, "_blank", "noopener");
  const values = stateValues(surface, surface.blocks);
  const click = { container: surface.container, block_id: id, action_id: element.action_id, ...fields, values };
  await actBusy(`${surface.id} ${id} ${element.action_id}`, "click", click);
}

/** One interactive element of the block `id`; null if its type is unknown. */
export function element(surface, block, id, el, hooks = {}) {
  const put = (value, send = true) => {
    const form = page.forms.get(surface.id) ?? {};
    page.forms.set(surface.id, { ...form, [id]: { ...form[id], [el.action_id]: value } });
    const faults = page.faults.get(surface.view) ?? {};
    if (surface.view) page.faults.set(surface.view, { ...faults, [id]: "" });
    changed();
    const [field] = FIELDS[el.type];
    if (send && (block.type !== "input" || block.dispatch_action)) dispatch(surface, id, el, { [field]: value });
  };
  const common = { "data-action-id": el.action_id, "data-block-id": id, ...hooks };
  const key = `${id} ${el.action_id} ${el.type}`;
  const value = FIELDS[el.type] && current(surface, id, el);
  const busy = page.busy.has(`${surface.id} ${id} ${el.action_id}`);
  const send = (fields) => dispatch(surface, id, el, fields);

  if (el.type === "button") {
    const press = () => send({ value: el.value });
    return h("button", { ...common, key, type: "button", class: `button ${el.style ?? ""}`, "aria-busy": busy, "aria-label": el.accessibility_label, onclick: press },
      plainText(el.text.text));
  }
  if (el.type === "overflow") {
    const items = el.options.map((option) => ({
      label: option.text.text, hint: option.description?.text, "data-value": option.value,
      run: () => {
        if (option.url) open(option.url, "_blank", "noopener");
        send({ selected_option: slackOption(option) });
      },
    }));
    return h("button", { ...common, key, type: "button", class: "icon-button", "aria-label": "More choices", "aria-haspopup": "menu", "aria-busy": busy, onclick: (e) => openMenu(e.currentTarget, items) }, icon("more"));
  }
  if (el.type in TEXT_INPUTS) return textInput(el, { ...common, key }, value, put, send, block);
  if (el.type === "checkboxes" || el.type === "radio_buttons") return choices(surface, el, common, key, value, put);
  if (el.type.startsWith("multi_") && FIELDS[el.type]) return manyOf(surface, el, common, key, value, put);
  if (FIELDS[el.type]) return oneOf(el, { ...common, key }, value, put);
  return null;
}

function textInput(el, props, value, put, send, block) {
  const isText = el.type === "plain_text_input";
  const seconds = el.type === "datetimepicker";
  const shown = seconds && value ? new Date(value * 1000).toISOString().slice(0, 16) : value ?? "";
  const read = (target) => (seconds && target.value ? Date.parse(`${target.value}Z`) / 1000 : target.value || null);
  const eager = el.dispatch_action_config?.trigger_actions_on?.includes("on_character_entered");
  const typing = isText || el.type.endsWith("_input");
  const box = {
    ...props,
    value: String(shown),
    placeholder: el.placeholder?.text,
    maxlength: el.max_length,
    min: el.min_value,
    max: el.max_value,
    step: el.type === "number_input" && el.is_decimal_allowed ? "any" : null,
    autofocus: el.focus_on_load,
    oninput: typing ? (e) => put(read(e.target), Boolean(eager)) : null,
    onchange: typing ? null : (e) => put(read(e.target)),
    onkeydown: (e) => {
      if (e.key !== "Enter" || el.multiline || !typing) return;
      e.preventDefault();
      if (block.dispatch_action) send({ value: read(e.target) });
    },
  };
  if (!(isText && el.multiline)) return h("input", { ...box, class: "control", type: TEXT_INPUTS[el.type] });
  const left = el.max_length && el.max_length - (value ?? "").length;
  const counter = left !== undefined && left <= Math.max(100, el.max_length / 4);
  return h("div", { class: "grow", key: `grow ${props.key}` },
    h("textarea", { ...box, class: "control", rows: 5 }),
    counter && h("small", { class: "counter" }, `${left} left`));
}

const optionsOf = (el) => el.options ?? (el.option_groups ?? []).flatMap((group) => group.options);

/** The rows of a select: [value, label, what is sent, description, group]. */
function rowsOf(el) {
  if (el.type.includes("users")) {
    return page.snap.people.map((p) => [p.id, nameOf(p.id), p.id]);
  }
  if (el.type.includes("channels") || el.type.includes("conversations")) {
    const fits = (c) => !c.is_archived && (!c.is_im || (el.type.includes("conversations") && (el.filter?.include?.includes("im") ?? true)));
    return page.snap.channels.filter(fits).map((c) => [c.id, c.is_im ? titleOf(c) : `# ${c.name}`, c.id]);
  }
  if (el.option_groups) {
    return el.option_groups.flatMap((group) => group.options.map((o) => [o.value, o.text.text, slackOption(o), o.description, group.label.text]));
  }
  return optionsOf(el).map((o) => [o.value, o.text.text, slackOption(o), o.description]);
}

const rowKey = (value) => value?.value ?? value ?? "";

function oneOf(el, props, value, put) {
  const rows = rowsOf(el);
  const node = ([key, label]) => h("option", { key, value: key }, plainText(label).map((n) => n.children ?? n));
  const groups = [...new Set(rows.map((row) => row[4]))];
  const change = (e) => put(rows.find((row) => row[0] === e.target.value)?.[2] ?? null);
  return h("select", { ...props, class: "control", value: rowKey(value), onchange: change, autofocus: el.focus_on_load },
    h("option", { key: "", value: "" }, el.placeholder?.text ?? "Choose…"),
    groups.map((name) => {
      const inside = rows.filter((row) => row[4] === name).map(node);
      return name === undefined ? inside : h("optgroup", { key: name, label: name }, inside);
    }));
}

function manyOf(surface, el, common, key, value, put) {
  const rows = rowsOf(el);
  const chosen = new Set(value.map(rowKey));
  const change = (row) => (e) => {
    chosen[e.target.checked ? "add" : "delete"](row[0]);
    put(rows.filter((r) => chosen.has(r[0])).map((r) => r[2]));
  };
  const full = el.max_selected_items && chosen.size >= el.max_selected_items;
  return h("div", { ...common, key, role: "group", class: "many" },
    rows.map((row) => h("label", { key: row[0], class: "choice" },
      h("input", { type: "checkbox", value: row[0], checked: chosen.has(row[0]), disabled: full && !chosen.has(row[0]), onchange: change(row) }),
      h("span", {}, plainText(row[1])))));
}

function choices(surface, el, common, key, value, put) {
  const many = el.type === "checkboxes";
  const chosen = new Set([value].flat().filter(Boolean).map(rowKey));
  const change = (option) => (e) => {
    if (!many) return put(slackOption(option));
    chosen[e.target.checked ? "add" : "delete"](option.value);
    return put(el.options.filter((o) => chosen.has(o.value)).map(slackOption));
  };
  const name = `${surface.id} ${key}`;
  return h("div", { ...common, key, role: many ? "group" : "radiogroup", class: "choices" },
    el.options.map((option) => h("label", { key: option.value, class: "choice" },
      h("input", { type: many ? "checkbox" : "radio", name, value: option.value, checked: chosen.has(option.value), onchange: change(option) }),
      h("span", {}, textObject(option.text), option.description && h("small", {}, textObject(option.description))))));
}
