/** When will the account be empty? The rules that foresee it; docs/foresight.md has the reasons and the proof. */
import * as recorded from './recorded.ts';
import type { RecordingRule } from './rule.ts';
import type { Vocabulary } from './vocabulary.ts';

/**
 * The formula. Money that the next `hoursLeft` hours will take =
 *
 *   what the same hours took a week ago (times how this day compares with that one; else yesterday's hours)
 *   + what is spent now beyond what this hour usually takes, if it has lasted for most of the last hour.
 *
 * The first part sees a working day coming while the night is still quiet, and a quiet night coming while the day is
 * still busy. The second sees a leak. A burst lasts less than most of an hour, so that it does neither. Top-ups do
 * not move the spending. Means of a recorded rate, in place of rates over long windows, count the time there is
 * data of: three hours of history do not halve the rate, and a reporter that restarts under a new name leaves no
 * hole.
 *
 * @param hoursLeft the horizon; above 0, at most 168.
 */
export function foresightRules({ label }: Vocabulary, hoursLeft: number): RecordingRule[] {
  const purse = `${label.provider}, ${label.account}, ${label.currency}`;
  const perPurse = `on (${purse})`;
  const mean = (window: string, ago = ''): string =>
    `avg_over_time(${recorded.ACCOUNT_SPEND_FUNDED}[${window}]${ago})`;
  const balance = (kind: string): string =>
    `last_over_time(${recorded.ACCOUNT_BALANCE}{${label.kind}="${kind}"}[1h])`;
  // How this day compares with that one; within bounds, for a burst in a quiet day is no other life.
  const level = (ago: string): string =>
    `clamp(${mean('1d')} / (${mean('1d', ` offset ${ago}`)} > 0), 0.5, 1.5)`;
  // The hours to come, as they were so many hours ago. Of them nine tenths must be there: the edges of an outage are
  // no pattern. A group is evaluated once a minute.
  const coming = (ago: number): string => {
    const hours = Math.min(hoursLeft, ago);
    const window = `[${duration(hours)}]${offset(ago - hours)}`;
    const there = `count_over_time(${recorded.ACCOUNT_SPEND_FUNDED}${window}) >= ${Math.ceil(hours * 54)}`;
    return `avg_over_time(${recorded.ACCOUNT_SPEND_FUNDED}${window}) and ${there}`;
  };
  // From two hours before this one to an hour after it, as they were so many hours ago.
  const usual = (ago: number): string =>
    `quantile_over_time(0.9, ${recorded.ACCOUNT_SPEND_FUNDED}[3h] offset ${ago - 1}h)`;
  const lastsAt = (spend: string): string =>
    `clamp_min(${recorded.ACCOUNT_MONEY}, 0) / ${perPurse} group_left () (${spend} * 3600 > 0)`;
  // What was reached for three quarters of the last hour.
  const lasted = `quantile_over_time(0.25, ${recorded.ACCOUNT_SPEND_FUNDED}[1h])`;
  // Of a week every fifth minute will do.
  const plain = (window: string): string => `avg_over_time(${recorded.ACCOUNT_SPEND_15M}[${window}])`;
  return [
    {
      record: recorded.ACCOUNT_MONEY,
      expr: `${balance('total')}\nor ${perPurse} ${balance('limit_remaining')}`,
    },
    {
      // An hour without money is no quiet hour.
      record: recorded.ACCOUNT_SPEND_FUNDED,
      expr: `${recorded.ACCOUNT_SPEND_15M} unless ${perPurse} ${recorded.ACCOUNT_MONEY} <= 0`,
    },
    { record: recorded.ACCOUNT_SPEND_1H, expr: plain('1h') },
    { record: recorded.ACCOUNT_SPEND_6H, expr: plain('6h') },
    { record: recorded.ACCOUNT_SPEND_1D, expr: plain('1d') },
    { record: recorded.ACCOUNT_SPEND_1W, expr: plain('1w:5m') },
    {
      record: recorded.ACCOUNT_SPEND_HIGH,
      // Not 10,000 samples to sort each minute.
      expr: `quantile_over_time(0.95, ${recorded.ACCOUNT_SPEND_1H}[1w:30m] offset 1h)`,
    },
    { record: recorded.ACCOUNT_SPEND_USUAL_1D, expr: usual(24) },
    { record: recorded.ACCOUNT_SPEND_USUAL_1W, expr: `${usual(168)} * ${level('1w')}` },
    { record: recorded.ACCOUNT_SPEND_USUAL_2W, expr: `${usual(336)} * ${level('2w')}` },
    {
      record: recorded.ACCOUNT_SPEND_USUAL,
      expr: ordinary(
        recorded.ACCOUNT_SPEND_USUAL_1D,
        recorded.ACCOUNT_SPEND_USUAL_1W,
        recorded.ACCOUNT_SPEND_USUAL_2W,
        recorded.ACCOUNT_SPEND_USUAL_1D,
        mean('1d'),
      ),
    },
    {
      // Not where the last two hours say that today is another kind of day: a Saturday, a Monday.
      record: recorded.ACCOUNT_SPEND_COMING_1D,
      expr: [
        coming(24),
        `and 4 * ${mean('2h')} >= ${mean('2h', ' offset 1d')}`,
        `and ${mean('2h')} <= 4 * ${mean('2h', ' offset 1d')}`,
      ].join('\n'),
    },
    { record: recorded.ACCOUNT_SPEND_COMING_1W, expr: `(${coming(168)}) * ${level('1w')}` },
    { record: recorded.ACCOUNT_SPEND_COMING_2W, expr: `(${coming(336)}) * ${level('2w')}` },
    {
      record: recorded.ACCOUNT_SPEND_COMING,
      expr: ordinary(
        recorded.ACCOUNT_SPEND_COMING_1D,
        recorded.ACCOUNT_SPEND_COMING_1W,
        recorded.ACCOUNT_SPEND_COMING_2W,
        // It has been there for a week, and yet nothing is known of such a day: at least what has lasted.
        `${greater(recorded.ACCOUNT_SPEND_COMING_1D, lasted)} and count_over_time(${recorded.ACCOUNT_SPEND_15M}[1d] offset 1w) or ${recorded.ACCOUNT_SPEND_COMING_1D}`,
        recorded.ACCOUNT_SPEND_USUAL,
      ),
    },
    {
      record: recorded.ACCOUNT_SPEND_SUSTAINED,
      expr: greater(
        lesser(lasted, recorded.ACCOUNT_SPEND_15M),
        lesser(mean('1h'), recorded.ACCOUNT_SPEND_USUAL),
      ),
    },
    {
      record: recorded.ACCOUNT_SPEND_FORESEEN,
      expr: `${recorded.ACCOUNT_SPEND_COMING} + clamp_min(${recorded.ACCOUNT_SPEND_SUSTAINED} - ${recorded.ACCOUNT_SPEND_USUAL}, 0)`,
    },
    {
      record: recorded.ACCOUNT_HOURS_LEFT,
      expr: [
        `${lastsAt(recorded.ACCOUNT_SPEND_FORESEEN)} <= ${hoursLeft}`,
        // The day can end later than usual. Nobody should bet on it when half the time is left at what is spent now.
        `or ${lastsAt(recorded.ACCOUNT_SPEND_SUSTAINED)} <= ${hoursLeft / 2}`,
        `  and ${lastsAt(recorded.ACCOUNT_SPEND_FORESEEN)} <= ${3 * hoursLeft}`,
        // Beyond the horizon: at the mean of the last day or week, whichever is higher.
        `or (${recorded.ACCOUNT_MONEY} - ${perPurse} group_left () ${recorded.ACCOUNT_SPEND_FORESEEN} * 3600 * ${hoursLeft} > 0)`,
        `  / ${perPurse} group_left () (${greater(recorded.ACCOUNT_SPEND_1D, recorded.ACCOUNT_SPEND_1W)} * 3600 > 0) + ${hoursLeft}`,
      ].join('\n'),
    },
  ];
}

const lesser = (a: string, b: string): string => `(${a} < ${b} or ${b})`;
const greater = (a: string, b: string): string => `(${a} > ${b} or ${b})`;

/**
 * The middle one of three, so that one odd day does not count: a burst, a leak, a holiday. With less history the
 * lesser of the two weeks, else a week, else `withoutWeek`, else `first`.
 */
const ordinary = (day: string, week: string, fortnight: string, withoutWeek: string, first: string): string =>
  [
    `${greater(lesser(week, fortnight), lesser(greater(week, fortnight), day))} and ${week} and ${fortnight} and ${day}`,
    `or ${lesser(week, fortnight)} and ${week}`,
    `or ${week}`,
    `or ${fortnight}`,
    `or ${withoutWeek}`,
    // What there is.
    `or ${first}`,
  ].join('\n');

/** Hours as PromQL's durations are written: whole numbers of minutes. */
const duration = (hours: number): string => {
  const minutes = Math.max(1, Math.round(hours * 60));
  return minutes % 60 === 0 ? `${minutes / 60}h` : `${minutes}m`;
};

const offset = (hours: number): string => (Math.round(hours * 60) === 0 ? '' : ` offset ${duration(hours)}`);
