import fc from 'fast-check';
import { expect, it } from 'vitest';
import { redact, SECRETS } from '../src/redact.ts';

/** The same with every pattern run over every text. */
function redactedByAll(text: string): string {
  let out = text.replace(/\s+/g, ' ').trim();
  for (const [, pattern, blank] of SECRETS) out = out.replace(pattern, blank);
  return out;
}

const piece = fc.oneof(
  fc.constantFrom(
    ...[
      '//user:pass@host',
      'sk-abc***xyz',
      '0f3a…9c21',
      '0f3a...9c21',
      'a.b+c@mail.example',
      'user-12345678',
    ],
    ...['key-abcdefghijklmnopqrst', 'user 4815162', '+49 30 1234567', '00000000-aaaa-bbbb-cccc-000000000000'],
    ...[
      'abcdefab-abcd-abcd-abcd-abcdefabcdef',
      'request id: abcdefg',
      'arn:aws:iam::0:x',
      'https://a.example/b/c',
    ],
    ...[
      '10.0.0.1:80',
      'fe80:0:0:1::1',
      'abcdefghijklmnopqrstuvwx1',
      'AbCdEfGhIjKlMnOpQrStUvWxYz',
      '123456789012',
    ],
    ...[
      'eyJabcdefgh',
      'Bearer abcdefgh',
      'api key: abc',
      'AIzaabcdef',
      '-----BEGIN KEY-----',
      ' ',
      '  ',
      '\n',
      ' ',
    ],
  ),
  fc.string({ maxLength: 6 }),
);

it('leaves out no pattern that would have found something', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), fc.constantFrom('', ' ', '/'), (pieces, between) => {
      const text = pieces.join(between);
      expect(redact(text, 8_192)).toBe(redactedByAll(text));
    }),
    { numRuns: 2_000 },
  );
});
