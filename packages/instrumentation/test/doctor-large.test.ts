import { afterEach, expect, test } from 'vitest';
import { examine } from '../src/doctor/examine.ts';
import { installed, makeProject, removeProject } from './doctor-projects.ts';

const made: string[] = [];
afterEach(() => made.splice(0).forEach(removeProject));

const PACKAGES = 2000;
/** Each package depends on these many others. */
const EDGES = 8;

/** Each package is read once: by way of every edge to it, this would not end. */
test('of 2,000 packages with eight dependencies each, the one that brings openai is found', () => {
  const files = Object.assign(
    {
      'package.json': {
        dependencies: Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`fake-${at}`, '*'])),
      },
    },
    ...Array.from({ length: PACKAGES }, (_, at) =>
      installed(`fake-${at}`, '1.0.0', {
        dependencies: Object.fromEntries(
          Array.from({ length: EDGES }, (__, edge) => [`fake-${(at * EDGES + edge) % PACKAGES}`, '*']),
        ),
      }),
    ),
    installed(`fake-${PACKAGES - 1}`, '1.0.0', { dependencies: { openai: '*' } }),
    installed('openai', '7.55.0'),
  );
  const folder = makeProject(files);
  made.push(folder);
  const report = examine(folder, { env: {}, node: '24.21.0' });
  expect(JSON.stringify(report)).toContain(`fake-${PACKAGES - 1}`);
});
