/** The rules as shipped: from the checked-in files, not from what would generate them. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { RuleGroup } from '../../src/rules/rule.ts';

export const shippedGroups = (): readonly RuleGroup[] =>
  ['rules', 'alerts'].flatMap((name) => {
    const file = new URL(`../../prometheus/${name}.yaml`, import.meta.url);
    return (parse(readFileSync(file, 'utf8')) as { groups: readonly RuleGroup[] }).groups;
  });
