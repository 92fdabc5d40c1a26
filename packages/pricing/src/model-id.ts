/** When two model ids mean the same model, for the purpose of its price. */

/** A date: 2025-08-07, 20250807, 09-2025, 05-20, 250414, 2508 (YYMM), 0613 (MMDD); or `latest`; or -001. */
const VERSION =
  /[-@](?:20\d\d-(?:0[1-9]|1[0-2])-[0-3]\d|20\d\d(?:0[1-9]|1[0-2])[0-3]\d|(?:0[1-9]|1[0-2])-20\d\d|(?:0[1-9]|1[0-2])-[0-3]\d|2\d(?:0[1-9]|1[0-2])[0-3]\d|2\d(?:0[1-9]|1[0-2])|(?:0[1-9]|1[0-2])[0-3]\d|0\d\d|latest|default)$/;

/** Bedrock's revision of a model, `-v1:0`: a revision of the same dated model, or the first one. */
const BEDROCK_REVISION = /-v(?:1|(?<=\d{8}-v)\d+)(?::\d+)?$/;

/**
 * The id without what names only a point in time: lower case, without a date or version suffix, without the
 * path that Google, Vertex and Cloudflare put before it. `-v2`, `-mini`, `-preview` and the like stay.
 */
export function undatedModelId(id: string): string {
  let name = bareModelId(id).replace(BEDROCK_REVISION, '');
  // A fine-tuned OpenAI model is `ft:<base>:<organisation>:<name>:<id>`.
  if (name.startsWith('ft:')) {
    const end = name.indexOf(':', 3);
    if (end > 0) name = name.slice(0, end);
  }
  for (let cut = name.replace(VERSION, ''); cut !== name && cut !== ''; cut = name.replace(VERSION, ''))
    name = cut;
  return name;
}

/** Lower case, without Google's `models/` and `publishers/google/models/` before it. */
export function bareModelId(id: string): string {
  return id
    .trim()
    .toLowerCase()
    .replace(/^(?:publishers\/[^/]+\/)?models\//, '');
}

/** What an OpenRouter suffix means for the price. */
export type Route = 'free' | 'routed' | 'unpriced';

/** https://openrouter.ai/docs/faq (model variants) */
const ROUTES: ReadonlyMap<string, Route> = new Map<string, Route>([
  ['free', 'free'],
  // Only the order of the hosts changes; which one served, and at which price, only usage.cost tells.
  ['nitro', 'routed'],
  ['floor', 'routed'],
  ['exacto', 'routed'],
  // Adds a web search, billed beside the tokens.
  ['online', 'unpriced'],
]);

/** An OpenRouter id split from its routing suffix; other suffixes (`:thinking`, `:beta`) are part of the id. */
export function splitRoute(id: string): { name: string; route: Route | undefined } {
  const colon = id.lastIndexOf(':');
  const route = colon > 0 ? ROUTES.get(id.slice(colon + 1).toLowerCase()) : undefined;
  return route ? { name: id.slice(0, colon), route } : { name: id, route: undefined };
}
