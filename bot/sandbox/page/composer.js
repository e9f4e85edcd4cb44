/** Where one writes: messages, answers in a thread, edits, and slash commands with their list. */

import { h, icon } from "./dom.js";
import { emoji, emojiLike } from "./emoji.js";
import { act, changed, channelOf, draft, inChannel, isBot, nameOf, page, tell, titleOf } from "./state.js";
import { asTyped } from "./mrkdwn.js";

/** The composer of a channel, or of a thread in it; or in their place why one cannot write here. */
export function composer(channel, thread) {
  if (channel.is_archived) return h("div", { class: "composer-note" }, "This channel is archived.");
  if (!inChannel(channel, page.snap.me)) {
    const join = () => act("invite", { channel: channel.id, user: page.snap.me });
    return h("div", { class: "composer-note" }, `You are not in #${channel.name}.`, h("button", { class: "button primary", onclick: join }, "Join"));
  }
  const key = [page.as, channel.id, thread].filter(Boolean).join("/");
  const send = (text) => (thread ? sendReply(channel, thread, text, key) : sendMessage(channel, text, key));
  return h("div", { class: "composer-area", key },
    box({
      key,
      label: thread ? "Reply in the thread" : `Message ${channel.is_im ? titleOf(channel) : `#${channel.name}`}`,
      testid: thread ? "thread-composer" : "composer",
      button: thread ? "thread-send" : "send",
      send,
      commands: !thread,
    }),
    thread && !channel.is_im && h("label", { class: "choice also" },
      h("input", { type: "checkbox", checked: page.alsoSend, "data-testid": "also-send", onchange: (e) => { page.alsoSend = e.target.checked; } }),
      h("span", {}, `Also send to #${channel.name}`)));
}

async function sendMessage(channel, text, key) {
  if (/^\/[a-z]/i.test(text)) {
    const known = text.startsWith("/invite ") || page.snap.commands.some((c) => c.command === text.split(/\s/)[0]);
    if (!known) return keep(key, text, `${text.split(/\s/)[0]} is not a valid command.`);
    return (await act("command", { channel: channel.id, text })) ?? restore(key, text);
  }
  return (await act("post", { channel: channel.id, text })) ?? restore(key, text);
}

async function sendReply(channel, thread, text, key) {
  const command = /^\/[a-z]\S*/i.exec(text)?.[0];
  if (command && page.snap.commands.some((c) => c.command === command)) {
    return keep(key, text, `${command} is not supported in threads.`);
  }
  const broadcast = page.alsoSend;
  page.alsoSend = false;
  return (await act("post", { channel: channel.id, text, thread_ts: thread, ...(broadcast && { broadcast }) })) ?? restore(key, text);
}

function keep(key, text, why) {
  restore(key, text);
  tell(why);
}

/** Gives back what could not be sent, unless something new was begun. */
function restore(key, text) {
  if (!page.drafts[key]) draft(key, text);
  changed();
}

/** The box in which a message is edited. */
export function editor(channel, message) {
  const key = `edit/${page.as}/${channel.id}/${message.ts}`;
  if (page.drafts[key] === undefined) page.drafts[key] = asTyped(message.text);
  const done = () => {
    draft(key, "");
    page.editing = null;
    changed();
  };
  const send = async (text) => {
    done();
    if (text !== asTyped(message.text)) await act("edit", { channel: channel.id, ts: message.ts, text });
  };
  return h("div", { class: "editor", key: "editor" },
    box({ key, label: "Edit the message", testid: "editor", button: "save", send, cancel: done }));
}

