/**
 * Rule files for a world whose clock runs faster: an hour of the rules passes in a minute, so that a test of windows
 * of hours ends. The rules stay the shipped ones, but for four things, everywhere alike:
 *
 * - each duration (ranges, offsets, resolutions, `for`, `keep_firing_for`, `interval`) is divided by the factor;
 * - each per-second rate (`rate`, `irate`, `deriv`) is divided by the factor, as a second of that world is shorter;
 * - `time()` and each metric that is a Unix time (`…_timestamp_seconds`) is multiplied by it, so that ages are those
 *   of that world.
 *
 * Thresholds, labels, names and texts are untouched. Whoever runs it polls, scrapes and evaluates as much faster.
 */
import { parse, stringify } from 'yaml';

/** `1h30m`, as PromQL has it; not the digits of a name (`rate1h`) nor of a number (`3600`). */
const DURATION = /(?<![\w.])(?:\d+(?:ms|[smhdwy]))+(?![\w.])/g;

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
};

const PER_SECOND = /^(?:rate|irate|deriv)$/;
/** They take or give times of the calendar, or seconds, in ways that are not handled here. */
const NOT_HANDLED =
  /^(?:predict_linear|timestamp|double_exponential_smoothing|day_of_.*|days_in_month|hour|minute|month|year)$/;

interface RuleFile {
  readonly groups: readonly {
    readonly interval?: string;
    readonly rules: readonly Readonly<Record<string, unknown>>[];
  }[];
}

/**
 * @param yaml a rule file of Prometheus.
 * @throws {Error} where an expression uses what cannot be accelerated.
 */
export function accelerateRules(yaml: string, factor: number): string {
  const { groups } = parse(yaml) as RuleFile;
  const durations = ['for', 'keep_firing_for'];
  return stringify({
    groups: groups.map(({ interval, ...group }) => ({
      ...group,
      ...(interval === undefined ? {} : { interval: accelerateDuration(interval, factor) }),
      rules: group.rules.map((rule) =>
        Object.fromEntries(
          Object.entries(rule).map(([field, value]) => {
            if (field === 'expr') return [field, accelerateExpression(String(value), factor)];
            return [field, durations.includes(field) ? accelerateDuration(String(value), factor) : value];
          }),
        ),
      ),
    })),
  });
}

/** `10m` at 60 → `10000ms`. */
export function accelerateDuration(duration: string, factor: number): string {
  let ms = 0;
  for (const [, count, unit] of duration.matchAll(/(\d+)(ms|[smhdwy])/g))
    ms += Number(count) * UNIT_MS[unit!]!;
  return `${Math.max(1, Math.round(ms / factor))}ms`;
}

/** @throws {Error} where the expression uses what cannot be accelerated. */
export function accelerateExpression(expression: string, factor: number): string {
  return scaled(expression, factor);
}

/** Reads from left to right: strings, names with what belongs to them, durations; the rest stays as it is. */
function scaled(text: string, factor: number): string {
  let out = '';
  let at = 0;
  while (at < text.length) {
    const rest = text.slice(at);
    const string = /^(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`|#[^\n]*)/.exec(rest)?.[0];
    if (string !== undefined) {
      out += string;
      at += string.length;
      continue;
    }
    const name = /^[A-Za-z_][\w:]*/.exec(rest)?.[0];
    if (name !== undefined) {
      const end = endOfTerm(text, at + name.length);
      out += scaledTerm(name, text.slice(at + name.length, end), factor);
      at = end;
      continue;
    }
    const number = /^[\d.][\w.]*/.exec(rest)?.[0];
    if (number !== undefined) {
      out += number.replace(DURATION, (duration) => accelerateDuration(duration, factor));
      at += number.length;
      continue;
    }
    out += text[at];
    at += 1;
  }
  return out;
}

/** A name with its arguments, its matchers or its range: what is written right behind it. */
function scaledTerm(name: string, behind: string, factor: number): string {
  const isCall = behind.startsWith('(');
  if (isCall && NOT_HANDLED.test(name)) throw new Error(`cannot be accelerated: ${name}${behind}`);
  if (isCall && name === 'time') return `(time() * ${factor})`;
  const inner = scaled(behind, factor);
  if (isCall && PER_SECOND.test(name)) return `(${name}${inner} / ${factor})`;
  // A function of a range, `max_over_time(x_timestamp_seconds[1h])`, gives such a time; alone, the metric itself does.
  const isTime = isCall
    ? /^\(\s*\w+_timestamp_seconds[^()]*\[[^()]*\)$/.test(behind) && name.endsWith('_over_time')
    : name.endsWith('_timestamp_seconds') && !behind.includes('[');
  return isTime ? `(${name}${inner} * ${factor})` : `${name}${inner}`;
}

/** Behind a name: `{…}`, `[…]` and offset, or `(…)` where it is called. Words such as `by (…)` look alike and pass. */
function endOfTerm(text: string, at: number): number {
  let end = at;
  for (const open of ['(', '{', '[']) {
    if (text[end] === open) end = closing(text, end) + 1;
    if (open === '(' && end > at) return end;
  }
  return end;
}

/** Place of the bracket that closes the one at `at`; strings are passed over. */
function closing(text: string, at: number): number {
  const strings = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`/y;
  let depth = 0;
  for (let i = at; i < text.length; i += 1) {
    strings.lastIndex = i;
    const string = strings.exec(text)?.[0];
    if (string !== undefined) {
      i += string.length - 1;
      continue;
    }
    if ('([{'.includes(text[i]!)) depth += 1;
    if (')]}'.includes(text[i]!)) depth -= 1;
    if (depth === 0) return i;
  }
  throw new Error(`a bracket stays open: ${text}`);
}
