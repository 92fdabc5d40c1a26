import { describe, expect, it } from 'vitest';
import { withBlock } from './document.ts';

const DOCUMENT = [
  '# Performance',
  '<!-- measured: begin -->',
  'old',
  '<!-- measured: end -->',
  'words',
  '<!-- profiled: begin -->',
  '<!-- profiled: end -->',
].join('\n');

describe('withBlock', () => {
  it('replaces what stood in the block', () => {
    const written = withBlock(DOCUMENT, 'measured', 'new');
    expect(written).toContain('begin -->\n\nnew\n\n<!-- measured: end -->\nwords');
    expect(written).not.toContain('old');
  });

  it('leaves the other block alone', () => {
    expect(withBlock(DOCUMENT, 'profiled', 'new')).toContain('old');
  });

  it('gives the same when it is written twice', () => {
    const once = withBlock(DOCUMENT, 'measured', 'new');
    expect(withBlock(once, 'measured', 'new')).toBe(once);
  });

  it('takes figures as they are', () => {
    expect(withBlock(DOCUMENT, 'measured', '$& $1')).toContain('$& $1');
  });

  it('refuses a document without the block', () => {
    expect(() => withBlock('# Performance', 'measured', 'new')).toThrow(
      'no block between <!-- measured: begin -->',
    );
  });
});