function box({ key, label, testid, button, send, cancel, commands = false }) {
  const text = page.drafts[key] ?? "";
  const listId = `list-${testid}`;
  const completion = page.completion?.key === key ? page.completion : null;
  const submit = () => {
    if (!text.trim()) return;
    page.completion = null;
    draft(key, "");
    changed();
    send(text.trim());
  };
  const insert = (choice, area) => {
    const before = `${text.slice(0, completion.from)}${choice.insert} `;
    draft(key, before + text.slice(completion.to).trimStart());
    page.completion = null;
    changed();
    queueMicrotask(() => { area.focus(); area.setSelectionRange(before.length, before.length); });
  };
  const keydown = (event) => {
    if (event.isComposing) return;
    if (completion && steer(event, completion, (choice) => insert(choice, event.target))) return event.preventDefault();
    if (event.key === "Escape" && cancel) return cancel();
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      submit();
    }
    return undefined;
  };
  const input = (event) => {
    draft(key, event.target.value);
    page.completion = complete(key, event.target.value, event.target.selectionStart, commands);
    changed();
  };
  const blur = () => setTimeout(() => { if (completion && page.completion === completion) { page.completion = null; changed(); } }, 150);
  const command = commands && page.snap.commands.find((c) => text.startsWith(`${c.command} `) || text === c.command);
  return h("div", { class: "composer" },
    completion && h("div", { class: "completion", role: "listbox", id: listId, "aria-label": "Suggestions", "data-testid": "completion" },
      completion.choices.map((choice, i) => h("div", {
        key: choice.insert, role: "option", id: `${listId}-${i}`, "aria-selected": String(i === completion.index), class: "choice-row",
        onmousedown: (e) => { e.preventDefault(); insert(choice, document.querySelector(`[data-testid=${testid}]`)); },
      }, h("span", {}, choice.shown), choice.hint && h("code", {}, choice.hint), choice.about && h("small", {}, choice.about)))),
    command && !completion && h("div", { class: "usage" }, h("code", {}, `${command.command} ${command.usage_hint ?? ""}`), h("small", {}, command.description)),
    h("textarea", {
      key, value: text, rows: 1, "aria-label": label, placeholder: label, "data-testid": testid, autocomplete: "off",
      "aria-controls": completion ? listId : null, "aria-activedescendant": completion ? `${listId}-${completion.index}` : null,
      disabled: page.as !== page.snap.me, // one is still becoming somebody else
      oninput: input, onkeydown: keydown, onblur: blur,
      born: cancel && ((area) => { area.focus(); area.setSelectionRange(text.length, text.length); }),
    }),
    h("div", { class: "composer-foot" },
      h("small", {}, h("kbd", {}, "Enter"), " to send, ", h("kbd", {}, "Shift"), "+", h("kbd", {}, "Enter"), " for a new line"),
      cancel && h("button", { key: "cancel", class: "button", type: "button", onclick: cancel }, "Cancel"),
      cancel
        ? h("button", { key: "save", class: "button primary", type: "button", "data-testid": button, onclick: submit }, "Save")
        : h("button", { key: "send", class: "send", type: "button", "aria-label": "Send", "data-testid": button, disabled: !text.trim(), onclick: submit }, icon("send"))));
}

/** Moves in, takes from or closes the list of suggestions; true if the key was meant for it. */
function steer(event, completion, take) {
  const { choices } = completion;
  if (event.key === "ArrowDown") completion.index = (completion.index + 1) % choices.length;
  else if (event.key === "ArrowUp") completion.index = (completion.index + choices.length - 1) % choices.length;
  else if (event.key === "Escape") page.completion = null;
  else if (event.key === "Tab" || (event.key === "Enter" && !event.shiftKey)) take(choices[completion.index]);
  else return false;
  changed();
  return true;
}

function complete(key, text, caret, commands) {
  const before = text.slice(0, caret);
  const [, mark, word] = /(?:^|\s)([@:])([\w+-]*)$/.exec(before) ?? /^(\/)([\w-]*)$/.exec(before) ?? [];
  if (!mark || (mark === ":" && word.length < 2) || (mark === "/" && !commands)) return null;
  const choices = { "@": people, ":": pictures, "/": matchingCommands }[mark](word.toLowerCase()).slice(0, 8);
  if (choices.length === 1 && choices[0].insert === mark + word) return null;
  return choices.length ? { key, from: caret - word.length - 1, to: caret, choices, index: 0 } : null;
}

const matchingCommands = (word) => page.snap.commands.filter((c) => c.command.startsWith(`/${word}`))
  .map((c) => ({ insert: c.command, shown: c.command, hint: c.usage_hint, about: c.description }));

const people = (word) => page.snap.people
  .filter((p) => inChannel(channelOf(page.channel), p.id) || isBot(p.id))
  .filter((p) => [p.name, p.real_name].some((name) => name?.toLowerCase().startsWith(word)))
  .map((p) => ({ insert: `@${p.name}`, shown: nameOf(p.id), about: `@${p.name}` }));

const pictures = (word) => emojiLike(word).map((name) => ({ insert: `:${name}:`, shown: `${emoji(name)} :${name}:` }));
