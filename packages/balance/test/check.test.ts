import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkAccounts } from '../src/check.ts';
import { type BalanceServer, startBalanceServer, until } from './balance-server.ts';

let server: BalanceServer;

beforeEach(async () => {
  server = await startBalanceServer();
});

afterEach(async () => {
  await server.close();
});

it('asks thirty accounts at once, so that those that do not answer take the time of one', async () => {
  let release = (): void => {};
  server.hold = new Promise((resolve) => {
    release = resolve;
  });
  const checked = checkAccounts(
    Array.from({ length: 30 }, (_, at) => ({
      provider: 'deepseek',
      key: `sk-fake-${at}`,
      baseUrl: server.baseUrl,
    })),
  );
  await until(() => server.mostAtOnce === 30);
  release();
  expect((await checked).map(({ reading }) => reading.ok)).toEqual(Array.from({ length: 30 }, () => true));
});
