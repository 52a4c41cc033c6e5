import type { FailureText } from '../../../model/failure/failure-text.ts';
import { raw, type Sql, sql } from '../sql-template.ts';
import type { FailureScope } from './failure-scope.ts';
import { signed } from './sign-row.ts';

/**
 * Failures in the order of their texts: the first ones, or those after them. Each text is whole in one part.
 */
export type FailurePart = {
  readonly after?: FailureText;
  /** Absent of the last part. */
  readonly upTo?: FailureText;
};

/** In the cursor of a first part, before the text at which it ends. */
const upToSign = '<';

/** The cursor that gives a first part again: runs recorded meanwhile would move its end. */
export function cursorOfFirst(upTo: FailureText): string {
  return upToSign + upTo;
}

/** The part of a cursor, which else is the last text of the part before. */
export function partOfCursor(cursor: string): FailurePart {
  return cursor.startsWith(upToSign) ? { upTo: cursor.slice(upToSign.length) } : { after: cursor };
}

/** So few failed runs that the first groups come soon. */
const runsInFirst = 20_000;

/** Finds the text at which the first part ends. No row says that it has all. */
export function endOfFirst(source: string): Sql {
  return sql`SELECT r.failure FROM ${raw(source)} WHERE ${raw(signed)} ORDER BY r.failure LIMIT 1 OFFSET ${raw(String(runsInFirst))}`;
}

/** Named groups are few enough to be counted at once. */
export function hasParts({ narrowing }: FailureScope): boolean {
  return narrowing.length === 0;
}

export function inPart({ after, upTo }: FailurePart): readonly Sql[] {
  return [
    ...(after === undefined ? [] : [sql`r.failure > ${after}`]),
    ...(upTo === undefined ? [] : [sql`r.failure <= ${upTo}`]),
  ];
}
