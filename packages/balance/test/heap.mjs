// Loaded into the exporter's process with --expose-gc: says every half minute what is alive on its heap.
import { writeSync } from 'node:fs';

const say = () => {
  globalThis.gc();
  writeSync(2, `live heap ${(process.memoryUsage().heapUsed / 1024 / 1024).toFixed(1)} MB\n`);
};
setInterval(say, 30_000).unref();
