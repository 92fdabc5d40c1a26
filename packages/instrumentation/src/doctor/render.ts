import type { Finding, Mark, Report } from './report.ts';
import { problemsOf } from './report.ts';

const SIGNS: Readonly<Record<Mark, string>> = { ok: '✓', note: '·', warning: '!', problem: '✗' };
/** SGR codes: green, grey, yellow, red. */
const COLOURS: Readonly<Record<Mark, number>> = { ok: 32, note: 90, warning: 33, problem: 31 };
const WIDTH = 100;

/** The report for a person. */
export function render(report: Report, colour: boolean): string {
  const paint = (code: number, text: string): string => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  const copies = copiesIn(report);
  const line = ({ mark, text, detail, path, package: name }: Finding): string[] => [
    ...wrap(text, 4).map((part, at) => `  ${at === 0 ? paint(COLOURS[mark], SIGNS[mark]) : ' '} ${part}`),
    ...(detail === undefined ? [] : wrap(detail, 6).map((part) => `      ${part}`)),
    ...(path !== undefined && (copies.get(name) ?? 0) > 1 ? [`      ${paint(90, path)}`] : []),
  ];
  const groups = report.groups.map(({ title, findings }) =>
    [paint(1, title), ...findings.flatMap(line)].join('\n'),
  );
  return `${[report.folder, ...groups, ending(report, paint)].join('\n\n')}\n`;
}

/** How many copies of each package the report speaks of: where one lies is worth a line only beside others. */
function copiesIn({ groups }: Report): Map<string | undefined, number> {
  const copies = new Map<string | undefined, number>();
  for (const { findings } of groups) {
    for (const { package: name, path } of findings) {
      if (path !== undefined) copies.set(name, (copies.get(name) ?? 0) + 1);
    }
  }
  return copies;
}

function ending(report: Report, paint: (code: number, text: string) => string): string {
  const problems = problemsOf(report).length;
  if (report.next === undefined) {
    const seen = report.groups.some(({ findings }) => findings.some(({ id }) => id.startsWith('seen-')));
    return paint(32, seen ? 'Nothing to do: all of it will be seen.' : 'Nothing to do.');
  }
  const head = problems > 0 ? `${problems} ${problems === 1 ? 'problem' : 'problems'}. To do` : 'To do';
  return `${paint(1, `${head}:`)} ${report.next}`;
}

/** Breaks a text between words; a word that is longer than the line stays whole, to be copied. */
function wrap(text: string, indent: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > WIDTH - indent) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
