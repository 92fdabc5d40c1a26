import { createHash } from 'node:crypto';

/** JSON web tokens (Microsoft Entra, workload identity) and Google OAuth tokens: they rotate. */
const ROTATING_TOKEN = /^(?:eyJ[\w-]*\.[\w-]+\.[\w-]*|ya29\.)/;

/**
 * `llm.account.id` for an API key: `key-` and ten hex digits of a SHA-256 over the key. The same key gives
 * the same id in calls and in balances, and nothing of the key can be read back from it.
 * Undefined for an empty key and for tokens that rotate, which are no identity.
 */
export function accountIdOfKey(key: string): string | undefined {
  const bare = key.trim();
  if (bare === '' || ROTATING_TOKEN.test(bare)) return undefined;
  return `key-${createHash('sha256').update(`fuelgauge:${bare}`).digest('hex').slice(0, 10)}`;
}
