/** A channel's messages and a thread: who wrote what when, and what one can do with each. */

import { blocks, image } from "./blocks.js";
import { editor } from "./composer.js";
import { h, icon } from "./dom.js";
import { emoji, OFFERED } from "./emoji.js";
import { ask, openMenu } from "./menu.js";
import { asTyped, mrkdwn } from "./mrkdwn.js";
import { act, actBusy, changed, go, isBot, me, nameOf, now, page, zone } from "./state.js";
import { day, dayKey, hour, inFull, nearDay } from "./time.js";

const SYSTEM = new Set(["channel_join", "channel_leave", "group_join", "group_leave", "channel_topic", "channel_purpose", "channel_name", "channel_archive", "channel_unarchive"]);
const TOGETHER = 300; // seconds within which one person's messages share a heading

/** A coloured square with a person's initials, the same for a person everywhere. */
export function avatar(id, small = false) {
  const name = nameOf(id);
  const initials = name.split(/[\s._-]+/).filter(Boolean).map((word) => [...word][0]).slice(0, 2).join("").toUpperCase();
  const hue = [...id].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) % 360, 7);
  return h("span", { class: `avatar${small ? " small" : ""}${isBot(id) ? " bot" : ""}`, style: { "--hue": hue }, "aria-hidden": "true" }, initials);
}

/** Messages of one place, with a line where a day begins. */
export function messageList(channel, messages, inThread) {
  const out = [];
  let before = null;
  messages.forEach((message) => {
    const at = Number(message.ts);
    if (!inThread && (!before || dayKey(at, zone()) !== dayKey(Number(before.ts), zone()))) {
      out.push(h("div", { key: `day ${dayKey(at, zone())}`, class: "day", role: "separator" }, h("span", {}, day(at, now(), zone()))));
      before = null;
    }
    const follows = before && before.user === message.user && at - Number(before.ts) < TOGETHER && !before.reply_count
      && !message.is_ephemeral && !before.is_ephemeral && !before.subtype && !message.subtype;
    out.push(messageNode(channel, message, inThread, follows));
    before = message;
  });
  return out;
}

function messageNode(channel, message, inThread, follows) {
  const key = `${message.is_ephemeral ? "private" : "message"} ${message.ts}`;
  const root = !message.thread_ts || message.thread_ts === message.ts;
  const hooks = { key, "data-ts": message.ts, "data-testid": message.is_ephemeral ? "ephemeral" : root ? "message" : "reply" };
  if (SYSTEM.has(message.subtype)) {
    return h("article", { ...hooks, class: "message system" }, h("span", {}, mrkdwn(message.text)), time(message));
  }
  if (message.subtype === "tombstone") {
    return h("article", { ...hooks, class: "message gone" }, h("span", {}, "This message was deleted."), !inThread && threadFoot(message));
  }
  const classes = ["message", follows && "follows", message.is_ephemeral && "private", page.editing === message.ts && "editing"];
  const wrote = nameOf(message.user);
  return h("article", { ...hooks, class: classes.filter(Boolean).join(" "), "aria-label": `${wrote}, ${hour(Number(message.ts), zone())}` },
    h("div", { class: "gutter" }, follows ? time(message) : avatar(message.user)),
    h("div", { class: "body" },
      message.is_ephemeral && privateMark(channel, message),
      !follows && h("header", {},
        h("strong", { class: "author" }, wrote), isBot(message.user) && h("span", { class: "badge" }, "App"), time(message)),
      message.subtype === "thread_broadcast" && !inThread && h("button", { class: "quiet-link", type: "button", onclick: () => go({ thread: message.thread_ts }) }, "replied to a thread"),
      page.editing === message.ts ? editor(channel, message) : content(channel, message),
      (message.attachments ?? []).map((attached, i) => h("div", { key: `attached ${i}`, class: "attached text" }, attachment(channel, message, attached))),
      (message.files ?? []).map(file),
      reactions(channel, message),
      !inThread && threadFoot(message)),
    page.editing !== message.ts && !message.is_ephemeral && tools(channel, message, inThread));
}

const time = (message) => h("time", { title: inFull(Number(message.ts), zone()) }, hour(Number(message.ts), zone()));

function privateMark(channel, message) {
  const dismiss = () => act("dismiss", { channel: channel.id, ts: message.ts });
  return h("div", { class: "private-mark" }, icon("eye"), h("span", {}, "Only visible to you"),
    h("button", { type: "button", class: "quiet-link", "data-testid": "dismiss", onclick: dismiss }, "Dismiss message"));
}

function content(channel, message) {
  const edited = message.edited && h("small", { class: "edited" }, "(edited)");
  const typed = !isBot(message.user) && message.blocks?.every((block) => block.type === "rich_text"); // a copy of its text
  if (typed || !message.blocks?.length) return h("div", { class: "text", key: "text" }, mrkdwn(message.text ?? ""), edited);
  return h("div", { class: "blocks", key: "blocks" }, blocks(surfaceOf(channel, message, message.blocks)), edited);
}

const surfaceOf = (channel, message, shown) => ({
  id: `message ${page.as} ${channel.id} ${message.ts}`,
  container: { type: "message", channel: channel.id, ts: message.ts, is_ephemeral: Boolean(message.is_ephemeral) },
  blocks: shown,
});

const attachment = (channel, message, attached) =>
  (attached.blocks ? blocks(surfaceOf(channel, message, attached.blocks)) : mrkdwn(attached.text ?? attached.fallback ?? ""));

