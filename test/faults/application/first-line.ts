import '@fuelgauge/instrumentation/register';
import '../telemetry/register.ts';

// Not in the list above: what makes calls while modules are being loaded is missed with openai 4 (README, "Ways of
// loading"), and this application does nothing else.
await import('./main.ts');
