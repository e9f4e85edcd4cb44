/** Draws the page from what it knows, keeps the scroll where one reads, and says new messages aloud. */

import { channelHead, notices, sideBar, topBar } from "./chrome.js";
import { composer } from "./composer.js";
import { draw, h, icon } from "./dom.js";
import { messageList } from "./messages.js";
import { asTyped } from "./mrkdwn.js";
import { begin, changed, channelOf, drawnBy, go, nameOf, page, refresh, titleOf } from "./state.js";
import { drawModal, gallery, home } from "./views.js";

const at = (id) => document.getElementById(id);
const pane = at("main");
const side = at("thread");

function drawAll() {
  if (!page.snap) return;
  const channel = channelOf(page.channel);
  const root = channel && page.thread && page.snap.messages.find((m) => m.ts === page.thread);
  document.body.dataset.pane = page.pane;
  document.body.dataset.me = page.snap?.me ?? "";
  document.body.toggleAttribute("data-drawer", page.drawer);
  document.body.toggleAttribute("data-thread", Boolean(root) && page.pane === "channel");
  document.title = page.pane === "channel" && channel ? `${titleOf(channel)} · local Slack` : "local Slack";

  draw(at("top"), topBar());
  draw(at("side"), sideBar());
  keepingScroll(pane, `${page.as} ${page.channel} ${page.pane}`, () => draw(pane, mainPane(channel)));
  keepingScroll(side, `${page.as} ${page.thread}`, () => draw(side, root && page.pane === "channel" ? thread(channel, root) : null));
  draw(at("notices"), notices());
  drawModal();
  sayNew(channel);
}

function mainPane(channel) {
  if (page.pane === "gallery") return [plainHead("Gallery", "Everything that the bot can show. Nothing here is sent."), scroller("gallery", gallery())];
  if (page.pane === "home") return [plainHead(page.snap.app.name, "Home"), scroller("home", home())];
  if (!channel) return h("p", { class: "empty" }, "There is no channel here.");
  const empty = h("p", { class: "empty" }, channel.is_im ? `This is the beginning of your conversation with ${titleOf(channel)}.` : `This is the beginning of #${channel.name}.`);
  const list = page.snap.messages.length ? messageList(channel, page.snap.messages, false) : empty;
  return [
    channelHead(channel),
    scroller(`channel ${channel.id}`, h("div", { class: "list" }, list)),
    composer(channel, null),
  ];
}

const plainHead = (title, about) => h("header", { class: "pane-head", key: "head" }, h("h1", {}, title), h("p", { class: "topic" }, about));
const scroller = (key, ...inner) => h("div", { class: "scroller", key, tabindex: 0, role: "region", "aria-label": "Messages" }, inner);

function thread(channel, root) {
  const replies = root.replies ?? [];
  const count = replies.filter((reply) => !reply.is_ephemeral).length;
  return [
    h("header", { class: "pane-head", key: "head" },
      h("h1", {}, "Thread"), h("p", { class: "topic" }, titleOf(channel)),
      h("button", { type: "button", class: "icon-button", "aria-label": "Close the thread", "data-testid": "close-thread", onclick: () => go({}) }, icon("close"))),
    h("div", { class: "scroller", key: root.ts, tabindex: 0, role: "region", "aria-label": "Messages in the thread" },
      h("div", { class: "list" },
        messageList(channel, [root], true),
        h("div", { key: "count", class: "day" }, h("span", {}, count ? `${count} ${count === 1 ? "reply" : "replies"}` : "No replies yet")),
        messageList(channel, replies, true))),
    composer(channel, root.ts),
  ];
}

const places = new WeakMap();

/** Stays at the end if one was there, and starts there in a new place. */
function keepingScroll(host, place, redraw) {
  const before = host.querySelector(".scroller");
  const atEnd = before && before.scrollHeight - before.scrollTop - before.clientHeight < 60;
  redraw();
  const scroll = host.querySelector(".scroller");
  const fresh = places.get(host) !== place;
  places.set(host, place);
  if (!scroll) return;
  if (page.pane !== "channel") {
    if (fresh) scroll.scrollTop = 0;
  } else if (fresh || atEnd) scroll.scrollTop = scroll.scrollHeight;
}

let heardUntil = null;

function sayNew(channel) {
  const all = page.snap.messages.flatMap((m) => [m, ...(m.replies ?? [])]);
  const latest = all.reduce((most, m) => Math.max(most, Number(m.ts)), 0);
  const place = `${page.as} ${channel?.id}`;
  const fresh = heardUntil?.place === place ? all.filter((m) => Number(m.ts) > heardUntil.latest && m.user !== page.as) : [];
  heardUntil = { place, latest };
  if (fresh.length) draw(at("spoken"), fresh.map((m) => h("p", { key: m.ts }, `${nameOf(m.user)}: ${asTyped(m.text ?? "").slice(0, 200)}`)));
}

drawnBy(drawAll);
addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open], :popover-open")) return;
  if (page.drawer) page.drawer = false;
  else if (page.thread && !page.editing) go({});
  changed();
});
at("veil").addEventListener("click", () => {
  page.drawer = false;
  changed();
});
await begin();
setInterval(refresh, 5000); // the clock goes on, and the bot may have gone
