/** The application whose instrumentations are made by hand, one pair for each call. */
import '../telemetry/register.ts';
import { trouble } from '../telemetry/troubles.ts';
import { telemetry } from './trouble.ts';

telemetry.trouble = trouble;
await import('./main.ts');
