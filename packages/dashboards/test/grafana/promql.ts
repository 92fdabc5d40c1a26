import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';

/** One selector of an expression. */
export interface Selector {
  /** The metrics that it names, by its name or by a pattern of `__name__`. */
  readonly metrics: readonly string[];
  /** Labels that it matches, but for `__name__`. */
  readonly labels: readonly string[];
}

export interface Analysis {
  /** What the grammar does not accept; empty where the expression is right. */
  readonly errors: readonly string[];
  readonly selectors: readonly Selector[];
  /** Each `by (…)`, `on (…)` and the like, with the labels of all selectors below it. */
  readonly groupings: readonly { readonly labels: readonly string[]; readonly below: readonly Selector[] }[];
  /** Labels that `label_replace` makes. */
  readonly made: readonly string[];
}

/** Reads an expression with Prometheus' own grammar. */
export function analyse(text: string): Analysis {
  const errors: string[] = [];
  const groupings: { labels: string[]; below: Selector[] }[] = [];
  const made: string[] = [];
  const tree = parser.parse(text);
  const textOf = ({ from, to }: SyntaxNode): string => text.slice(from, to);
  tree.iterate({
    enter: ({ name, type, from, node }) => {
      if (type.isError) errors.push(`at ${from}: ${text.slice(from, from + 40)}`);
      if (name === 'GroupingLabels') {
        const labels = node.getChildren('LabelName').map(textOf);
        groupings.push({ labels, below: selectorsBelow(expressionAround(node), textOf) });
      }
      if (name === 'FunctionCall' && textOf(node).startsWith('label_replace')) {
        const strings = [...textOf(node).matchAll(/, "([^"]*)", "[^"]*", "[^"]*", "[^"]*"\)$/g)];
        made.push(...strings.map(([, label]) => label!));
      }
    },
  });
  return { errors, selectors: selectorsBelow(tree.topNode, textOf), groupings, made };
}

/** The aggregation or the binary expression that a grouping belongs to. */
function expressionAround(node: SyntaxNode): SyntaxNode {
  let around: SyntaxNode | null = node;
  while (around !== null && around.name !== 'AggregateExpr' && around.name !== 'BinaryExpr')
    around = around.parent;
  if (around === null) throw new Error('a grouping belongs to nothing');
  return around;
}

function selectorsBelow(node: SyntaxNode, textOf: (node: SyntaxNode) => string): Selector[] {
  const found: Selector[] = [];
  node.cursor().iterate(({ name, node: selector }) => {
    if (name !== 'VectorSelector' || selector.from < node.from || selector.to > node.to) return;
    const matchers = (selector.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? []).map(
      (matcher) => {
        const [, label, , value] = /^(\w+)\s*(=~|!~|!=|=)\s*"(.*)"$/s.exec(textOf(matcher)) ?? [];
        if (label === undefined || value === undefined) throw new Error(`no matcher: ${textOf(matcher)}`);
        return { label, value };
      },
    );
    const identifier = selector.getChild('Identifier');
    const named = matchers
      .filter(({ label }) => label === '__name__')
      .flatMap(({ value }) => value.split('|'));
    found.push({
      metrics: identifier === null ? named : [textOf(identifier)],
      labels: matchers.map(({ label }) => label).filter((label) => label !== '__name__'),
    });
  });
  return found;
}
