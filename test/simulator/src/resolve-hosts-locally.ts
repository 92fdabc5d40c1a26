/** For a process under test: `import '@fuelgauge/simulator/resolve-hosts-locally'`. */
import { resolveHostsLocally } from './reroute.ts';

resolveHostsLocally();
