/** The classification of @fuelgauge/errors as statements of the transform processor. */

import { attribute } from '../ottl/operands.ts';
import type { StatementGroup } from '../ottl/statement-group.ts';
import { cleanUp, judge, verdict } from './judge.ts';
import { READ_OBJECT } from './object.ts';
import { exceptionEvent, prepare } from './prepare.ts';
import { type ClassificationOptions, load, store, temporary } from './state.ts';
import { FINISH, READ_TEXT } from './words.ts';

/** Levels of objects and systems in one error that are looked into. */
const STEPS = 10;

/**
 * Statement groups that put `llm.error.*` on failed spans of LLM calls. They take what instrumentations emit; spans
 * that bear a category already stay as they are. Groups that repeat are one object, so YAML can write them once.
 */
export function classificationGroups(options: ClassificationOptions): readonly StatementGroup[] {
  const step: StatementGroup = {
    context: 'span',
    error_mode: 'silent',
    conditions: [
      `span.status.code == STATUS_CODE_ERROR and (${attribute(temporary(options, 'state'))}["tx"] != nil or ${attribute(temporary(options, 'state'))}["ob"] != nil)`,
    ],
    statements: [load(options), ...READ_OBJECT, ...READ_TEXT, ...FINISH, store(options)],
  };
  return [
    exceptionEvent(options),
    prepare(options),
    ...Array.from({ length: STEPS }, () => step),
    ...judge(options),
    verdict(options),
    cleanUp(options),
  ];
}
