/** Times as the person on screen reads them: in their own zone, 24 hours. */

const formats = new Map();

function format(tz, options) {
  const key = tz + JSON.stringify(options);
  if (!formats.has(key)) {
    formats.set(key, new Intl.DateTimeFormat("en-GB", { timeZone: tz, hourCycle: "h23", ...options }));
  }
  return formats.get(key);
}

const say = (seconds, tz, options) => format(tz, options).format(seconds * 1000);

/** "09:00" */
export const hour = (seconds, tz) => say(seconds, tz, { hour: "2-digit", minute: "2-digit" });

/** "Sat 21 Nov, 09:00" */
export function moment(seconds, tz) {
  const day = say(seconds, tz, { weekday: "short", day: "numeric", month: "short" }).replace(",", "");
  return `${day}, ${hour(seconds, tz)}`;
}

/** "Saturday, 21 November 2026 at 09:00" */
export const inFull = (seconds, tz) => `${say(seconds, tz, { dateStyle: "full" })} at ${hour(seconds, tz)}`;

/** "2026-11-21": equal for two instants of one local day. */
export const dayKey = (seconds, tz) => format(tz, { year: "numeric", month: "2-digit", day: "2-digit" })
  .formatToParts(seconds * 1000).filter((p) => p.type !== "literal").map((p) => p.value).reverse().join("-");

/** "Today", "Yesterday", "Tomorrow", or null for any other day. */
export function nearDay(seconds, now, tz) {
  const key = dayKey(seconds, tz);
  return [["Today", 0], ["Yesterday", -86400], ["Tomorrow", 86400]]
    .find(([, shift]) => dayKey(now + shift, tz) === key)?.[0] ?? null;
}

/** "Today", or "Monday, 16 November". */
export const day = (seconds, now, tz) =>
  nearDay(seconds, now, tz) ?? say(seconds, tz, { weekday: "long", day: "numeric", month: "long" });

/** Seconds from `now` to the next time the person's wall clock shows 09:00. */
export function untilMorning(now, tz) {
  const wall = (at) => {
    const [hours, minutes, seconds] = say(at, tz, { hour: "2-digit", minute: "2-digit", second: "2-digit" }).split(":");
    return hours * 3600 + minutes * 60 + Number(seconds);
  };
  const wait = Math.ceil((9 * 3600 - wall(now) + 86400) % 86400) || 86400;
  return wait + (9 * 3600 - wall(now + wait)); // a change to or from summer time in between
}

/** Slack's date tokens: `<!date^unix^{date_short_pretty} at {time}|fallback>`. */
export function dateTokens(pattern, seconds, now, tz) {
  const long = { weekday: "long", day: "numeric", month: "long", year: "numeric" };
  const date = { day: "numeric", month: "long", year: "numeric" };
  const short = { day: "numeric", month: "short", year: "numeric" };
  const pretty = (options) => nearDay(seconds, now, tz)?.toLowerCase() ?? say(seconds, tz, options);
  const tokens = {
    date_num: () => dayKey(seconds, tz),
    date_slash: () => say(seconds, tz, { dateStyle: "short" }),
    date: () => say(seconds, tz, date),
    date_short: () => say(seconds, tz, short),
    date_long: () => say(seconds, tz, long),
    date_pretty: () => pretty(date),
    date_short_pretty: () => pretty(short),
    date_long_pretty: () => pretty(long),
    day_divider_pretty: () => pretty(long),
    time: () => hour(seconds, tz),
    time_secs: () => say(seconds, tz, { timeStyle: "medium" }),
    ago: () => ago(seconds - now),
  };
  return pattern.replace(/\{(\w+)\}/g, (whole, name) => (tokens[name] ? tokens[name]() : whole));
}

function ago(seconds) {
  const units = [["day", 86400], ["hour", 3600], ["minute", 60]];
  const [unit, size] = units.find(([, s]) => Math.abs(seconds) >= s) ?? units.at(-1);
  return new Intl.RelativeTimeFormat("en-GB", { numeric: "auto" }).format(Math.round(seconds / size), unit);
}
