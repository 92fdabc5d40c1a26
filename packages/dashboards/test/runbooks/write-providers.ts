/** Writes docs/runbooks/providers.md. */
import { writeFile } from 'node:fs/promises';
import { PROVIDERS_PAGE, providerRows, providersPage } from './providers.ts';

await writeFile(PROVIDERS_PAGE, providersPage(await providerRows()));
