import '@fuelgauge/instrumentation/register';
import '../telemetry/register.ts';
import './main.ts';
