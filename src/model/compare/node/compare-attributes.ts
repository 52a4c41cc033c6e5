import { judgePlace, judgeValue } from '../judge/judge-value.ts';
import { usualNodes } from '../judge/references.ts';
import type { DraftPair } from '../match/pair-trees.ts';
import { comparePayloads, type ValueDifference } from '../payload/compare-payloads.ts';
import type { DifferenceKind } from '../run-comparison.ts';
import { attributesOf, type ComparedAttribute, parsedText } from './compared-attributes.ts';
import { addDifference, type Comparing } from './comparing.ts';

/** Notes what spans tell of their calls, or of the results of these. */
export function* compareAttributes(
  pair: DraftPair,
  attributes: readonly ComparedAttribute[],
  comparing: Comparing,
  ofResult: boolean,
): Generator<undefined, void> {
  if (attributes.length === 0) return;
  const nodes = usualNodes(comparing.references, pair);
  for (const attribute of attributes) {
    if (attribute.isOfResult !== ofResult) continue;
    const { name, at, was, is } = attribute;
    const usual = nodes.map(node => parsedText(attributesOf(node)[name]));
    if (isPlainChange(was, is)) {
      const noted = { kind: kindOf(attribute, 'changed'), at, change: 'changed', was, is } as const;
      addDifference(comparing, pair, noted, judgePlace(noted, usual));
    } else yield* compareInside(pair, attribute, usual, comparing);
  }
}

/** Most values are no containers, and need no walk. */
function isPlainChange(was: unknown, is: unknown): boolean {
  return typeof was === typeof is && typeof is !== 'object';
}

function* compareInside(
  pair: DraftPair,
  attribute: ComparedAttribute,
  usual: readonly unknown[],
  comparing: Comparing,
): Generator<undefined, void> {
  const { at, is: value } = attribute;
  for (const difference of yield* comparePayloads(attribute.was, value)) {
    const { path, wasPath, change, was, is, rest } = difference;
    const noted = {
      ...{ kind: kindOf(attribute, change), at: [...at, ...path], change, was, is, rest },
      ...(wasPath && { wasAt: [...at, ...wasPath] }),
    };
    addDifference(comparing, pair, noted, yield* judgeValue(difference, value, usual));
  }
}

function kindOf({ isOfResult }: ComparedAttribute, change: ValueDifference['change']): DifferenceKind {
  if (!isOfResult) return 'step-input';
  return change === 'changed' ? 'output' : 'output-type';
}
