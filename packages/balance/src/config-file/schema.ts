import * as z from 'zod';
import { ADAPTERS, PROVIDERS } from '../adapters/all.ts';
import { LONGEST_INTERVAL_SECONDS, SHORTEST_INTERVAL_SECONDS } from '../schedule.ts';
import { DURATION_PATTERN, secondsOf } from './duration.ts';

const DURATION = 'must be a number of seconds, or a number with s, m or h behind it (90s, 5m, 1h)';

const duration = z
  .union([z.number(), z.string().regex(DURATION_PATTERN, { error: DURATION, abort: true })], {
    error: DURATION,
  })
  .refine(
    (value) => secondsOf(value) >= SHORTEST_INTERVAL_SECONDS && secondsOf(value) <= LONGEST_INTERVAL_SECONDS,
    {
      error: `must be between ${SHORTEST_INTERVAL_SECONDS} seconds and ${LONGEST_INTERVAL_SECONDS / 3600} hours`,
    },
  );

const text = z.string({ error: 'must be a text' }).min(1, { error: 'must not be empty' });

const option = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.array(z.json()),
  z.record(z.string(), z.json()),
]);

/** The ids, and the other names by which people know them. */
const NAMES = [...ADAPTERS.values()].flatMap(({ provider, aliases = [] }) => [provider, ...aliases]);

const account = z.strictObject({
  provider: z
    .enum([...new Set(NAMES)] as [string, ...string[]], { error: `must be one of ${PROVIDERS.join(', ')}` })
    .describe('Whose account it is.'),
  key: text.describe(
    `The key to read the balance with, as \${VARIABLE}. The README says which kind of key each provider wants.`,
  ),
  id: text
    .max(100, { error: 'must have 100 characters at most' })
    .optional()
    .describe('Name of the account in metrics (llm.account.id). Default: a short digest of the key.'),
  inferenceKey: text
    .optional()
    .describe(
      `The key that calls are made with, as \${VARIABLE}, where the balance needs another: gives both one id.`,
    ),
  baseUrl: z
    .string({ error: 'must be a text' })
    .regex(/^(?:https?:\/\/|\$\{)/, {
      error: 'must be a URL that begins with https:// (http:// on this machine)',
    })
    .optional()
    .describe(
      'Where the account is, for providers that run anywhere, in regions, or behind a proxy of yours.',
    ),
  options: z
    .record(z.string(), option, { error: 'must be a mapping' })
    .optional()
    .describe('What one provider asks for besides (team at xAI); the README says what.'),
  interval: duration
    .optional()
    .describe('How often this account is read, where it differs. Default: interval.'),
});

/** The configuration file. Every sentence here is read by users: in their editor, or in an error. */
export const CONFIG_SCHEMA = z
  .strictObject({
    interval: duration
      .optional()
      .describe('How often an account is read: seconds, or 90s, 5m, 1h. Default: 60 seconds.'),
    listen: z
      .strictObject({
        host: text.optional().describe('Address to serve at. Default: 127.0.0.1; in a container 0.0.0.0.'),
        port: z
          .int({ error: 'must be a whole number' })
          .min(0, { error: 'must be between 0 and 65535' })
          .max(65535, { error: 'must be between 0 and 65535' })
          .optional()
          .describe('Port to serve at. Default: 9464. 0 takes any free one.'),
      })
      .optional()
      .describe('Where /metrics, /healthz and /readyz are served.'),
    otlp: z
      .strictObject({
        enabled: z
          .boolean({ error: 'must be true or false' })
          .optional()
          .describe('Default: true where OTEL_EXPORTER_OTLP_ENDPOINT (or ..._METRICS_ENDPOINT) is set.'),
      })
      .optional()
      .describe("Pushing by OTLP. Endpoint, headers and protocol come from OpenTelemetry's own variables."),
    accounts: z
      .array(account, { error: 'must be a list' })
      .min(1, { error: 'must name an account, or be left out: then the environment is searched' })
      .optional()
      .describe(
        "The accounts. Default: those whose keys stand in the providers' usual environment variables.",
      ),
  })
  .describe('Configuration of fuelgauge-balance');

/** The file as it was written, checked, its variables not yet filled in. */
export type ConfigFile = z.infer<typeof CONFIG_SCHEMA>;
