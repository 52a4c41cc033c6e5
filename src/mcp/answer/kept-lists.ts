import { randomBytes } from 'node:crypto';
import { InspectorError } from '../../model/errors.ts';
import { keepRecent } from '../../model/keep-recent.ts';

type ListPage<Row> = {
  readonly rows: readonly Row[];
  readonly total: number;
  readonly nextCursor: string | undefined;
};

/** Keeps the last lists, so that each page continues the same list, whatever changes meanwhile. */
export type KeptLists<Row> = {
  /** `key` names what is listed. A list that is no longer kept is read again. */
  readonly page: (
    request: { readonly key: string; readonly limit: number; readonly cursor?: string },
    read: () => Promise<readonly Row[]>,
  ) => Promise<ListPage<Row>>;
};

const mostKept = 4;

export function createKeptLists<Row>(): KeptLists<Row> {
  const kept = keepRecent<string, { readonly key: string; readonly rows: readonly Row[] }>(mostKept);

  function keep(key: string, rows: readonly Row[]): string {
    const id = randomBytes(4).toString('hex');
    kept.set(id, { key, rows });
    return id;
  }

  return {
    async page({ key, limit, cursor }, read) {
      const { start, list } = readListCursor(cursor);
      const known = kept.get(list);
      const isKept = known?.key === key;
      const rows = isKept ? known.rows : await read();
      const end = start + limit;
      const nextCursor = end < rows.length ? `${end}-${isKept ? list : keep(key, rows)}` : undefined;
      return { rows: rows.slice(start, end), total: rows.length, nextCursor };
    },
  };
}

function readListCursor(cursor = '0-'): { readonly start: number; readonly list: string } {
  const [, start, list] = /^(\d{1,12})-([0-9a-f]{0,8})$/u.exec(cursor) ?? [];
  if (start === undefined || list === undefined) throw wrongCursor();
  return { start: Number(start), list };
}

export function readOffset(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  if (/^\d{1,12}$/u.test(cursor)) return Number(cursor);
  throw wrongCursor();
}

export function wrongCursor(): InspectorError {
  return new InspectorError('usage', 'the cursor is not one of this tool', {
    hint: 'pass on the nextCursor of the answer before, with the same arguments; else begin again without a cursor',
  });
}
