import { type OtlpReceiver, type Simulator, startOtlpReceiver, startSimulator } from '@fuelgauge/simulator';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';

export interface World {
  readonly simulator: Simulator;
  /** A new one for each test. */
  readonly receiver: OtlpReceiver;
  /** What an application needs in its environment to call the simulated OpenAI and export here. */
  readonly env: Readonly<Record<string, string>>;
}

/** The simulated provider and the receiver of telemetry, for the tests of one file. */
export function useWorld(): World {
  let simulator: Simulator;
  let receiver: OtlpReceiver;
  beforeAll(async () => {
    simulator = await startSimulator();
  });
  beforeEach(async () => {
    receiver = await startOtlpReceiver();
  });
  afterEach(() => receiver.close());
  afterAll(() => simulator.close());
  return {
    get simulator() {
      return simulator;
    },
    get receiver() {
      return receiver;
    },
    get env() {
      return {
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
        OTEL_LOGS_EXPORTER: 'none',
        OPENAI_API_KEY: 'sk-fake-key-1',
        OPENAI_BASE_URL: simulator.url('openai'),
        FUELGAUGE_PROVIDERS: '127.0.0.1=openai',
      };
    },
  };
}
