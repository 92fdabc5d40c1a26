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

/** How the keys of providers, gateways and clouds begin; a name that somebody chose has no such head and length. */
const KEY =
  /^(?:(?:sk|pk|rk|gsk|xai|nvapi|pplx|csk|hf|r8|fw|fpk|tgp|vck|jina|pa|glpat|ghp|github_pat)[-_][\w-]{16,}|(?:AIza|AQ\.|ya29\.)[\w.-]{16,}|(?:AKIA|ASIA|LTAI)\w{12,}|eyJ[\w-]{8,}\..+)$/;

/** Whether a text is an API key, by its form: what is to be a name must not be one. Not every key has a form. */
export function looksLikeKey(text: string): boolean {
  return KEY.test(text.trim());
}
