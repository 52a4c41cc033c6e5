import { type PackedTexts, packTexts, unpackTexts } from '../../../model/text/packed-texts.ts';
import type { SpanRow, StoredTrace } from './stored-trace.ts';

/** A page of a trace for another thread by columns, which are copied many times as fast as rows. */
export type PackedTrace = Omit<StoredTrace, 'spans'> & { readonly spans: PackedSpans };

type PackedSpans = {
  readonly ids: PackedTexts;
  readonly attributes: PackedTexts;
  /** What many spans have in common, each once: `shared` are places in it, `none` for null. */
  readonly texts: readonly string[];
  readonly shared: Readonly<Record<SharedColumn, Int32Array>>;
  readonly startAt: Float64Array;
  /** NaN for null. */
  readonly endAt: Float64Array;
};

const sharedColumns = ['parent_id', 'name', 'kind', 'status', 'events'] as const;

type SharedColumn = (typeof sharedColumns)[number];

const none = -1;

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
  const ids = [...unpackTexts(packed.ids)];
  const attributes = [...unpackTexts(packed.attributes)];
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
