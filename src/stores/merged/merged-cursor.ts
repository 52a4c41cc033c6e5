import { notACursor, toCursor, valuesOfCursor } from '../../contract/lists/run-order.ts';

/** The last run that the list has shown: the next page has the runs of all targets after it. */
export type LastShown = { readonly createdAt: number; readonly id: string; readonly target: string };

export type MemberPlace = {
  readonly name: string;
  /** The member's own cursor of the page that was read last; absent at its first page. */
  readonly cursor?: string;
  /** `done`: the end was reached. `out`: the member did not answer when the list began. */
  readonly state: 'open' | 'done' | 'out';
  /** Whether it did not answer for a while after that. */
  readonly hasGap: boolean;
  readonly scanned?: { readonly read: number; readonly total: number };
};

/** All that the next page needs, so that any process can read that page. */
export type MergedCursor = { readonly places: readonly MemberPlace[]; readonly shown?: LastShown };

/** How much the members that scan have read together; `undefined` where none scans. */
export function addScanned(places: readonly MemberPlace[]): MemberPlace['scanned'] {
  const all = places.flatMap(place => place.scanned ?? []);
  if (all.length === 0) return undefined;
  return all.reduce((sum, one) => ({ read: sum.read + one.read, total: sum.total + one.total }));
}

const states = ['open', 'done', 'out'] as const;

export function formatMergedCursor({ places, shown }: MergedCursor): string {
  return toCursor([
    shown ? [shown.createdAt, shown.id, shown.target] : null,
    ...places.map(({ name, cursor, state, hasGap, scanned }) => [
      name,
      states.indexOf(state),
      cursor ?? null,
      hasGap ? 1 : 0,
      scanned ? [scanned.read, scanned.total] : null,
    ]),
  ]);
}

/** Throws an `InspectorError` when the text is no cursor of a list of these members. */
export function parseMergedCursor(text: string, names: readonly string[]): MergedCursor {
  const [first, ...places] = valuesOfCursor(text);
  const shown = parseShown(first);
  const parsed = places.map(parsePlace);
  const isWhole = (first === null || shown) && parsed.length === names.length;
  if (isWhole && parsed.every((place, at): place is MemberPlace => place?.name === names[at]))
    return { places: parsed, ...(shown ? { shown } : {}) };
  throw notACursor('these targets', text, ', and name the same targets in the same order');
}

function parsePlace(value: unknown): MemberPlace | undefined {
  if (!Array.isArray(value)) return undefined;
  const [name, at, cursor, hasGap, counts]: unknown[] = value;
  const state = typeof at === 'number' ? states[at] : undefined;
  if (typeof name !== 'string' || !state) return undefined;
  const scanned = parseScanned(counts);
  return {
    name,
    state,
    hasGap: hasGap === 1,
    ...(typeof cursor === 'string' ? { cursor } : {}),
    ...(scanned ? { scanned } : {}),
  };
}

function parseShown(value: unknown): LastShown | undefined {
  if (!Array.isArray(value)) return undefined;
  const [createdAt, id, target]: unknown[] = value;
  const isShown = typeof createdAt === 'number' && typeof id === 'string' && typeof target === 'string';
  return isShown ? { createdAt, id, target } : undefined;
}

function parseScanned(value: unknown): MemberPlace['scanned'] {
  if (!Array.isArray(value)) return undefined;
  const [read, total]: unknown[] = value;
  return typeof read === 'number' && typeof total === 'number' ? { read, total } : undefined;
}
