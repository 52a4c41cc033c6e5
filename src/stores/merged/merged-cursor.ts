import { InspectorError } from '../../model/errors.ts';

/** The run that a list showed last: what comes after it is still to be shown, whichever target it is of. */
export type Shown = { readonly createdAt: number; readonly id: string; readonly target: string };

/** How far one member of a list was read. */
export type Place = {
  readonly name: string;
  /** The member's own cursor, at which the page begins that was read last; absent at its first page. */
  readonly cursor?: string;
  /** `done`: its end was reached. `out`: it did not answer when the list began. */
  readonly state: 'open' | 'done' | 'out';
  /** Whether it did not answer for a while after that. */
  readonly hasGap: boolean;
  readonly scanned?: { readonly read: number; readonly total: number };
};

/**
 * Everything that the next page needs, so that another process can read it: the members, and what was shown
 * last.
 */
export type MergedCursor = {
  readonly places: readonly Place[];
  readonly shown?: Shown;
};

const states = ['open', 'done', 'out'] as const;

export function formatCursor({ places, shown }: MergedCursor): string {
  const value = [
    shown ? [shown.createdAt, shown.id, shown.target] : null,
    ...places.map(({ name, cursor, state, hasGap, scanned }) => [
      name,
      states.indexOf(state),
      cursor ?? null,
      hasGap ? 1 : 0,
      scanned ? [scanned.read, scanned.total] : null,
    ]),
  ];
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** Throws an `InspectorError` when the text is no cursor of a list of these members. */
export function parseCursor(text: string, names: readonly string[]): MergedCursor {
  const value = tryParse(Buffer.from(text, 'base64url').toString());
  if (Array.isArray(value)) {
    const [first, ...places]: unknown[] = value;
    const shown = parseShown(first);
    const parsed = places.map(parsePlace);
    const isWhole = (first === null || shown) && parsed.length === names.length;
    if (isWhole && parsed.every((place, at): place is Place => place?.name === names[at]))
      return { places: parsed, ...(shown ? { shown } : {}) };
  }
  throw new InspectorError('usage', `not a cursor of these targets: ${text.slice(0, 40)}`, {
    hint: 'take nextCursor of the page before, as it is, and name the same targets in the same order',
  });
}

function parsePlace(value: unknown): Place | undefined {
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

function parseShown(value: unknown): Shown | undefined {
  if (!Array.isArray(value)) return undefined;
  const [createdAt, id, target]: unknown[] = value;
  const isShown = typeof createdAt === 'number' && typeof id === 'string' && typeof target === 'string';
  return isShown ? { createdAt, id, target } : undefined;
}

function parseScanned(value: unknown): Place['scanned'] {
  if (!Array.isArray(value)) return undefined;
  const [read, total]: unknown[] = value;
  return typeof read === 'number' && typeof total === 'number' ? { read, total } : undefined;
}

function tryParse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
