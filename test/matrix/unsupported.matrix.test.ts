import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHECKS } from './contract.ts';
import { closeWorkshop, installProject, nodeBinary, openWorkshop, type Workshop } from './install.ts';
import { contractRun, type Observation, observe } from './observe.ts';
import { mainFile, writeContractFiles } from './project-files.ts';
import { traffic } from './traffic.ts';
import { LOADINGS, NEWEST_OPENTELEMETRY, NODES, UNSUPPORTED_OPENAI } from './versions.ts';

let workshop: Workshop;
beforeAll(async () => {
  workshop = await openWorkshop();
});
afterAll(() => closeWorkshop(workshop));

describe.each(UNSUPPORTED_OPENAI)('openai $range, which is before the peer range,', ({ range }) => {
  const dependencies = {
    '@fuelgauge/instrumentation': '*',
    ...NEWEST_OPENTELEMETRY.dependencies,
    openai: range,
  };

  test('is refused by npm, with the range that is asked for', async () => {
    const install = installProject(workshop, `refused-${range}`, dependencies);
    await expect(install).rejects.toThrow(/ERESOLVE[\s\S]*peerOptional openai@">=4\.19\.0"/);
  });

  describe('installed against that advice', () => {
    let project: string;
    beforeAll(async () => {
      project = await installProject(workshop, `forced-${range}`, dependencies, ['--legacy-peer-deps']);
      await writeContractFiles(project);
    });

    describe.each(NODES)('on Node %s', (version) => {
      // What later versions brought.
      const skipped = CHECKS.filter(({ needs }) => needs !== undefined).map(({ id }) => id);
      const run = async (flags: readonly string[], file: string): Promise<Observation> =>
        observe(await nodeBinary(version), [...flags, file], contractRun(project, skipped));

      test.each(LOADINGS)(
        '$name warns once, and the client works as without us',
        async ({ flags, ...loading }) => {
          const [alone, watched] = await Promise.all([
            run([], mainFile({ ...loading, first: 'nothing' })),
            run(flags, mainFile(loading)),
          ]);
          expect(alone.seen.size).toBeGreaterThan(10);
          expect(watched.outcome.stderr.match(/\[FUELGAUGE_OPENAI_VERSION\]/g)).toHaveLength(1);
          expect(watched.outcome.stderr).toContain(`openai ${range} is outside the tested range`);
          const seen = ({ seen: lines, outcome, requests }: Observation) => ({
            lines: Object.fromEntries(lines),
            exit: outcome.exit,
            traffic: traffic(requests),
          });
          expect(seen(watched)).toEqual(seen(alone));
        },
      );
    });
  });
});
