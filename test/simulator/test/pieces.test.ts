import fc from 'fast-check';
import { expect, test } from 'vitest';
import { piecesOf } from '../src/answer.ts';

test('pieces join to the text, are no more than asked for, and are well-formed', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 20 }), (text, count) => {
      const pieces = piecesOf(text, count);
      expect(pieces.join('')).toBe(text);
      expect(pieces.length).toBeLessThanOrEqual(count);
      expect(pieces.every((piece) => !/\p{Surrogate}/u.test(piece))).toBe(true);
    }),
  );
});

test('a long enough text comes in exactly as many pieces as asked for', () => {
  expect(piecesOf('x'.repeat(57), 50)).toHaveLength(50);
});
