/** Gets the servers and says what it took: `node test/stack/servers/install.ts`. */
import { build, programIn, sizeOf } from './build.ts';
import { SOURCES } from './sources.ts';

for (const source of SOURCES) {
  const { folder, seconds } = await build(source);
  console.log(
    `${source.module} ${source.version}: ${seconds === undefined ? 'in the cache' : `built in ${seconds.toFixed(0)} s`}`,
  );
  for (const program of source.programs) {
    const path = programIn(folder, program);
    console.log(`  ${path} (${((await sizeOf(path)) / 1e6).toFixed(0)} MB)`);
  }
}
