/**
 * What kind of thing was thrown, for a log: the name of an error's class, where it is one (`name` can be set to
 * anything), else the type. Never its message, which may hold a key or what a user wrote.
 */
export function kindOf(fault: unknown): string {
  if (!(fault instanceof Error)) return typeof fault;
  return [fault.name, fault.constructor?.name].find((name) => /^[A-Z]\w{0,63}$/i.test(name ?? '')) ?? 'Error';
}
