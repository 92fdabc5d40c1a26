/** PromQL as a tree, by Prometheus' own grammar package; what the rules do not use is refused, never guessed. */
import { parser } from '@prometheus-io/lezer-promql';

export type Operator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '<'
  | '<='
  | '>'
  | '>='
  | '=='
  | '!='
  | 'and'
  | 'or'
  | 'unless';

export interface LabelMatcher {
  readonly label: string;
  readonly operator: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

/** How the two sides of an operator find each other. */
export interface Matching {
  readonly by: 'on' | 'ignoring';
  readonly labels: readonly string[];
  /** The left side may have several for one on the right. */
  readonly groupLeft: boolean;
}

export type Expr =
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'string'; readonly value: string }
  | {
      readonly type: 'selector';
      readonly name: string | undefined;
      readonly matchers: readonly LabelMatcher[];
      /** Seconds; absent for an instant vector. */
      readonly range: number | undefined;
      /** Seconds between the samples of a subquery; absent where it is none. */
      readonly every?: number;
      readonly offset: number;
    }
  | { readonly type: 'call'; readonly name: string; readonly args: readonly Expr[] }
  | { readonly type: 'aggregate'; readonly op: string; readonly by: readonly string[]; readonly of: Expr }
  | {
      readonly type: 'binary';
      readonly op: Operator;
      readonly left: Expr;
      readonly right: Expr;
      readonly matching: Matching;
    };

type Node = ReturnType<typeof parser.parse>['topNode'];

/** @throws {SyntaxError} where it is no PromQL, or PromQL that the rules have no use for. */
export function parsePromql(text: string): Expr {
  const tree = parser.parse(text);
  tree.iterate({
    enter: ({ type, from }) => {
      if (type.isError) throw new SyntaxError(`no PromQL at ${from}: ${text}`);
    },
  });
  const top = tree.topNode.firstChild;
  if (top === null) throw new SyntaxError('empty');
  return new Reader(text).expr(top);
}

const OPERATORS: Readonly<Record<string, Operator>> = {
  Add: '+',
  Sub: '-',
  Mul: '*',
  Div: '/',
  Lss: '<',
  Lte: '<=',
  Gtr: '>',
  Gte: '>=',
  Eql: '==',
  Neq: '!=',
  And: 'and',
  Or: 'or',
  Unless: 'unless',
};

class Reader {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }

  #slice = (node: Node): string => this.#text.slice(node.from, node.to);

  #refuse(node: Node): never {
    throw new SyntaxError(`${node.name} is not understood: ${this.#slice(node)}`);
  }

  expr(node: Node): Expr {
    switch (node.name) {
      case 'ParenExpr':
        return this.expr(only(children(node)));
      case 'NumberDurationLiteral':
        return { type: 'number', value: Number(this.#slice(node)) };
      case 'StringLiteral':
        return { type: 'string', value: JSON.parse(this.#slice(node)) };
      case 'VectorSelector':
        return this.#selector(node, undefined, 0);
      case 'MatrixSelector':
        return this.#matrix(node, 0);
      case 'SubqueryExpr':
        return this.#subquery(node, 0);
      case 'OffsetExpr':
        return this.#offset(node);
      case 'FunctionCall':
        return this.#call(node);
      case 'AggregateExpr':
        return this.#aggregate(node);
      case 'BinaryExpr':
        return this.#binary(node);
      default:
        return this.#refuse(node);
    }
  }

  #selector(node: Node, range: number | undefined, offset: number): Expr {
    const matchers = descendants(node, 'UnquotedLabelMatcher').map((one): LabelMatcher => {
      const [label, operator, value] = children(one);
      return {
        label: this.#slice(label!),
        operator: this.#slice(operator!) as LabelMatcher['operator'],
        value: JSON.parse(this.#slice(value!)),
      };
    });
    const name = children(node).find((child) => child.name === 'Identifier');
    return {
      type: 'selector',
      name: name === undefined ? undefined : this.#slice(name),
      matchers,
      range,
      offset,
    };
  }

  #matrix(node: Node, offset: number): Expr {
    const [vector, duration] = children(node);
    return this.#selector(vector!, secondsOf(this.#slice(duration!)), offset);
  }

  /** Of a selector only, and with a step. */
  #subquery(node: Node, offset: number): Expr {
    const [vector, range, step, ...others] = children(node);
    if (vector?.name !== 'VectorSelector' || step === undefined || others.length > 0) this.#refuse(node);
    const selector = this.#selector(vector, secondsOf(this.#slice(range!)), offset);
    return { ...selector, every: secondsOf(this.#slice(step)) } as Expr;
  }

  #offset(node: Node): Expr {
    const [of, , duration] = children(node);
    const offset = secondsOf(this.#slice(duration!));
    if (of!.name === 'MatrixSelector') return this.#matrix(of!, offset);
    if (of!.name === 'SubqueryExpr') return this.#subquery(of!, offset);
    if (of!.name === 'VectorSelector') return this.#selector(of!, undefined, offset);
    return this.#refuse(node);
  }

  #call(node: Node): Expr {
    const [name, body] = children(node);
    return { type: 'call', name: this.#slice(name!), args: children(body!).map((arg) => this.expr(arg)) };
  }

  #aggregate(node: Node): Expr {
    const [op, modifier, body] = children(node);
    if (modifier?.firstChild?.name !== 'By') this.#refuse(node);
    return {
      type: 'aggregate',
      op: this.#slice(op!),
      by: descendants(modifier, 'LabelName').map(this.#slice),
      of: this.expr(only(children(body!))),
    };
  }

  #binary(node: Node): Expr {
    const parts = children(node);
    const op = OPERATORS[parts[1]!.name];
    if (op === undefined || parts.length > 4) this.#refuse(node);
    const clause = parts.length === 4 ? parts[2]! : undefined;
    if (clause !== undefined && clause.name !== 'MatchingModifierClause') this.#refuse(clause);
    const words = clause === undefined ? [] : children(clause);
    if (words.some(({ name }) => name === 'GroupRight')) this.#refuse(node);
    const labels = words.find(({ name }) => name === 'GroupingLabels');
    const grouped = words.filter(({ name }) => name === 'GroupingLabels')[1];
    if (grouped !== undefined && descendants(grouped, 'LabelName').length > 0) this.#refuse(node);
    return {
      type: 'binary',
      op,
      left: this.expr(parts[0]!),
      right: this.expr(parts.at(-1)!),
      matching: {
        by: words[0]?.name === 'On' ? 'on' : 'ignoring',
        labels: labels === undefined ? [] : descendants(labels, 'LabelName').map(this.#slice),
        groupLeft: words.some(({ name }) => name === 'GroupLeft'),
      },
    };
  }
}

function children(node: Node): Node[] {
  const found: Node[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) found.push(child);
  return found;
}

const descendants = (node: Node, name: string): Node[] =>
  children(node).flatMap((child) => (child.name === name ? [child] : descendants(child, name)));

function only(nodes: readonly Node[]): Node {
  const [node, ...others] = nodes;
  if (node === undefined || others.length > 0) throw new SyntaxError(`one was expected, not ${nodes.length}`);
  return node;
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** Seconds of a duration such as `1h30m`. */
export function secondsOf(duration: string): number {
  const parts = [...duration.matchAll(/(\d+)([smhdw])/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== duration) {
    throw new SyntaxError(`no duration: ${duration}`);
  }
  return parts.reduce((sum, [, number, unit]) => sum + Number(number) * SECONDS[unit!]!, 0);
}
