import { relative } from 'node:path';
import type { Installed } from './installed.ts';

/** A copy's folder as seen from the project, short enough for a line. */
export function shownPath(project: string, folder: string): string {
  const path = relative(project, folder);
  if (path === '') return '.';
  // Inside a pnpm store the second half says nothing that the first does not.
  const store = /^(.*[\\/]\.pnpm[\\/][^\\/]+)[\\/]node_modules[\\/]/.exec(path);
  return store?.[1] ?? path;
}

/** How a copy came to be installed: nothing for a dependency of the project's own. */
export function viaOf(copy: Installed): string | undefined {
  if (copy.direct) return undefined;
  return copy.parents[0]?.name;
}

/** `direct`, `through @langchain/openai`, or that nobody asks for it. */
export function standing(copy: Installed): string {
  if (copy.direct) return 'direct';
  const chain: string[] = [];
  for (let at = copy.parents[0]; at !== undefined && chain.length < 4; at = at.parents[0]) {
    if (chain.includes(at.name)) break;
    chain.unshift(at.name);
    if (at.direct) break;
  }
  return chain.length === 0 ? 'installed, though nothing declares it' : `through ${chain.join(' → ')}`;
}
