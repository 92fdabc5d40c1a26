import { classify } from './classify.ts';
import type { HeadersLike, Verdict } from './types.ts';

/** One answer of the `--jsonl` mode; what is not known is null. */
export interface JsonLine {
  readonly id: unknown;
  readonly category: string;
  readonly owner: string;
  readonly upstream: string | null;
  readonly retryable: boolean;
  readonly retry_after: number | null;
  readonly remedy: string;
  readonly rule: string;
}

export function toJsonLine(id: unknown, verdict: Verdict): JsonLine {
  return {
    id: id ?? null,
    category: verdict.category,
    owner: verdict.owner,
    upstream: verdict.upstream ?? null,
    retryable: verdict.retryable,
    retry_after: verdict.retryAfter ?? null,
    remedy: verdict.remedy,
    rule: verdict.rule,
  };
}

/**
 * Classifies one line of input: an object with `id`, `base_url`, `status`, `headers`, `body`, `sdk_message`,
 * each of which may be null or absent.
 * @throws {Error} when the line is no JSON object.
 */
export function classifyLine(line: string): JsonLine {
  const row: unknown = JSON.parse(line);
  if (typeof row !== 'object' || row === null || Array.isArray(row)) throw new Error('not a JSON object');
  const { id, base_url, status, headers, body, sdk_message } = row as Record<string, unknown>;
  const verdict = classify({
    baseUrl: base_url as string | null | undefined,
    status: status as number | null | undefined,
    headers: headers as HeadersLike | null | undefined,
    body,
    message: sdk_message as string | null | undefined,
  });
  return toJsonLine(id, verdict);
}
