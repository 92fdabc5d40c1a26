import { describe, expect, it } from 'vitest';
import { classify } from '../src/index.ts';
import { FIXTURES } from './fixtures/all.ts';

describe('classify gives the labelled verdict on', () => {
  it.each(FIXTURES.map((fixture, at) => [at, `${fixture.status} ${fixture.rule}`, fixture] as const))(
    'payload %i: %s',
    (_at, _name, fixture) => {
      const verdict = classify({
        baseUrl: fixture.at,
        status: fixture.status,
        headers: fixture.headers,
        body: fixture.body,
        message: fixture.message,
        error: fixture.error,
      });
      expect({
        category: verdict.category,
        owner: verdict.owner,
        retryable: verdict.retryable,
        upstream: verdict.upstream,
        rule: verdict.rule,
      }).toEqual({
        category: fixture.category,
        owner: fixture.owner,
        retryable: fixture.retryable,
        upstream: fixture.upstream,
        rule: fixture.rule,
      });
    },
  );
});
