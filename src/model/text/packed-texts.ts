/**
 * Texts of which few are equal, for another thread as one, which is copied many times as fast; `ends` are
 * where each ends in it, negative where there is none.
 */
export type PackedTexts = readonly { readonly text: string; readonly ends: Int32Array }[];

const none = -1;
/** No text may be longer than 512 MB. */
const unitsOfTexts = 1_000_000;

export function packTexts(texts: readonly (string | null | undefined)[]): PackedTexts {
  const packed: { text: string; ends: Int32Array }[] = [];
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

/** The texts in their order, which are parts of the larger ones; `null` where there is none. */
export function* unpackTexts(packed: PackedTexts): Generator<string | null, undefined> {
  for (const { text, ends } of packed) {
    let start = 0;
    for (const end of ends) {
      yield end === none ? null : text.slice(start, end);
      if (end !== none) start = end;
    }
  }
}
