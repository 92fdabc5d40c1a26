/** Writes the checked-in files: what the command writes without options. */
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { dashboardFiles } from './files.ts';
import { PARTS } from './options.ts';
import { writeFiles } from './write-files.ts';

const folder = fileURLToPath(new URL('..', import.meta.url));
// What is no longer generated must not stay behind.
for (const part of PARTS) rmSync(`${folder}${part}`, { recursive: true, force: true });
writeFiles(folder, dashboardFiles());
