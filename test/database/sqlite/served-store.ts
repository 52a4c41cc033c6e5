import type { IntakeBatch, ServedStore } from '../../../src/contract/served-store.ts';
import { openServedSqlite } from '../../../src/database/sqlite/serve/open-served-sqlite.ts';
import { targetOf } from './temp-store.ts';

export function openServedAt(path: string): Promise<ServedStore> {
  return openServedSqlite({ path, target: targetOf(path) });
}

/** A batch of one writer, which owns its runs. */
export function batchOf(
  sequence: number,
  events: IntakeBatch['events'],
  parts: Partial<Pick<IntakeBatch, 'writer' | 'isOwner'>> = {},
): IntakeBatch {
  return { writer: 'w1', isOwner: true, ...parts, sequence, events };
}
