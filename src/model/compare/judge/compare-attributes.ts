import { tryParseJson } from '../../payload/json-text.ts';
import type { Pieces } from '../../pieces.ts';
import type { DraftPair } from '../pair-trees.ts';
import type { ValuePath } from '../payload/compare-payloads.ts';
import type { RunNode } from '../tree/run-node.ts';
import { addDifference, type Comparing, comparePart, learnedOf, outputKind } from './compare-values.ts';
import { judgePlace } from './judge-value.ts';

/** Notes how attributes of calls differ, or with `ofResult` those of their results. */
export function* compareAttributes(
  pair: DraftPair,
  attributes: readonly ComparedAttribute[],
  comparing: Comparing,
  ofResult: boolean,
): Pieces<void> {
  if (attributes.length === 0) return;
  const kindOf = ofResult ? outputKind : () => 'step-input' as const;
  for (const attribute of attributes) {
    if (attribute.isOfResult !== ofResult) continue;
    const { name, at, was, is } = attribute;
    const partOf = (node: RunNode) => parsedText(attributesOf(node)[name]);
    const learned = () => learnedOf(pair, comparing, { name: `attributes ${name}`, partOf });
    // Most values are scalars, which need no walk.
    if (typeof was === typeof is && typeof is !== 'object') {
      const noted = { kind: kindOf('changed'), at, change: 'changed', was, is } as const;
      const others = learned();
      addDifference(comparing, pair, noted, judgePlace(noted, others, [others.across]));
    } else yield* comparePart(pair, comparing, { at, was, is, kindOf, learned });
  }
}

export type ComparedAttribute = AttributeName & { readonly was: unknown; readonly is: unknown };

type AttributeName = {
  readonly name: string;
  readonly at: ValuePath;
  /** Whether it describes the result of a call, rather than the call. */
  readonly isOfResult: boolean;
};

/** Parts of names in OpenTelemetry, such as `http.response.status_code` and `gen_ai.usage.output_tokens`. */
const resultWords =
  /(?:^|[._])(?:response|result|output|usage|status|status_code|error|exception|finish_reasons?)(?:$|[._])/u;
const knownNames = new Map<string, AttributeName>();
const mostNamesKept = 10_000;

/** Attributes that differ, except for ids of spans and for what repeats payloads of the steps. */
export function differingAttributes({ a, b }: DraftPair): readonly ComparedAttribute[] {
  if (!a?.span || !b?.span) return [];
  const [before, after] = [attributesOf(b), attributesOf(a)];
  const found: ComparedAttribute[] = [];
  const add = (name: string) => {
    const [was, is] = [before[name], after[name]];
    if (Object.is(was, is) || (isOwn(a, is) && isOwn(b, was))) return;
    const { at, isOfResult } = describeName(name);
    found.push({ name, at, isOfResult, was: parsedText(was), is: parsedText(is) });
  };
  for (const name in after) add(name);
  for (const name in before) if (!Object.hasOwn(after, name)) add(name);
  return found;
}

function attributesOf({ span }: RunNode): Readonly<Record<string, unknown>> {
  return span?.attributes ?? {};
}

function describeName(name: string): AttributeName {
  const known = knownNames.get(name);
  if (known) return known;
  if (knownNames.size > mostNamesKept) knownNames.clear();
  const described = { name, at: ['attributes', name], isOfResult: resultWords.test(name) };
  knownNames.set(name, described);
  return described;
}

/** Whether a value is the id of the span or step, or repeats a payload of the step. */
function isOwn({ span, steps, input, output }: RunNode, value: unknown): boolean {
  if (typeof value !== 'string') return false;
  if (value === span?.id || steps.some(({ id }) => id === value)) return true;
  const hasPayloads = input !== undefined || output !== undefined;
  return hasPayloads && (isJsonText(value) || value === input || value === output);
}

const longestParsed = 100_000;

function parsedText(value: unknown): unknown {
  return isJsonText(value) ? (tryParseJson(value) ?? value) : value;
}

function isJsonText(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > longestParsed) return false;
  return value.startsWith('{') || value.startsWith('[');
}
