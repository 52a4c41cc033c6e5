import { findTextPlaces } from '../../payload/lazy/find-text-places.ts';
import { isLazy } from '../../payload/lazy/lazy-parts.ts';
import { type LazyContainer, openPayload } from '../../payload/lazy/lazy-payload.ts';
import { LazyText } from '../../payload/lazy/lazy-text.ts';
import { lazyLimits } from '../../payload/lazy/places.ts';
import { type ScannedPayload, scanPayload } from '../../payload/lazy/scan-payload.ts';
import { withWholeValues } from '../../payload/lazy/whole-values.ts';
import { type PackedTexts, packTexts, unpackTexts } from '../../text/packed-texts.ts';

/** Values of payloads, some of them absent. */
export type PackedValues = {
  readonly kinds: Uint8Array;
  /** Of the values that are numbers, texts, JSON texts of others, and large: each in order. */
  readonly numbers: Float64Array;
  readonly texts: PackedTexts;
  readonly jsons: PackedTexts;
  readonly large: readonly ScannedPayload[];
};

const kinds = { absent: 0, number: 1, text: 2, json: 3, large: 4 } as const;

export function createValuePacker() {
  const found: number[] = [];
  const numbers: number[] = [];
  const texts: string[] = [];
  const jsons: string[] = [];
  const large: ScannedPayload[] = [];

  const add = (value: unknown): void => {
    found.push(kindOf(value));
    if (typeof value === 'number') numbers.push(value);
    else if (typeof value === 'string') texts.push(value);
    else if (isLazy(value)) large.push(scanLarge(value));
    else if (value !== undefined) jsons.push(JSON.stringify(withWholeValues(value)));
  };
  const pack = (): PackedValues => ({
    kinds: Uint8Array.from(found),
    numbers: Float64Array.from(numbers),
    texts: packTexts(texts),
    jsons: packTexts(jsons),
    large,
  });
  return { add, pack };
}

function kindOf(value: unknown): number {
  if (value === undefined) return kinds.absent;
  if (typeof value === 'number') return kinds.number;
  if (typeof value === 'string') return kinds.text;
  return isLazy(value) ? kinds.large : kinds.json;
}

type Large = LazyContainer | LazyText;

/** A part of a larger payload, with bytes of its own. */
function scanLarge(value: Large): ScannedPayload {
  if (!(value instanceof LazyText)) return scanPayload(new Uint8Array(value.json()));
  const bytes = new Uint8Array(value.encoded());
  const { isEscaped } = value.places;
  return { bytes, places: findTextPlaces(bytes, 0, bytes.length, { isEscaped, limits: lazyLimits }) };
}

/** The values in their order. */
export function createValueReader({ kinds: found, numbers, texts, jsons, large }: PackedValues) {
  const nextNumber = numbers.values();
  const nextText = unpackTexts(texts);
  const nextJson = unpackTexts(jsons);
  const nextLarge = large.values();
  let at = 0;
  return (): unknown => {
    const kind = found[at];
    at += 1;
    if (kind === kinds.number) return nextNumber.next().value;
    if (kind === kinds.text) return nextText.next().value;
    if (kind === kinds.json) return JSON.parse(nextJson.next().value ?? 'null');
    const payload = kind === kinds.large ? nextLarge.next().value : undefined;
    return payload && openPayload(payload);
  };
}
