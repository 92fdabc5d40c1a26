import { compareVersions, isInRange, rangeText } from '../version-range.ts';
import type { Installed } from './installed.ts';
import { shownPath, standing, viaOf } from './paths.ts';
import type { Finding } from './report.ts';

const API = '@opentelemetry/api';
/** The SDK that fuelgauge can start, and the peer range that it names. */
const START = '@opentelemetry/sdk-node';
const STARTABLE = { from: '0.200', below: '1' } as const;
/** Packages that register an OpenTelemetry SDK, or are what one is made of. */
const SDKS: readonly string[] = [
  START,
  '@opentelemetry/sdk-trace-node',
  '@opentelemetry/sdk-trace-base',
  '@opentelemetry/sdk-trace',
  '@opentelemetry/auto-instrumentations-node',
  '@vercel/otel',
  '@traceloop/node-server-sdk',
  '@azure/monitor-opentelemetry',
  '@splunk/otel',
  '@elastic/opentelemetry-node',
  '@honeycombio/opentelemetry-node',
  'logfire',
  'openlit',
];

/**
 * The API that spans are made with, and the SDK that sends them away.
 *
 * @param registers the project's code sets up an SDK.
 */
export function judgeOpenTelemetry(
  project: string,
  packages: readonly Installed[],
  registers: boolean,
): Finding[] {
  return [...judgeApi(project, packages), judgeSdk(packages, registers)];
}

function judgeApi(project: string, packages: readonly Installed[]): Finding[] {
  const copies = packages
    .filter(({ name }) => name === API)
    .sort((a, b) => a.version.localeCompare(b.version, 'en', { numeric: true }));
  const newest = copies.at(-1);
  if (newest === undefined) {
    return [
      {
        id: 'api-missing',
        mark: 'problem',
        text: `${API} is not installed`,
        detail: `fuelgauge makes its spans with it: npm install ${API}`,
        package: API,
      },
    ];
  }
  const findings = copies.map((copy): Finding => {
    const old = compareVersions(copy.version, '1.9') < 0;
    return {
      id: old ? 'api-too-old' : 'api',
      mark: old ? 'problem' : 'ok',
      text: `${API} ${copy.version} (${standing(copy)})`,
      ...(old && { detail: `fuelgauge needs 1.9 or newer: npm install ${API}@latest` }),
      package: API,
      version: copy.version,
      path: shownPath(project, copy.folder),
      via: viaOf(copy),
    };
  });
  const minors = new Set(copies.map(({ version }) => version.split('.').slice(0, 2).join('.')));
  if (copies.length > 1) {
    findings.push({
      id: 'api-several-copies',
      mark: minors.size > 1 ? 'warning' : 'note',
      text: `${API} is installed ${copies.length} times (${copies.map(({ version }) => version).join(', ')})`,
      detail:
        minors.size > 1
          ? // api 1.10.0 dist/internal/semver: a copy takes a global of its own minor version or a newer one.
            `A copy finds the SDK only if the copy that registered it is as new: what is made with ${newest.version} goes nowhere when an older one registers. Make them one: npm dedupe, or an override.`
          : 'They find each other, being of one minor version.',
      package: API,
    });
  }
  return findings;
}

function judgeSdk(packages: readonly Installed[], registers: boolean): Finding {
  const found = packages.filter(({ name }) => SDKS.includes(name));
  const best = SDKS.map((name) => found.find((copy) => copy.name === name)).find(
    (copy) => copy !== undefined,
  );
  if (best === undefined) {
    return {
      id: 'sdk-missing',
      mark: 'problem',
      text: 'no OpenTelemetry SDK is installed, so nothing would be sent anywhere',
      detail: 'npm install @opentelemetry/sdk-node: fuelgauge starts it from the OTEL_* variables.',
    };
  }
  const about = { package: best.name, version: best.version, via: viaOf(best) };
  const text = `${best.name} ${best.version} (${standing(best)})`;
  if (best.name === START) {
    return isInRange(best.version, STARTABLE)
      ? {
          id: 'sdk',
          mark: 'ok',
          text,
          detail: 'fuelgauge joins the SDK that your code registers, and starts this one if there is none.',
          ...about,
        }
      : {
          id: 'sdk-untested',
          mark: 'warning',
          text: `${text}: fuelgauge is made for ${rangeText(STARTABLE)}`,
          ...about,
        };
  }
  return {
    id: 'sdk-own',
    mark: registers || best.direct ? 'ok' : 'warning',
    text,
    detail: `fuelgauge joins it if your code registers it before the first LLM call; to have one started for you: npm install ${START}`,
    ...about,
  };
}
