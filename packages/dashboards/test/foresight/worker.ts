/** Judges the accounts of its share, one after another. */
import { parentPort, workerData } from 'node:worker_threads';
import { outcomeOf, planFor } from './one.ts';
import type { Setting } from './report.ts';
import { shippedGroups } from './shipped.ts';

export interface Share {
  readonly setting: Setting;
  readonly first: number;
  readonly every: number;
}

const { setting, first, every } = workerData as Share;
const plan = planFor(shippedGroups());
for (let account = first; account < setting.accounts; account += every) {
  parentPort?.postMessage(outcomeOf(account, setting, plan));
}
