/** The classification of @fuelgauge/errors as statements of the transform processor. */

import { attribute } from '../ottl/operands.ts';
import type { StatementGroup } from '../ottl/statement-group.ts';
import { cleanUp, judge, verdict } from './judge.ts';
import { READ_OBJECT } from './object.ts';
import { exceptionEvent, prepare } from './prepare.ts';
import { type ClassificationOptions, load, store, temporary } from './state.ts';
import { READ_TEXT } from './words.ts';

/**
 * Texts and objects in the order in which most errors hold them: an object of two levels, the message in it, an
 * upstream's answer behind that. A group that has nothing to do costs one look.
 */
const READS = 'TOTTOTTOTT';
/** Levels that one group opens: an envelope and the error in it. */
const LEVELS = 2;

/**
 * Statement groups that put `llm.error.*` on failed spans of LLM calls. They take what instrumentations emit; spans
 * that bear a category already stay as they are. Groups that repeat are one object, so YAML can write them once.
 */
export function classificationGroups(options: ClassificationOptions): readonly StatementGroup[] {
  const state = attribute(temporary(options, 'state'));
  const read = (member: string, statements: readonly string[]): StatementGroup => ({
    context: 'span',
    error_mode: 'silent',
    conditions: [`span.status.code == STATUS_CODE_ERROR and ${state}["${member}"] != nil`],
    statements: [load(options), ...statements, store(options)],
  });
  const text = read('tx', READ_TEXT);
  const object = read('ob', Array.from({ length: LEVELS }, () => READ_OBJECT).flat());
  return [
    exceptionEvent(options),
    prepare(options),
    ...[...READS].map((kind) => (kind === 'T' ? text : object)),
    ...judge(options),
    verdict(options),
    cleanUp(options),
  ];
}
