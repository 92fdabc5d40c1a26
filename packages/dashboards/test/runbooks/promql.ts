import { parser } from '@prometheus-io/lezer-promql';

/** What a PromQL expression is made of. */
export interface Expression {
  /** Pieces that the grammar does not accept; empty where the expression is right. */
  readonly errors: readonly string[];
  /** Names of metrics and recorded series. */
  readonly metrics: readonly string[];
  /** Labels that are matched or grouped by. */
  readonly labels: readonly string[];
}

/** Reads an expression with Prometheus' own grammar. */
export function expressionOf(text: string): Expression {
  const found = { errors: [] as string[], metrics: [] as string[], labels: [] as string[] };
  parser.parse(text).iterate({
    enter: ({ name, type, from, to, node }) => {
      const piece = text.slice(from, to);
      if (type.isError) found.errors.push(`at ${from}: ${text.slice(from, from + 30)}`);
      else if (name === 'Identifier' && node.parent?.name === 'VectorSelector') found.metrics.push(piece);
      else if (name === 'LabelName') found.labels.push(piece);
    },
  });
  return found;
}