function file(attached) {
  const name = attached.title || attached.name || attached.id;
  const address = attached.url_private ?? attached.permalink;
  if (attached.mimetype?.startsWith("image/") && address) {
    return h("figure", { key: attached.id, class: "file" }, h("figcaption", {}, name), image({ image_url: address, alt_text: attached.alt_txt || name }));
  }
  return h("a", { key: attached.id, class: "file chip", href: address, download: attached.name }, icon("file"), name);
}

function reactions(channel, message) {
  if (!message.reactions?.length) return null;
  return h("div", { class: "reactions", key: "reactions" },
    message.reactions.map(({ name, users, count }) => {
      const mine = users.includes(page.snap.me);
      const who = `${users.map(nameOf).join(", ")} reacted with :${name}:`;
      const toggle = () => act(mine ? "unreact" : "react", { channel: channel.id, ts: message.ts, name });
      return h("button", { key: name, type: "button", class: "reaction", "aria-pressed": String(mine), "aria-label": who, title: who, "data-testid": "reaction", "data-name": name, onclick: toggle },
        h("span", { class: "emoji" }, emoji(name)), String(count ?? users.length));
    }),
    !message.is_ephemeral && h("button", { key: "add", type: "button", class: "reaction add", "aria-label": "Add a reaction", onclick: (e) => pickReaction(e.currentTarget, channel, message) }, icon("smile")));
}

function threadFoot(message) {
  const replies = (message.replies ?? []).filter((reply) => !reply.is_ephemeral);
  const hidden = (message.replies ?? []).length - replies.length;
  const count = message.reply_count ?? replies.length;
  if (!count && !hidden) return null;
  const last = replies.at(-1);
  const when = last && `${nearDay(Number(last.ts), now(), zone()) ?? day(Number(last.ts), now(), zone())} at ${hour(Number(last.ts), zone())}`;
  const words = count ? `${count} ${count === 1 ? "reply" : "replies"}` : "Only visible to you";
  return h("button", { type: "button", class: "thread-foot", key: "thread", "data-testid": "open-thread", onclick: () => go({ thread: message.ts }) },
    [...new Set(replies.map((reply) => reply.user))].slice(0, 4).map((id) => h("span", { key: id }, avatar(id, true))),
    h("strong", {}, words), when && h("small", {}, `Last reply ${when.replace(/^[TY](?=o|e)/, (c) => c.toLowerCase())}`));
}

function tools(channel, message, inThread) {
  const threadOf = message.thread_ts ?? message.ts;
  return h("div", { class: "tools", key: "tools" },
    h("button", { key: "react", type: "button", class: "icon-button", "aria-label": "Add a reaction", title: "Add a reaction", "data-testid": "react", onclick: (e) => pickReaction(e.currentTarget, channel, message) }, icon("smile")),
    !inThread && h("button", { key: "reply", type: "button", class: "icon-button", "aria-label": "Reply in thread", title: "Reply in thread", "data-testid": "reply-in-thread", onclick: () => go({ thread: threadOf }) }, icon("reply")),
    h("button", { key: "more", type: "button", class: "icon-button", "aria-label": "More actions", title: "More actions", "aria-haspopup": "menu", "data-testid": "more", "aria-busy": page.busy.has(`shortcut ${message.ts}`), onclick: (e) => openMenu(e.currentTarget, moreActions(channel, message, inThread, e.currentTarget)) }, icon("more")));
}

function moreActions(channel, message, inThread, anchor) {
  const mine = message.user === page.snap.me;
  const where = { channel: channel.id, ts: message.ts };
  const remove = async () => {
    const text = h("p", {}, asTyped(message.text ?? "").slice(0, 200));
    if (await ask({ title: { text: "Delete this message?" }, confirm: { text: "Delete" }, style: "danger" }, [text])) act("delete", where);
  };
  const edit = () => { page.editing = message.ts; changed(); };
  const shortcuts = page.snap.shortcuts.map((shortcut) => ({
    label: shortcut.name,
    hint: page.snap.app.name,
    "data-testid": "shortcut",
    "data-callback-id": shortcut.callback_id,
    run: () => actBusy(`shortcut ${message.ts}`, "shortcut", { callback_id: shortcut.callback_id, ...where }),
  }));
  return [
    { label: "Add a reaction", run: () => pickReaction(anchor, channel, message) },
    !inThread && { label: "Reply in thread", run: () => go({ thread: message.thread_ts ?? message.ts }) },
    mine && { label: "Edit message", run: edit, "data-testid": "edit" },
    (mine || me().is_admin) && { label: "Delete message", run: remove, danger: true, "data-testid": "delete" },
    { label: "Copy text", run: () => navigator.clipboard?.writeText(asTyped(message.text ?? "")) },
    shortcuts.length > 0 && { title: "Shortcuts" },
    ...shortcuts,
  ].filter(Boolean);
}

function pickReaction(anchor, channel, message) {
  const items = OFFERED.map((name) => ({
    label: name.replaceAll("_", " "),
    picture: emoji(name),
    "data-name": name,
    run: () => {
      const has = message.reactions?.some((r) => r.name === name && r.users.includes(me().id));
      return act(has ? "unreact" : "react", { channel: channel.id, ts: message.ts, name });
    },
  }));
  openMenu(anchor, items, { grid: true });
}
