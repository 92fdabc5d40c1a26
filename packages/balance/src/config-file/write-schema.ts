/** Writes config.schema.json: `node --experimental-strip-types packages/balance/src/config-file/write-schema.ts`. */
import { writeFileSync } from 'node:fs';
import { configJsonSchema } from './json-schema.ts';

writeFileSync(new URL('../../config.schema.json', import.meta.url), configJsonSchema());
