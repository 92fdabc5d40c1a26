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
  const week = 168;
  const dayWindow = Math.min(hoursLeft, 24);
  const mean = (window: string, offset = ''): string =>
    `avg_over_time(${recorded.ACCOUNT_SPEND_FUNDED}[${window}]${offset})`;
  const balance = (kind: string): string =>
    `last_over_time(${recorded.ACCOUNT_BALANCE}{${label.kind}="${kind}"}[1h])`;
  // Of the hours there must be a half: the edges of an outage are no pattern. A group is evaluated once a minute.
  const mostly = (window: string, offset: string, hours: number): string =>
    `(${mean(window, offset)} and count_over_time(${recorded.ACCOUNT_SPEND_FUNDED}[${window}]${offset}) >= ${Math.ceil(hours * 30)})`;
  // How this day compares with the one a week ago; twice as much at most, so that one burst does not frighten.
  const level = `clamp_max(${mean('1d')} / (${mean('1d', ' offset 1w')} > 0), 2)`;
  const around = `${recorded.ACCOUNT_SPEND_FUNDED}[3h]`;
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
    { record: recorded.ACCOUNT_SPEND_1W, expr: plain('1w') },
    {
      record: recorded.ACCOUNT_SPEND_HIGH,
      expr: `quantile_over_time(0.95, ${recorded.ACCOUNT_SPEND_1H}[1w] offset 1h)`,
    },
    {
      record: recorded.ACCOUNT_SPEND_SUSTAINED,
      expr: `quantile_over_time(0.25, ${recorded.ACCOUNT_SPEND_FUNDED}[1h])`,
    },
    {
      record: recorded.ACCOUNT_SPEND_COMING,
      expr: [
        `${mostly(duration(hoursLeft), offset(week - hoursLeft), hoursLeft)} * ${level}`,
        `or ${mostly(duration(dayWindow), offset(24 - dayWindow), dayWindow)}`,
        // The first day: what there is.
        `or ${mean('1d')}`,
      ].join('\n'),
    },
    {
      record: recorded.ACCOUNT_SPEND_USUAL,
      expr: [
        `quantile_over_time(0.9, ${around} offset 167h) * ${level}`,
        `or quantile_over_time(0.9, ${around} offset 23h)`,
        `or ${mean('1d')}`,
      ].join('\n'),
    },
    {
      record: recorded.ACCOUNT_SPEND_FORESEEN,
      expr: `${recorded.ACCOUNT_SPEND_COMING} + clamp_min(${recorded.ACCOUNT_SPEND_SUSTAINED} - ${recorded.ACCOUNT_SPEND_USUAL}, 0)`,
    },
    {
      record: recorded.ACCOUNT_HOURS_LEFT,
      expr: [
        `clamp_min(${recorded.ACCOUNT_MONEY}, 0) / ${perPurse} group_left () (${recorded.ACCOUNT_SPEND_FORESEEN} * 3600 > 0) <= ${hoursLeft}`,
        // Nobody should bet on a pattern when the money lasts for half the time at what is spent now.
        `or clamp_min(${recorded.ACCOUNT_MONEY}, 0) / ${perPurse} group_left () (${recorded.ACCOUNT_SPEND_SUSTAINED} * 3600 > 0) <= ${hoursLeft / 2}`,
        // Beyond the horizon: at the mean of the last day or week, whichever is higher.
        `or (${recorded.ACCOUNT_MONEY} - ${perPurse} group_left () ${recorded.ACCOUNT_SPEND_FORESEEN} * 3600 * ${hoursLeft} > 0)`,
        `  / ${perPurse} group_left () ((${mean('1d')} >= ${mean('1w')} or ${mean('1w')}) * 3600 > 0) + ${hoursLeft}`,
      ].join('\n'),
    },
    {
      // Five top-ups in two weeks, each told for four minutes, at levels that are alike: nobody does that by hand. A
      // quarter of the levels may be far below, a quarter far above.
      record: recorded.ACCOUNT_TOPUP_LEVEL_USUAL,
      expr: [
        `(quantile_over_time(0.25, ${recorded.ACCOUNT_TOPUP_LEVEL}[2w]) > 0)`,
        `and quantile_over_time(0.75, ${recorded.ACCOUNT_TOPUP_LEVEL}[2w]) <= 1.25 * quantile_over_time(0.25, ${recorded.ACCOUNT_TOPUP_LEVEL}[2w])`,
        `and count_over_time(${recorded.ACCOUNT_TOPUP_LEVEL}[2w]) >= 20`,
      ].join('\n'),
    },
  ];
}

/** Hours as PromQL's durations are written: whole numbers of minutes. */
const duration = (hours: number): string => {
  const minutes = Math.max(1, Math.round(hours * 60));
  return minutes % 60 === 0 ? `${minutes / 60}h` : `${minutes}m`;
};

const offset = (hours: number): string => (Math.round(hours * 60) === 0 ? '' : ` offset ${duration(hours)}`);
