/**
 * The world of this example: a simulated DeepSeek, OpenRouter and OpenAI with a few accounts, and a small remote
 * control by which a person empties and fills them. Nothing of it is known to the service.
 */
import { startSimulator } from '@fuelgauge/simulator';
import { openDoor } from './door.ts';
import { openRemoteControl } from './remote-control.ts';

const port = (variable: string, otherwise: number): number => Number(process.env[variable] ?? otherwise);

/** Where other containers may reach it; without them, this machine alone. */
const host = process.env.HOST ?? '127.0.0.1';

/** One call of the service costs about 4 cents: an hour of it about 30 dollars. */
const answer = { promptTokens: 60_000, completionTokens: 1_000, text: 'The tenant may end the contract.' };

const simulator = await startSimulator({ answer, delivery: { latencyMs: 300 } });
const { accounts } = simulator;

const deepseek = accounts.open('deepseek', 'sk-fake-deepseek', { granted: 5, toppedUp: 55 });
const openrouter = accounts.open('openrouter', 'sk-or-fake-production', { toppedUp: 200 });
// Only a management key may read the credits behind an API key.
accounts.open('openrouter', 'sk-or-fake-management', { manages: openrouter });
accounts.open('openai', 'sk-fake-openai', { toppedUp: 100 });
// OpenRouter's own account at DeepSeek, which no customer of OpenRouter can see or fill.
const gatewayAtDeepseek = accounts.ofGateway('deepseek');

const doors = await Promise.all([
  // All the services, told apart by host name, for the other containers.
  openDoor({ to: simulator.port, host, port: port('SERVICES_PORT', 8080) }),
  // One a service, for the balance exporter: it sends keys over plain HTTP to its own machine only.
  openDoor({
    to: simulator.port,
    host: '127.0.0.1',
    port: port('DEEPSEEK_PORT', 8081),
    as: 'api.deepseek.com',
  }),
  openDoor({
    to: simulator.port,
    host: '127.0.0.1',
    port: port('OPENROUTER_PORT', 8082),
    as: 'openrouter.ai',
  }),
]);

const control = await openRemoteControl({
  host,
  port: port('CONTROL_PORT', 8090),
  state: () => ({
    'deepseek-production': deepseek.balance,
    'openrouter-production': openrouter.balance,
    "openrouter's own, at deepseek": gatewayAtDeepseek.balance,
  }),
  actions: {
    drain: { does: 'take all but one dollar of the DeepSeek account', run: () => leave(deepseek, 1) },
    'top-up': { does: 'pay 60 dollars into the DeepSeek account', run: () => deepseek.topUp(60) },
    'drain-gateway': {
      does: "take all of OpenRouter's own account at DeepSeek; yours stays as it is",
      run: () => gatewayAtDeepseek.empty(),
    },
    'fill-gateway': { does: 'OpenRouter pays its bill', run: () => gatewayAtDeepseek.topUp(1e6) },
    overload: {
      does: 'DeepSeek is busy for the next 200 calls',
      run: () => simulator.failNext('deepseek', 'busy', { times: 200 }),
    },
  },
});

function leave(account: typeof deepseek, amount: number): void {
  account.empty();
  account.topUp(amount);
}

const [services, ...others] = doors.map((door) => door.port);
console.log(
  `services on ${services}, for the exporter on ${others.join(' and ')}, control on ${control.port}`,
);

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => process.exit(0));
}
