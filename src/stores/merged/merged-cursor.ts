import { InspectorError } from '../../model/errors.ts';

/** The place of a run in newest-first order. */
export type Position = { readonly createdAt: number; readonly id: string };

/** How far one member of a list was read. */
export type Place = {
  readonly name: string;
  /** The member's own cursor, at which the page begins that was read last; absent at its first page. */
  readonly cursor?: string;
  /** The last run that was taken of that page. */
  readonly last?: Position;
  /** Its end was reached, or it did not answer when the list began, or not for a while in between. */
  readonly state: 'open' | 'done' | 'out' | 'gap';
  readonly scanned?: { readonly read: number; readonly total: number };
};

/** Everything that the next page needs, so that another process can read it: the members, and what was shown last. */
export type MergedCursor = {
  readonly places: readonly Place[];
  readonly last?: Position & { readonly target: string };
};

const states = ['open', 'done', 'out', 'gap'] as const;

export function formatCursor({ places, last }: MergedCursor): string {
  const value = [
    last ? [last.createdAt, last.id, last.target] : null,
    ...places.map(({ name, cursor, last, state, scanned }) => [
      name,
      states.indexOf(state),
      cursor ?? null,
      last ? [last.createdAt, last.id] : null,
      scanned ? [scanned.read, scanned.total] : null,
    ]),
  ];
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** Throws an `InspectorError` when the text is no cursor of a list of these members. */
export function parseCursor(text: string, names: readonly string[]): MergedCursor {
  const value = tryParse(Buffer.from(text, 'base64url').toString());
  if (Array.isArray(value)) {
    const [last, ...places]: unknown[] = value;
    const parsed = places.map(parsePlace);
    const shown = last === null ? undefined : parseShown(last);
    const isWhole = (last === null || shown) && parsed.length === names.length;
    if (isWhole && parsed.every((place, at): place is Place => place?.name === names[at]))
      return { places: parsed, ...(shown ? { last: shown } : {}) };
  }
  throw new InspectorError('usage', `not a cursor of these targets: ${text.slice(0, 40)}`, {
    hint: 'take nextCursor of the page before, as it is, and name the same targets in the same order',
  });
}

function parsePlace(value: unknown): Place | undefined {
  if (!Array.isArray(value)) return undefined;
  const [name, at, cursor, last, scanned]: unknown[] = value;
  const state = typeof at === 'number' ? states[at] : undefined;
  if (typeof name !== 'string' || !state) return undefined;
  const position = parsePosition(last);
  const counted = parseScanned(scanned);
  return {
    name,
    state,
    ...(typeof cursor === 'string' ? { cursor } : {}),
    ...(position ? { last: position } : {}),
    ...(counted ? { scanned: counted } : {}),
  };
}

function parsePosition(value: unknown): Position | undefined {
  if (!Array.isArray(value)) return undefined;
  const [createdAt, id]: unknown[] = value;
  return typeof createdAt === 'number' && typeof id === 'string' ? { createdAt, id } : undefined;
}

function parseShown(value: unknown): MergedCursor['last'] {
  const position = parsePosition(value);
  const target: unknown = Array.isArray(value) ? value[2] : undefined;
  return position && typeof target === 'string' ? { ...position, target } : undefined;
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
