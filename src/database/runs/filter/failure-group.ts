import { isWholePrefix, prefixOfGroup } from '../../../model/failure/failure-text.ts';
import { sql } from '../sql-template.ts';
import type { Condition } from './condition.ts';

/** The failures of a group have one prefix; where places follow it, the matcher decides. */
export function ofFailureGroup(text: string): Condition {
  const id = text.toLowerCase();
  const prefix = prefixOfGroup(id);
  return {
    sql: sql`(r.failure = ${prefix} OR (r.failure > ${`${prefix}.`} AND r.failure < ${`${prefix}/`}))`,
    isExact: isWholePrefix(id),
  };
}
