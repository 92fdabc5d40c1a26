import { isSince } from './semver.ts';
import {
  LAST_NODE_22,
  LISTED,
  LOADINGS,
  type Loading,
  NODES,
  OPENAI,
  OPENTELEMETRY,
  type OpenAIVersion,
  type OpenTelemetry,
  WEB_SHIM,
} from './versions.ts';

/** One combination: it is a project that npm installs, a Node, and a way of loading. */
export interface Cell {
  readonly openai: OpenAIVersion;
  readonly opentelemetry: OpenTelemetry;
  /** Exact version. */
  readonly node: string;
  readonly loading: Loading;
}

/** `openai 4.19.0, SDK 2, API 1.9, Node 22.15.0, import`. */
export const nameOf = ({ openai, opentelemetry, node, loading }: Cell): string =>
  [`openai ${openai.range}`, opentelemetry.name, `Node ${node}`, loading.name].join(', ');

const NEWEST_OPENAI: OpenAIVersion = OPENAI.at(-1)!;

/** Every cell; those that share a project stand together. */
export const CELLS: readonly Cell[] = OPENAI.flatMap((openai) =>
  OPENTELEMETRY.flatMap((opentelemetry) => {
    const isNewest = openai === NEWEST_OPENAI;
    const nodes = isNewest ? [...NODES, LAST_NODE_22] : NODES;
    const isFour = !isSince(openai.atLeast, '5.0.0');
    const loadings = [...LOADINGS, ...(isNewest ? [LISTED] : []), ...(isFour ? [WEB_SHIM] : [])];
    return nodes.flatMap((node) => loadings.map((loading) => ({ openai, opentelemetry, node, loading })));
  }),
);
