/** `pnpm bench`: what fuelgauge adds, side by side with its peers. Measures and prints; judges nobody by exit code. */
import { parseArguments } from './arguments.ts';
import { installVariants, measureCalls } from './measure-calls.ts';
import { reportCalls } from './report-calls.ts';
import { TELEMETRY, type TelemetryName } from './telemetry.ts';

const args = parseArguments(process.argv.slice(2));
const folders = await installVariants();
const measured = [];
for (const telemetry of Object.keys(TELEMETRY) as TelemetryName[]) {
  for (const garbage of ['apart', 'included'] as const) {
    const measurement = await measureCalls(
      folders,
      { telemetry, garbage, transport: 'memory', works: ['call', 'stream'] },
      args.rounds,
    );
    measured.push(measurement);
    if (!args.json) console.log(`${reportCalls(measurement)}\n`);
  }
}
if (args.json) console.log(JSON.stringify({ node: process.version, calls: measured }));
