/**
 * The pairs of a variable of the form `left=right,…`; undefined where it is not set. Two packages read
 * `FUELGAUGE_ACCOUNTS`, and must agree.
 *
 * @param form what a pair is, for the error: `name=ENVIRONMENT_VARIABLE`.
 * @throws {TypeError} naming the variable and the form, or the entry that repeats a left side; never a value: somebody may have put a key in it.
 */
export function pairsOfVariable(
  env: Readonly<Record<string, string | undefined>>,
  variable: string,
  form: string,
): readonly [left: string, right: string][] | undefined {
  const text = env[variable]?.trim();
  if (text === undefined || text === '') return undefined;
  const seen = new Set<string>();
  return text.split(',').map((part, at) => {
    const equals = part.indexOf('=');
    const [left, right] = [part.slice(0, equals).trim(), part.slice(equals + 1).trim()];
    if (equals < 1 || left === '' || right === '') {
      throw new TypeError(
        `fuelgauge: ${variable} must be a comma-separated list of ${form}; entry ${at + 1} is not`,
      );
    }
    if (seen.has(left)) {
      const [what] = form.split('=');
      throw new TypeError(
        `fuelgauge: ${variable} must have each ${what} once; entry ${at + 1} repeats that of an earlier one`,
      );
    }
    seen.add(left);
    return [left, right];
  });
}
