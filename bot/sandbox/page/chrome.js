/** What stands around the messages: side bar, top bar with the clock, headings and notices. */

import { h, icon } from "./dom.js";
import { avatar } from "./messages.js";
import { openMenu } from "./menu.js";
import { act, changed, channelOf, go, inChannel, isBot, nameOf, now, page, placeOf, titleOf, zone } from "./state.js";
import { inFull, moment, untilMorning } from "./time.js";

/** Workspace, person, channels, direct messages, Home. */
export function sideBar() {
  const { snap } = page;
  const rooms = snap.channels.filter((c) => !c.is_im).sort((a, b) => a.name.localeCompare(b.name));
  const direct = snap.channels.filter((c) => c.is_im);
  return [
    h("header", { class: "workspace" }, h("span", { class: "mark", "aria-hidden": "true" }, "L"),
      h("div", {}, h("strong", {}, snap.team.name), h("small", {}, "local Slack"))),
    personSwitch(),
    h("nav", { "aria-label": "Conversations" },
      heading("Channels"), rooms.map((c) => room(c, c.name, icon(c.is_private ? "lock" : "hash"))),
      direct.length > 0 && heading("Direct messages"),
      direct.map((c) => room(c, titleOf(c), avatar(c.members?.find((id) => id !== snap.me) ?? snap.app.bot_user, true))),
      heading("Apps"),
      h("a", { key: "home", class: "room", href: placeOf({ pane: "home" }), "data-testid": "home-tab", "aria-current": page.pane === "home" ? "page" : null, onclick: shut }, icon("home"), h("span", {}, `${snap.app.name} Home`))),
    h("a", { key: "gallery", class: "room to-gallery", href: "#gallery", onclick: shut }, icon("grid"), h("span", {}, "Gallery")),
  ];
}

const heading = (words) => h("h2", { key: words }, words);
const shut = () => { page.drawer = false; };

function room(channel, name, sign) {
  const here = page.pane === "channel" && channel.id === page.channel;
  const unread = !here && channel.unread;
  const outside = !inChannel(channel, page.snap.me);
  return h("a", {
    key: channel.id, class: `room${unread ? " unread" : ""}${outside || channel.is_archived ? " faint" : ""}`, href: placeOf({ channel: channel.id }),
    "data-testid": "channel", "data-channel": channel.id, "aria-current": here ? "page" : null, onclick: shut,
  }, sign, h("span", {}, name), unread > 0 && h("span", { class: "count", "aria-label": `${unread} unread` }, String(unread)));
}

function personSwitch() {
  const people = page.snap.people.filter((p) => !isBot(p.id));
  const change = (event) => {
    const channel = channelOf(page.channel);
    go({ as: event.target.value, channel: channel?.is_im ? null : page.channel, pane: page.pane === "home" ? "home" : "channel" });
  };
  return h("label", { class: "person", key: "person" }, avatar(page.snap.me),
    h("span", {}, h("small", {}, "Acting as"), h("strong", {}, nameOf(page.snap.me)), h("small", { class: "zone" }, zone().split("/").at(-1).replaceAll("_", " "))),
    icon("down"),
    h("select", { "data-testid": "person-switch", "aria-label": "Acting as", value: page.snap.me, onchange: change },
      people.map((p) => h("option", { key: p.id, value: p.id }, nameOf(p.id) + (p.is_owner ? " (owner)" : p.is_admin ? " (admin)" : "")))));
}

/** The clock, what moves it, and whether the bot is there. */
export function topBar() {
  const { app } = page.snap;
  const moves = [["1 hour on", () => 3600, "clock-hour"], ["1 day on", () => 86400, "clock-day"], ["To the next 09:00", () => untilMorning(now(), zone()), "clock-morning"]];
  const items = moves.map(([label, seconds, testid]) => ({ label, "data-testid": testid, run: () => act("move_clock", { seconds: seconds() }) }));
  const ahead = Math.round(page.snap.clock_moved / 3600);
  const said = `${inFull(now(), zone())}, ${zone()}${ahead ? `, ${ahead} hours ahead` : ""}`;
  const [state, words] = !page.live ? ["lost", "Reconnecting…"] : app.connected ? ["on", `${app.name} is connected`] : ["off", `${app.name} is not connected`];
  return [
    h("button", { key: "drawer", type: "button", class: "icon-button drawer-button", "aria-label": "Conversations", "aria-expanded": String(page.drawer), onclick: () => { page.drawer = !page.drawer; changed(); } }, icon("menu")),
    h("strong", { class: "brand" }, "local Slack"),
    h("button", { key: "clock", type: "button", class: "clock", "data-testid": "clock", "aria-haspopup": "menu", title: `${said}. Move the clock`, onclick: (e) => openMenu(e.currentTarget, items) },
      icon("clock"), h("time", {}, moment(now(), zone())), icon("down")),
    h("span", { key: "state", class: `app-state ${state}`, role: "status", "data-testid": "app-state", title: words }, h("i", {}), h("span", {}, words)),
  ];
}

/** The heading of a channel, with who is in it. */
export function channelHead(channel) {
  const members = channel.members ?? [];
  const topic = channel.topic?.value ?? channel.topic;
  return h("header", { class: "pane-head", key: "head" },
    h("h1", {}, channel.is_im ? avatar(members.find((id) => id !== page.snap.me) ?? page.snap.app.bot_user, true) : icon(channel.is_private ? "lock" : "hash"), titleOf(channel)),
    topic && h("p", { class: "topic" }, topic),
    !channel.is_im && h("button", { type: "button", class: "members", "aria-label": `${members.length} members`, "aria-haspopup": "menu", "data-testid": "members", onclick: (e) => openMenu(e.currentTarget, memberItems(channel, members)) }, icon("people"), String(members.length)));
}

function memberItems(channel, members) {
  const outside = page.snap.people.filter((p) => !members.includes(p.id));
  return [
    { title: `${members.length} members` },
    ...members.map((id) => ({
      label: nameOf(id), hint: id === page.snap.me ? "leave" : isBot(id) ? "remove" : null, "data-user": id,
      run: () => (id === page.snap.me || isBot(id)) && act("leave", { channel: channel.id, user: id }),
    })),
    outside.length > 0 && { title: "Not in this channel" },
    ...outside.map((p) => ({ label: `Add ${nameOf(p.id)}`, "data-testid": "invite", "data-user": p.id, run: () => act("invite", { channel: channel.id, user: p.id }) })),
  ].filter(Boolean);
}

/** What Slackbot or the page has to say, newest last, until it is dismissed. */
const NOTICE_STAYS = 8000; // milliseconds: long enough to read, then out of the way
const leaving = new Set();

function dismiss(id) {
  page.dismissed.add(id);
  changed();
}

function goesAway(id) {
  if (leaving.has(id)) return;
  leaving.add(id);
  setTimeout(() => dismiss(id), NOTICE_STAYS);
}

export function notices() {
  const all = [...page.snap.notices, ...page.told].filter((notice) => !page.dismissed.has(notice.id)).slice(-3);
  for (const notice of all) goesAway(notice.id);
  return all.map((notice) => h("div", { key: notice.id, class: "notice", "data-testid": "notice" }, h("span", {}, notice.text),
    h("button", { type: "button", class: "icon-button", "aria-label": "Dismiss", onclick: () => { dismiss(notice.id) } }, icon("close"))));
}

