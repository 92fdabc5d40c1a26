/** One line of Prometheus' text format. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Reads the text format: https://prometheus.io/docs/instrumenting/exposition_formats/ . Labels here hold no escapes. */
export function samplesOf(text: string): Sample[] {
  return text.split('\n').flatMap((line) => {
    const [, name, labels = '', value] = /^([a-z_:]\w*)(?:\{(.*)\})? (\S+)$/i.exec(line) ?? [];
    if (name === undefined) return [];
    const pairs = [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, label, is]) => [label, is] as const);
    return [{ name, labels: Object.fromEntries(pairs), value: Number(value) }];
  });
}

/** The value of the only series of this name with these labels; undefined when there is none. */
export function valueIn(
  text: string,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined {
  const [found, ...more] = samplesOf(text).filter(
    (sample) =>
      sample.name === name && Object.entries(labels).every(([label, is]) => sample.labels[label] === is),
  );
  if (more.length > 0) throw new Error(`${more.length + 1} series of ${name} fit`);
  return found?.value;
}
