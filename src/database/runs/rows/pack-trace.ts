import type { SpanRow, StoredTrace } from './stored-trace.ts';

/** A page of a trace for another thread by columns, which are copied many times as fast as rows. */
export type PackedTrace = Omit<StoredTrace, 'spans'> & { readonly spans: PackedSpans };

type PackedSpans = {
  readonly ids: readonly PackedTexts[];
  readonly attributes: readonly PackedTexts[];
  /** What many spans have in common, each once: `shared` are places in it, `none` for null. */
  readonly texts: readonly string[];
  readonly shared: Readonly<Record<SharedColumn, Int32Array>>;
  readonly startAt: Float64Array;
  /** NaN for null. */
  readonly endAt: Float64Array;
};

/** Texts of which few are equal, as one; `ends` are where each ends in it, `none` for null. */
type PackedTexts = { readonly text: string; readonly ends: Int32Array };

const sharedColumns = ['parent_id', 'name', 'kind', 'status', 'events'] as const;

type SharedColumn = (typeof sharedColumns)[number];

const none = -1;
/** No text may be longer than 512 MB. */
const unitsOfTexts = 1_000_000;

export function packTrace({ spans, ...page }: StoredTrace): PackedTrace {
  const texts = new Map<string, number>();
  const shared = Object.fromEntries(
    sharedColumns.map(column => [column, packShared(spans, column, texts)]),
  ) as PackedSpans['shared'];
  return {
    ...page,
    spans: {
      ids: packTexts(spans.map(({ id }) => id)),
      attributes: packTexts(spans.map(({ attributes }) => attributes)),
      texts: [...texts.keys()],
      shared,
      startAt: Float64Array.from(spans.map(row => row.start_at)),
      endAt: Float64Array.from(spans.map(row => row.end_at ?? Number.NaN)),
    },
  };
}

/** Adds the texts that are new. Neighbors often have the same one. */
function packShared(spans: readonly SpanRow[], column: SharedColumn, texts: Map<string, number>): Int32Array {
  const places = new Int32Array(spans.length);
  let last: string | null = null;
  let place = none;
  for (let at = 0; at < places.length; at += 1) {
    const text = spans[at]?.[column] ?? null;
    if (text !== last) {
      place = text === null ? none : (texts.get(text) ?? texts.size);
      if (text !== null && place === texts.size) texts.set(text, place);
      last = text;
    }
    places[at] = place;
  }
  return places;
}

/** The same page. Its texts are parts of larger ones, or shared, so that they take little memory. */
export function unpackTrace({ spans: packed, ...page }: PackedTrace): StoredTrace {
  const { texts, shared, startAt, endAt } = packed;
  const ids = unpackTexts(packed.ids);
  const attributes = unpackTexts(packed.attributes);
  const textAt = (column: SharedColumn, place: number) => texts[shared[column][place] ?? none];
  const spans = ids.map((id, place): SpanRow => {
    const end_at = endAt[place] ?? Number.NaN;
    return {
      id: id ?? '',
      parent_id: textAt('parent_id', place) ?? null,
      name: textAt('name', place) ?? '',
      kind: textAt('kind', place) ?? '',
      start_at: startAt[place] ?? 0,
      end_at: Number.isNaN(end_at) ? null : end_at,
      status: textAt('status', place) as SpanRow['status'],
      attributes: attributes[place] ?? null,
      events: textAt('events', place) ?? null,
    };
  });
  return { ...page, spans };
}

type Texts = readonly (string | null)[];

function packTexts(texts: Texts): readonly PackedTexts[] {
  const packed: PackedTexts[] = [];
  for (let from = 0; from < texts.length; ) {
    const ends = new Int32Array(texts.length - from);
    let size = 0;
    let end = 0;
    for (; size < ends.length && end < unitsOfTexts; size += 1) {
      const text = texts[from + size] ?? null;
      end += text?.length ?? 0;
      ends[size] = text === null ? none : end;
    }
    packed.push({ text: texts.slice(from, from + size).join(''), ends: ends.slice(0, size) });
    from += size;
  }
  return packed;
}

function unpackTexts(packed: readonly PackedTexts[]): Texts {
  const texts: (string | null)[] = [];
  for (const { text, ends } of packed) {
    let start = 0;
    for (const end of ends) {
      texts.push(end === none ? null : text.slice(start, end));
      if (end !== none) start = end;
    }
  }
  return texts;
}
