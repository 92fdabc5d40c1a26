const REFERENCE = /\$\$|\$\{([^}]*)\}?/g;
const BARE = /^\$[A-Z_][A-Z0-9_]*$/;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** What cannot be filled in. */
export class VariableError extends Error {
  override readonly name = 'VariableError';
}

/**
 * The text with `${NAME}` replaced by that environment variable, without the line break that secrets from files end
 * with; `$$` is one `$`.
 *
 * @param leave - a name in braces that is not for us: an adapter fills it in.
 * @throws {VariableError} naming the variable that is missing, and no value of any.
 */
export function fillIn(text: string, env: NodeJS.ProcessEnv, leave?: string): string {
  // As a shell has it. It would be asked with as it stands, and refused as a wrong key.
  if (BARE.test(text.trim())) throw new VariableError(`must have braces, as \${NAME}; $$ is a dollar sign`);
  return text.replace(REFERENCE, (whole: string, name: string | undefined) => {
    if (name === undefined) return '$';
    if (name === leave) return whole;
    // What stands there is not quoted when it is no name: it may be a key.
    if (!NAME.test(name) || !whole.endsWith('}'))
      throw new VariableError(`must name an environment variable as \${NAME}: letters, digits and _`);
    const value = env[name];
    if (value === undefined) throw new VariableError(`the environment variable ${name} is not set`);
    if (value.trim() === '') throw new VariableError(`the environment variable ${name} is empty`);
    return value.trim();
  });
}

/** Whether a text takes all that is secret in it from the environment. */
export const isReference = (text: string): boolean => /^\$\{[A-Za-z_][A-Za-z0-9_]*\}$/.test(text.trim());
