import type { AccountState } from '../account-state.ts';
import type { CheckedAccount } from '../check.ts';
import type { ConfiguredAccount } from '../config-file/config-file.ts';
import type { Log } from './log.ts';
import type { FoundInEnvironment } from './settings.ts';

export interface RunningMonitor {
  states(): readonly AccountState[];
  stop(): void;
}

export interface MonitorSettings {
  readonly accounts: readonly ConfiguredAccount[];
  readonly intervalSeconds?: number;
  readonly log: Log;
}

/** The parts of the package that the command puts together. */
export interface Runtime {
  environment(env: NodeJS.ProcessEnv): FoundInEnvironment;
  read(account: ConfiguredAccount): Promise<CheckedAccount>;
  monitor(settings: MonitorSettings): RunningMonitor;
}
