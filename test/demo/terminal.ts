import { styleText } from 'node:util';

export const WIDTH = 100;

type Style = Parameters<typeof styleText>[0];

/** Styled for a terminal; plain where stdout is none or NO_COLOR is set (Node decides). */
export const styled = (style: Style, text: string): string => styleText(style, text);

export type Align = 'left' | 'right';

export interface Column {
  readonly title: string;
  readonly width: number;
  readonly align?: Align;
}

const fit = (text: string, { width, align }: Column): string => {
  const cut = text.length > width ? `${text.slice(0, width - 1)}…` : text;
  return align === 'right' ? cut.padStart(width) : cut.padEnd(width);
};

/** One line of a table; columns are two spaces apart. */
export const row = (columns: readonly Column[], cells: readonly string[]): string =>
  columns
    .map((column, index) => fit(cells[index] ?? '', column))
    .join('  ')
    .trimEnd();

export const header = (columns: readonly Column[]): string =>
  styled(
    'dim',
    row(
      columns,
      columns.map(({ title }) => title),
    ),
  );

/** Breaks a text into lines of at most WIDTH columns, each behind `indent` spaces. */
export function wrapped(text: string, indent: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line && indent + line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else line = line ? `${line} ${word}` : word;
  }
  return [...lines, line].map((text) => ' '.repeat(indent) + text);
}

const SYMBOLS: Readonly<Record<string, string>> = { USD: '$', CNY: '¥' };

/** Money with the digits that tell something: $71.73, $0.00168. */
export function money(amount: number, currency: string): string {
  const size = Math.abs(amount);
  const digits = size >= 1 || size === 0 ? 2 : size >= 0.1 ? 3 : size >= 0.01 ? 4 : 5;
  const sign = amount < 0 ? '-' : '';
  return `${sign}${SYMBOLS[currency] ?? `${currency} `}${size.toFixed(digits)}`;
}

/** 950 → 950, 12345 → 12.3k. */
export const count = (tokens: number): string =>
  tokens < 1000 ? String(tokens) : `${(tokens / 1000).toFixed(1)}k`;
