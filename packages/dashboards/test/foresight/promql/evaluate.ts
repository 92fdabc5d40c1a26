/**
 * The part of PromQL that the shipped rules use, for all points of a year at once: a series is a column of values, and
 * each operator takes whole columns. Prometheus' engine, asked point by point, takes hours for what the foresight asks;
 * promql.slow.test.ts compares the two.
 */
import type { Expr, LabelMatcher, Matching } from './parse.ts';
import {
  avgOverTime,
  countOverTime,
  increase,
  lastOverTime,
  maxOverTime,
  minOverTime,
  quantileOverTime,
  type Window,
} from './windows.ts';

export type Labels = Readonly<Record<string, string>>;

/** One series; its name is the label `__name__`. NaN: there is no sample, as after a staleness marker. */
export interface Series {
  readonly labels: Labels;
  readonly values: Float64Array;
}

/** Points `start`, `start + step`, …; Unix times in seconds. */
export interface Grid {
  readonly start: number;
  readonly step: number;
  readonly length: number;
}

/** What can be selected: name → series of that name. */
export type Store = ReadonlyMap<string, readonly Series[]>;

type Value = { readonly scalar: (i: number) => number } | { readonly vector: readonly Series[] };

/**
 * @param known results of functions over time, of expressions over the same store; those that are new are put in.
 * @throws {Error} on what is not understood, and where Prometheus would say that series match several times.
 */
export function evaluate(
  expr: Expr,
  store: Store,
  grid: Grid,
  known: Map<string, readonly Series[]> = new Map(),
): readonly Series[] {
  return vectorOf(new Evaluation(store, grid, known).value(expr));
}

function vectorOf(value: Value): readonly Series[] {
  if ('vector' in value) return value.vector;
  throw new Error('a vector was expected, not a scalar');
}

const OVER_TIME: Readonly<Record<string, (values: Float64Array, window: Window) => Float64Array>> = {
  avg_over_time: avgOverTime,
  min_over_time: minOverTime,
  max_over_time: maxOverTime,
  count_over_time: countOverTime,
  last_over_time: lastOverTime,
  increase,
  rate: (values, window) => map(increase(values, window), (value) => value / (window.width * window.step)),
};

class Evaluation {
  readonly #store: Store;
  readonly #grid: Grid;
  readonly #known: Map<string, readonly Series[]>;
  constructor(store: Store, grid: Grid, known: Map<string, readonly Series[]>) {
    this.#store = store;
    this.#grid = grid;
    this.#known = known;
  }

  value(expr: Expr): Value {
    switch (expr.type) {
      case 'number':
        return { scalar: () => expr.value };
      case 'selector':
        if (expr.range !== undefined) throw new Error('a range vector is no operand');
        return { vector: this.#shifted(expr) };
      case 'call':
        return this.#call(expr.name, expr.args);
      case 'aggregate':
        return { vector: this.#aggregate(expr.op, expr.by, vectorOf(this.value(expr.of))) };
      case 'binary':
        return this.#binary(expr);
      default:
        throw new Error(`${expr.type} is not understood`);
    }
  }

  #select(name: string | undefined, matchers: readonly LabelMatcher[]): readonly Series[] {
    const named = name === undefined ? [...this.#store.values()].flat() : (this.#store.get(name) ?? []);
    return named.filter(({ labels }) =>
      matchers.every((matcher) => fits(labels[matcher.label] ?? '', matcher)),
    );
  }

  #points(seconds: number): number {
    const points = seconds / this.#grid.step;
    if (!Number.isInteger(points)) throw new Error(`${seconds} s are no multiple of the step`);
    return points;
  }

  #shifted(selector: Extract<Expr, { type: 'selector' }>): readonly Series[] {
    const back = this.#points(selector.offset);
    const series = this.#select(selector.name, selector.matchers);
    if (back === 0) return series;
    return series.map(({ labels, values }) => {
      const shifted = new Float64Array(values.length).fill(Number.NaN);
      shifted.set(values.subarray(0, Math.max(0, values.length - back)), Math.min(back, values.length));
      return { labels, values: shifted };
    });
  }

