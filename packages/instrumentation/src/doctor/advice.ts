/** By which line fuelgauge should be loaded in this project. */
import { blanked } from '../content/secrets.ts';
import type { Bundling } from './judge-bundling.ts';
import type { Source } from './sources.ts';
import type { StartScript } from './start-script.ts';

/** The one-line import. */
export const REGISTER = '@fuelgauge/instrumentation/register';

export interface Situation {
  /** The project's JavaScript files are ES modules. */
  readonly esm: boolean;
  readonly script: StartScript | undefined;
  /** The file that starts the application, as far as it is known. */
  readonly entry: string | undefined;
  readonly bundling: Bundling;
  /** The application sets up an OpenTelemetry SDK here. */
  readonly sdkFile: string | undefined;
  /** Only fetch is to be instrumented: there is no openai. */
  readonly fetchOnly: boolean;
}

export interface Advice {
  readonly way: 'next-hook' | 'by-hand' | 'instrumentations' | 'import-flag' | 'node-options' | 'first-line';
  /** Where the line belongs. */
  readonly where: string;
  readonly line: string;
}

export function adviceFor({ esm, script, entry, bundling, sdkFile, fetchOnly }: Situation): Advice {
  if (bundling.next !== undefined) {
    return {
      way: 'next-hook',
      where: bundling.next.hook ?? 'instrumentation.ts, beside next.config',
      line: `export async function register() { if (process.env.NEXT_RUNTIME === 'nodejs') await import('${REGISTER}'); }`,
    };
  }
  if (bundling.bundled !== undefined) {
    return fetchOnly
      ? { way: 'first-line', where: entry ?? 'the entry file', line: `import '${REGISTER}';` }
      : {
          way: 'by-hand',
          where: 'where the client is made',
          line: `const client = instrument(new OpenAI());  // import { instrument } from '@fuelgauge/instrumentation'`,
        };
  }
  // A list of instrumentations sees what is required later; what is imported needs a hook or a flag all the same.
  if (sdkFile !== undefined && !esm) {
    return {
      way: 'instrumentations',
      where: sdkFile,
      line: 'new NodeSDK({ instrumentations: [new OpenAIInstrumentation(), new FetchInstrumentation()] })',
    };
  }
  if (script !== undefined && (script.runner === 'node' || script.runner === 'tsx')) {
    // In the last command, which is the one that stays, and there the first such word: the program, no argument.
    const from = Math.max(script.command.lastIndexOf('&&'), script.command.lastIndexOf(';')) + 1;
    const found = new RegExp(`(?:^|[\\s/&;])${script.runner}(?=\\s|$)`).exec(script.command.slice(from));
    const end = from + (found?.index ?? 0) + (found?.[0].length ?? 0);
    return {
      way: 'import-flag',
      where: `the script "${script.name}"`,
      line: `${shown(script.command.slice(0, end))} --import ${REGISTER}${shown(script.command.slice(end))}`,
    };
  }
  if (script !== undefined) {
    return {
      way: 'node-options',
      where: `the environment of "${script.name}" (${script.runner})`,
      line: `NODE_OPTIONS="--import ${REGISTER}"`,
    };
  }
  if (entry === undefined) {
    return { way: 'import-flag', where: 'your start command', line: `node --import ${REGISTER} <file>` };
  }
  const required = !esm && !/\.[cm]?tsx?$/.test(entry);
  return {
    way: 'first-line',
    where: `${entry}, first line`,
    line: required ? `require('${REGISTER}');` : `import '${REGISTER}';`,
  };
}

const SECRET = /(\w{0,60}(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL)\w{0,60}=)(?:"[^"]*"|'[^']*'|\S+)/gi;

/** A part of a script, without what somebody put there to be read by nobody: reports are pasted into issues. */
const shown = (part: string): string => blanked(part.replace(SECRET, '$1…'), undefined);

/** A file of the project that sets up an OpenTelemetry SDK. */
export function sdkFileIn(sources: readonly Source[]): string | undefined {
  return sources.find(({ text }) =>
    /new\s+(?:NodeSDK|NodeTracerProvider|BasicTracerProvider)\s*\(/.test(text),
  )?.path;
}
