/** Balances as their gauges arrive, and those that no gauge can show. */
import {
  ATTR_LLM_ACCOUNT_ID,
  ATTR_LLM_BALANCE_KIND,
  ATTR_LLM_CURRENCY,
  METRIC_LLM_ACCOUNT_BALANCE,
  METRIC_LLM_ACCOUNT_SPEND,
} from '@fuelgauge/semconv';
import {
  type Account,
  GATEWAY_KEY,
  type OtlpReceiver,
  type ReceivedPoint,
  type Simulator,
} from '@fuelgauge/simulator';
import { type Column, header, money, row, styled } from './terminal.ts';
import { BYOK_UPSTREAM_KEY } from './world.ts';

const COLUMNS: readonly Column[] = [
  { title: 'account', width: 20 },
  { title: 'left', width: 10, align: 'right' },
  { title: 'spent', width: 10, align: 'right' },
  { title: '', width: 54 },
];

const text = (point: ReceivedPoint, attribute: string): string => String(point.attributes[attribute] ?? '');

/** Of an account's kinds the one that says when its calls will fail. */
const decides = (point: ReceivedPoint): boolean =>
  point.name === METRIC_LLM_ACCOUNT_BALANCE &&
  ['total', 'limit_remaining'].includes(text(point, ATTR_LLM_BALANCE_KIND));

const inMoney = (point: ReceivedPoint): string => money(point.value, text(point, ATTR_LLM_CURRENCY));

/** Says which gauges moved since the last export. */
export function gaugeWatcher(): (points: readonly ReceivedPoint[]) => string[] {
  const last = new Map<string, ReceivedPoint>();
  return (points) =>
    points.filter(decides).flatMap((point) => {
      const id = text(point, ATTR_LLM_ACCOUNT_ID);
      const before = last.get(id);
      last.set(id, point);
      if (before === undefined || inMoney(before) === inMoney(point)) return [];
      const what = text(point, ATTR_LLM_BALANCE_KIND) === 'total' ? 'balance' : 'limit';
      const line = `          ${what} of ${id}: ${inMoney(before)} → ${inMoney(point)}`;
      return [point.value <= 0 ? styled(['red', 'bold'], `${line}, empty`) : styled('green', line)];
    });
}

/** Accounts that no one of the service's keys can ask about: only the simulator knows. */
const BEHIND: Readonly<Record<string, readonly [name: string, note: string]>> = {
  [GATEWAY_KEY]: ["openrouter's own", 'at deepseek: only OpenRouter can see or fill it'],
  [BYOK_UPSTREAM_KEY]: ['your own', 'at deepseek, behind openrouter: no key of it here'],
};

export function balanceLines(receiver: OtlpReceiver, { accounts }: Simulator): string[] {
  const spent = new Map(
    receiver
      .points(METRIC_LLM_ACCOUNT_SPEND)
      .map((point) => [text(point, ATTR_LLM_ACCOUNT_ID), inMoney(point)]),
  );
  const gauges = receiver.points(METRIC_LLM_ACCOUNT_BALANCE).filter(decides);
  return [
    header(COLUMNS),
    ...gauges.map((point) => {
      const id = text(point, ATTR_LLM_ACCOUNT_ID);
      const total = text(point, ATTR_LLM_BALANCE_KIND) === 'total';
      const empty = total ? 'empty' : 'the limit of this key is used up';
      const note = point.value <= 0 ? empty : total ? '' : 'of the limit of this key';
      return marked(point.value, row(COLUMNS, [id, inMoney(point), spent.get(id) ?? '', note]));
    }),
    // The gateway has an account at each upstream; the one that matters here is the one that ran dry.
    ...accounts.all().flatMap((account: Account) => {
      const [name, note] = BEHIND[account.key] ?? [];
      if (name === undefined || account.balance > 0) return [];
      return [
        marked(account.balance, row(COLUMNS, [name, money(account.balance, account.currency), '', note!])),
      ];
    }),
  ];
}

const marked = (left: number, line: string): string => (left <= 0 ? styled('red', line) : line);
