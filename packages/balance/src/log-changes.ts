import type { AccountState } from './account-state.ts';
import type { Reading } from './reading.ts';

interface Log {
  info(line: string): void;
  warn(line: string): void;
}

/**
 * For `onReading`: says once that an account cannot be read and why, again when the reason is another one, and once
 * that it can be read again.
 */
export function logChanges(log: Log): (state: AccountState, reading: Reading) => void {
  const reasons = new Map<string, string>();
  return ({ provider, id }, reading) => {
    const name = `${provider} ${id}`;
    const before = reasons.get(name);
    if (reading.ok) {
      reasons.delete(name);
      if (before !== undefined) log.info(`the balance of ${name} can be read again`);
      return;
    }
    const { reason, message } = reading.failure;
    reasons.set(name, reason);
    if (before !== reason) log.warn(`the balance of ${name} cannot be read (${reason}): ${message}`);
  };
}
