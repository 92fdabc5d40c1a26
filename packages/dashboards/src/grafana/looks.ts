/** Colours and words that mean the same on every panel. */
import type { ErrorOwner } from '@fuelgauge/semconv';
import type { Threshold } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Column } from './panel.ts';

export const RED = 'red';
export const ORANGE = 'orange';
export const GREEN = 'green';
export const GREY = 'text';
/** No colour: neither good nor bad. */
export const NEUTRAL = 'transparent';

/** Red: yours to pay. Purple: nothing that you can pay. */
export const OWNER_COLORS: Readonly<Record<ErrorOwner, string>> = {
  caller: RED,
  byok: ORANGE,
  gateway: 'purple',
  provider: 'blue',
  unknown: 'gray',
};

/** Whose account, and what that means for the reader. */
export const OWNER_WORDS: NonNullable<Column['words']> = {
  caller: { text: 'yours: top up', color: OWNER_COLORS.caller },
  byok: { text: 'yours at the upstream: top up there', color: OWNER_COLORS.byok },
  gateway: { text: 'the gateway’s: do not top up, route away', color: OWNER_COLORS.gateway },
  provider: { text: 'the provider’s: route away or wait', color: OWNER_COLORS.provider },
  unknown: { text: 'cannot be told', color: OWNER_COLORS.unknown },
  nobody: { text: 'nobody’s', color: GREEN },
};

export const YES_NO: NonNullable<Column['words']> = {
  '0': { text: 'no', color: RED },
  '1': { text: 'yes', color: GREEN },
};

/** Red as the alert has it, orange for six times as long. */
export const HOURS_LEFT = (hoursLeft: number): readonly Threshold[] => [
  { value: null, color: RED },
  { value: hoursLeft, color: ORANGE },
  { value: hoursLeft * 6, color: GREEN },
];
