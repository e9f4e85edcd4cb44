/** What the page knows - the snapshot, the place on screen, what is being typed - and how it asks and tells the server. */

export const page = {
  snap: null, // the server's last snapshot, for `as`
  as: null,
  channel: null,
  thread: null,
  pane: "channel", // channel, home or gallery
  live: true, // the stream is open
  drafts: JSON.parse(sessionStorage.getItem("drafts") ?? "{}"), // text not sent yet, by composer
  forms: new Map(), // surface -> block_id -> action_id -> what was filled in
  faults: new Map(), // view id -> block_id -> words; "" hides the server's
  busy: new Set(), // what is waiting for the bot
  editing: null, // the ts of the message being edited
  told: [], // the page's own notices
  dismissed: new Set(),
  drawer: false, // the side bar, where it does not fit beside
  completion: null,
  alsoSend: false,
  gallery: null,
};

let redraw = () => {};
let waiting = false;

/** Says who draws; called once. */
export function drawnBy(callback) {
  redraw = callback;
}

/** Draws again, once, when the present task is done. */
export function changed() {
  if (waiting) return;
  waiting = true;
  queueMicrotask(() => {
    waiting = false;
    redraw();
  });
}

/** The page's clock: the sandbox's, carried on since the snapshot. */
export const now = () => (page.snap ? page.snap.now + (performance.now() - page.snapAt) / 1000 : 0);
export const me = () => person(page.snap.me);
export const zone = () => me()?.tz || "UTC";
export const person = (id) => page.snap?.people.find((p) => p.id === id);
export const isBot = (id) => id === page.snap.app.bot_user || Boolean(person(id)?.is_bot);
export const channelOf = (id) => page.snap?.channels.find((c) => c.id === id);
export const inChannel = (channel, user) => channel.is_im || (channel.members ?? []).includes(user);

export function nameOf(id) {
  const known = person(id);
  return known?.real_name || known?.name || (id === page.snap?.app.bot_user ? page.snap.app.name : id);
}

/** A channel's name; a direct message is named by who is at the other end. */
export function titleOf(channel) {
  if (!channel.is_im) return channel.name;
  const other = (channel.members ?? []).find((id) => id !== page.snap.me);
  return other ? nameOf(other) : page.snap.app.name;
}

// The place: #/U…/C…/ts, #/U…/home, #gallery

let followed = null; // the address that the page stands at

function readPlace() {
  followed = location.hash;
  const [as, place, thread] = location.hash.replace(/^#\/?/, "").split("/");
  page.pane = as === "gallery" ? "gallery" : place === "home" ? "home" : "channel";
  if (page.pane === "gallery") return;
  page.as = as || page.as;
  if (page.pane === "channel") page.channel = place || null;
  page.thread = (page.pane === "channel" && thread) || null;
}

/** The address of a place; what is not named stays as it is. */
export function placeOf({ as = page.as, channel = page.channel, thread = null, pane = "channel" }) {
  return `#/${[as, pane === "home" ? "home" : channel, thread].filter(Boolean).join("/")}`;
}

/** Goes to a place, keeping it in the address so that a reload comes back to it. */
export function go(place) {
  page.drawer = false;
  page.editing = null;
  const hash = placeOf(place);
  if (location.hash === hash) changed();
  else location.hash = hash;
}

// Asking

let asking = null;
let askAgain = false;

/** Fetches the snapshot and draws it; calls made meanwhile become one more fetch. */
export function refresh() {
  askAgain = true;
  asking ??= (async () => {
    while (askAgain) {
      askAgain = false;
      await fetchSnapshot();
    }
    asking = null;
  })();
  return asking;
}

async function fetchSnapshot() {
  const asked = { as: page.as, channel: page.channel };
  const query = new URLSearchParams(Object.entries(asked).filter(([, value]) => value));
  let answer;
  try {
    answer = await fetch(`/ui/snapshot?${query}`);
  } catch {
    page.live = false; // the stream says when the server is back
    return changed();
  }
  if (!answer.ok) {
    if (!asked.as && !asked.channel) return tell("The local Slack did not answer as expected. Reload the page.");
    if (asked.channel) page.channel = null; // an address from another sandbox, or another person's
    else page.as = null;
    askAgain = true;
    return undefined;
  }
  const snap = await answer.json();
  if (asked.as !== page.as || asked.channel !== page.channel) return undefined; // went elsewhere meanwhile
  page.snap = snap;
  page.snapAt = performance.now();
  page.as = snap.me;
  page.channel = snap.channel;
  const open = new Set(snap.modals.map((view) => view.id));
  for (const id of page.faults.keys()) if (!open.has(id)) page.faults.delete(id);
  for (const id of page.forms.keys()) if (id.startsWith("view ") && !open.has(id.slice(5))) page.forms.delete(id);
  if (page.pane === "channel" && location.hash === followed) { // else one is on the way elsewhere
    followed = placeOf({ thread: page.thread });
    history.replaceState(null, "", followed);
  }
  listen();
  return changed();
}

let stream = null;
let heard = null;

function listen() {
  if (heard === page.as && stream?.readyState !== EventSource.CLOSED) return;
  stream?.close();
  heard = page.as;
  stream = new EventSource(`/ui/stream?as=${page.as}`);
  stream.onopen = () => {
    page.live = true;
    refresh(); // whatever happened while nobody listened
  };
  stream.onmessage = (event) => {
    if (JSON.parse(event.data).version !== page.snap.version) refresh();
  };
  stream.onerror = () => {
    page.live = false;
    changed();
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 1000); // else it tries again by itself
  };
}

// Telling

/** Does something as the person on screen; null, and a notice, if it was refused. */
export async function act(verb, fields = {}) {
  let answer;
  try {
    const response = await fetch("/ui/act", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ as: page.as, do: verb, ...fields }),
    });
    answer = await response.json();
  } catch {
    answer = { ok: false, error: "The local Slack could not be reached." };
  }
  await refresh();
  if (!answer.ok && !page.snap.notices.some((notice) => notice.text === answer.error)) tell(answer.error);
  return answer.ok ? answer : null;
}

/** Like act, and marks `what` as waiting meanwhile. */
export async function actBusy(what, verb, fields) {
  page.busy.add(what);
  changed();
  const answer = await act(verb, fields);
  page.busy.delete(what);
  changed();
  return answer;
}

/** Shows a notice of the page's own. */
export function tell(text) {
  page.told = [...page.told, { id: `page-${page.told.length}-${performance.now()}`, text }].slice(-3);
  changed();
}

export function draft(key, text) {
  if (text) page.drafts[key] = text;
  else delete page.drafts[key];
  sessionStorage.setItem("drafts", JSON.stringify(page.drafts));
}

/** Reads the address, then follows it. */
export async function begin() {
  const follow = () => {
    const before = page.as;
    readPlace();
    if (page.pane === "gallery" && !page.gallery) fetchGallery();
    if (page.pane === "home" && page.as) act("open_home");
    if (before !== page.as) page.forms.clear();
    changed();
    return refresh();
  };
  addEventListener("hashchange", follow);
  await follow();
}

async function fetchGallery() {
  const answer = await fetch("/ui/gallery");
  page.gallery = answer.ok ? await answer.json() : [];
  changed();
}
