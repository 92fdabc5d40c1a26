import * as z from 'zod';
import { CONFIG_SCHEMA } from './schema.ts';

/** The JSON schema of the configuration file, for editors: draft 2020-12, ends with a line break. */
export function configJsonSchema(): string {
  const { $schema, ...schema } = z.toJSONSchema(CONFIG_SCHEMA, { io: 'input' });
  return `${JSON.stringify({ $schema, title: 'fuelgauge-balance', ...schema }, null, 2)}\n`;
}