  #call(name: string, args: readonly Expr[]): Value {
    if (!name.endsWith('_over_time')) return this.#called(name, args);
    const key = JSON.stringify([name, args]);
    const vector = this.#known.get(key) ?? vectorOf(this.#called(name, args));
    this.#known.set(key, vector);
    return { vector };
  }

  #called(name: string, args: readonly Expr[]): Value {
    const { start, step } = this.#grid;
    if (name === 'time') return { scalar: (i) => start + i * step };
    if (name === 'quantile_over_time') {
      const [q, range] = args;
      if (q?.type !== 'number') throw new Error('the quantile must be a number');
      return {
        vector: this.#overTime(range, true, (values, window) => quantileOverTime(q.value, values, window)),
      };
    }
    const overTime = OVER_TIME[name];
    if (overTime !== undefined) {
      return { vector: this.#overTime(args[0], name !== 'last_over_time', overTime) };
    }
    if (name === 'clamp' || name === 'clamp_min' || name === 'clamp_max') {
      const [of, ...bounds] = args;
      const numbers = bounds.map((bound) => (bound.type === 'number' ? bound.value : Number.NaN));
      const low = name === 'clamp_max' ? Number.NEGATIVE_INFINITY : numbers[0];
      const high = name === 'clamp_min' ? Number.POSITIVE_INFINITY : numbers.at(-1);
      if (of === undefined || low === undefined || high === undefined || numbers.some(Number.isNaN)) {
        throw new Error(`${name} needs a vector and numbers`);
      }
      const vector = vectorOf(this.value(of)).map(({ labels, values }) => ({
        labels: withoutName(labels),
        values: map(values, (value) => Math.max(low, Math.min(high, value))),
      }));
      return { vector: united(vector) };
    }
    throw new Error(`${name}() is not understood`);
  }

  #overTime(
    range: Expr | undefined,
    dropsName: boolean,
    over: (values: Float64Array, window: Window) => Float64Array,
  ): readonly Series[] {
    if (range?.type !== 'selector' || range.range === undefined)
      throw new Error('a range vector was expected');
    const window = {
      width: this.#points(range.range),
      back: this.#points(range.offset),
      step: this.#grid.step,
    };
    const every = range.every ?? this.#grid.step;
    const { start, step } = this.#grid;
    const found = this.#select(range.name, range.matchers).map(({ labels, values }) => ({
      labels: dropsName ? withoutName(labels) : labels,
      values: over(
        // A subquery asks at whole multiples of its step.
        every === step
          ? values
          : map(values, (value, i) => ((start + i * step) % every === 0 ? value : Number.NaN)),
        window,
      ),
    }));
    return united(found);
  }

  #aggregate(op: string, by: readonly string[], of: readonly Series[]): readonly Series[] {
    const groups = groupBy(of, ({ labels }) => keyOf(pick(labels, by)));
    const combine = AGGREGATES[op];
    if (combine === undefined) throw new Error(`${op} is not understood`);
    return [...groups.values()].map((series) => {
      const values = new Float64Array(this.#grid.length).fill(Number.NaN);
      for (const one of series) {
        for (let i = 0; i < values.length; i++) {
          const value = one.values[i]!;
          if (!Number.isNaN(value)) values[i] = Number.isNaN(values[i]) ? value : combine(values[i]!, value);
        }
      }
      return {
        labels: pick(series[0]!.labels, by),
        values: op === 'group' ? map(values, (value) => (Number.isNaN(value) ? value : 1)) : values,
      };
    });
  }

  #binary({ op, left, right, matching }: Extract<Expr, { type: 'binary' }>): Value {
    const [a, b] = [this.value(left), this.value(right)];
    if (op === 'and' || op === 'or' || op === 'unless') {
      return { vector: setOperation(op, vectorOf(a), vectorOf(b), matching, this.#grid.length) };
    }
    const operate = ARITHMETIC[op];
    const compare = COMPARISONS[op];
    const apply = operate ?? ((x: number, y: number) => (compare!(x, y) ? x : Number.NaN));
    if ('scalar' in a && 'scalar' in b) {
      if (operate === undefined) throw new Error('scalars are not compared');
      return { scalar: (i) => operate(a.scalar(i), b.scalar(i)) };
    }
    if ('scalar' in a || 'scalar' in b) {
      if ('scalar' in a && operate === undefined) throw new Error('a scalar is compared on the right only');
      const vector = vectorOf('scalar' in a ? b : a).map(({ labels, values }) => ({
        labels: operate === undefined ? labels : withoutName(labels),
        values: map(values, (value, i) =>
          'scalar' in a
            ? checked(apply, a.scalar(i), value)
            : checked(apply, value, (b as { scalar: (i: number) => number }).scalar(i)),
        ),
      }));
      return { vector };
    }
    return { vector: matched(a.vector, b.vector, matching, operate !== undefined, apply) };
  }
}

const ARITHMETIC: Readonly<Record<string, (x: number, y: number) => number>> = {
  '+': (x, y) => x + y,
  '-': (x, y) => x - y,
  '*': (x, y) => x * y,
  '/': (x, y) => x / y,
};

const COMPARISONS: Readonly<Record<string, (x: number, y: number) => boolean>> = {
  '<': (x, y) => x < y,
  '<=': (x, y) => x <= y,
  '>': (x, y) => x > y,
  '>=': (x, y) => x >= y,
  '==': (x, y) => x === y,
  '!=': (x, y) => x !== y,
};

const AGGREGATES: Readonly<Record<string, (x: number, y: number) => number>> = {
  min: Math.min,
  max: Math.max,
  sum: (x, y) => x + y,
  group: () => 1,
};

