import { judgeValue } from '../judge/judge-value.ts';
import { usualNodes } from '../judge/references.ts';
import type { DraftPair } from '../match/pair-trees.ts';
import { comparePayloads, type ValueDifference } from '../payload/compare-payloads.ts';
import { attributesOf, type ComparedAttribute, parsedText, tellsOfResult } from './compared-attributes.ts';
import { addDifference, type Comparing } from './comparing.ts';

/** Notes what spans tell of their calls, or of the results of these. */
export function* compareAttributes(
  pair: DraftPair,
  attributes: readonly ComparedAttribute[],
  comparing: Comparing,
  ofResult: boolean,
): Generator<undefined, void> {
  for (const attribute of attributes) {
    if (tellsOfResult(attribute.name) !== ofResult) continue;
    for (const difference of yield* differencesOf(attribute)) {
      const { change } = difference;
      const resultKind = change === 'changed' ? 'output' : 'output-type';
      const kind = ofResult ? resultKind : 'step-input';
      yield* noteAttribute(pair, comparing, attribute, { kind, difference });
    }
  }
}

/** Most values are no containers, and need no walk. */
function* differencesOf({ was, is }: ComparedAttribute): Generator<undefined, readonly ValueDifference[]> {
  if (typeof was === typeof is && typeof is !== 'object') return [{ path: [], change: 'changed', was, is }];
  return yield* comparePayloads(was, is);
}

type Noted = { readonly kind: 'step-input' | 'output' | 'output-type'; readonly difference: ValueDifference };

function* noteAttribute(
  pair: DraftPair,
  comparing: Comparing,
  { name, is: value }: ComparedAttribute,
  { kind, difference }: Noted,
): Generator<undefined, void> {
  const { path, change, was, is, rest } = difference;
  const usual = usualNodes(comparing.references, pair).map(node => parsedText(attributesOf(node)[name]));
  const noted = { kind, at: ['attributes', name, ...path], change, was, is, rest };
  addDifference(comparing, pair, noted, yield* judgeValue(difference, value, usual));
}