/** In a column NaN is no sample; a NaN that was calculated is one, and would be taken for none. */
function checked(apply: (x: number, y: number) => number, x: number, y: number): number {
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  if ((x === 0 && y === 0 && apply === ARITHMETIC['/']) || !(Number.isFinite(x) && Number.isFinite(y))) {
    const result = apply(x, y);
    if (Number.isNaN(result) && Object.values(ARITHMETIC).includes(apply))
      throw new Error('NaN was calculated');
    return result;
  }
  return apply(x, y);
}

function matched(
  many: readonly Series[],
  ones: readonly Series[],
  matching: Matching,
  isArithmetic: boolean,
  apply: (x: number, y: number) => number,
): readonly Series[] {
  const keyIn = ({ labels }: Series): string => keyOf(matchedLabels(labels, matching));
  const partners = new Map(united(ones, keyIn).map((one) => [keyIn(one), one]));
  const left = matching.groupLeft ? many : united(many, keyIn);
  const found = left.flatMap((one) => {
    const other = partners.get(keyIn(one))?.values;
    if (other === undefined) return [];
    const kept = isArithmetic ? withoutName(one.labels) : one.labels;
    return [
      {
        labels: matching.groupLeft ? kept : oneToOneLabels(kept, matching),
        values: map(one.values, (value, i) => checked(apply, value, other[i]!)),
      },
    ];
  });
  return united(found);
}

/**
 * Series that are the same, by labels or by another key, as one: a column is for all times, and what is one series at
 * a time can have come from several.
 *
 * @throws {Error} where two have a sample at the same time: Prometheus refuses that too.
 */
export function united(
  series: readonly Series[],
  keyIn: (one: Series) => string = ({ labels }) => keyOf(labels),
): readonly Series[] {
  return [...groupBy(series, keyIn)].map(([key, [first, ...others]]) => {
    if (others.length === 0) return first!;
    const values = first!.values.slice();
    for (const other of others) {
      for (let i = 0; i < values.length; i++) {
        if (Number.isNaN(other.values[i])) continue;
        if (!Number.isNaN(values[i])) throw new Error(`several series match ${key}`);
        values[i] = other.values[i]!;
      }
    }
    return { labels: first!.labels, values };
  });
}

function setOperation(
  op: 'and' | 'or' | 'unless',
  left: readonly Series[],
  right: readonly Series[],
  matching: Matching,
  length: number,
): readonly Series[] {
  const presence = (series: readonly Series[]): Map<string, Uint8Array> => {
    const found = new Map<string, Uint8Array>();
    for (const { labels, values } of series) {
      const key = keyOf(matchedLabels(labels, matching));
      const there = found.get(key) ?? new Uint8Array(length);
      for (let i = 0; i < length; i++) if (!Number.isNaN(values[i])) there[i] = 1;
      found.set(key, there);
    }
    return found;
  };
  const filtered = (series: readonly Series[], others: Map<string, Uint8Array>, wanted: 0 | 1): Series[] =>
    series.map(({ labels, values }) => {
      const there = others.get(keyOf(matchedLabels(labels, matching)));
      return {
        labels,
        values: map(values, (value, i) => ((there?.[i] ?? 0) === wanted ? value : Number.NaN)),
      };
    });
  if (op !== 'or') return filtered(left, presence(right), op === 'and' ? 1 : 0);
  const merged = new Map(left.map((one) => [keyOf(one.labels), one]));
  for (const one of filtered(right, presence(left), 0)) {
    const twin = merged.get(keyOf(one.labels));
    merged.set(
      keyOf(one.labels),
      twin === undefined
        ? one
        : {
            labels: one.labels,
            values: map(twin.values, (value, i) => (Number.isNaN(value) ? one.values[i]! : value)),
          },
    );
  }
  return [...merged.values()];
}

const matchedLabels = (labels: Labels, { by, labels: names }: Matching): Labels =>
  by === 'on' ? pick(labels, names) : omit(withoutName(labels), names);

const oneToOneLabels = (labels: Labels, { by, labels: names }: Matching): Labels =>
  by === 'on' ? pick(labels, names) : omit(labels, names);

function fits(value: string, { operator, value: wanted }: LabelMatcher): boolean {
  const equal = operator.endsWith('~') ? new RegExp(`^(?:${wanted})$`).test(value) : value === wanted;
  return operator.startsWith('!') ? !equal : equal;
}

function map(values: Float64Array, to: (value: number, i: number) => number): Float64Array {
  const out = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) out[i] = to(values[i]!, i);
  return out;
}

const pick = (labels: Labels, names: readonly string[]): Labels =>
  Object.fromEntries(names.flatMap((name) => (labels[name] ? [[name, labels[name]]] : [])));
const omit = (labels: Labels, names: readonly string[]): Labels =>
  Object.fromEntries(Object.entries(labels).filter(([name]) => !names.includes(name)));
const withoutName = (labels: Labels): Labels => omit(labels, ['__name__']);
const keyOf = (labels: Labels): string =>
  JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));

export function groupBy<T>(items: Iterable<T>, keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
