import { distinctMessages } from '../messages/read-messages.ts';
import type { MessageKeys } from '../spans/indexed-attributes.ts';
import type { SpanEntry } from '../spans/span-entry.ts';
import { findAncestors, messageKeysOf, nearestAbove, type RunPart } from './trace-group.ts';

export type ModelCall = {
  readonly entry: SpanEntry;
  readonly part: RunPart;
  readonly keys: MessageKeys;
  readonly takes: 'all' | 'input' | 'output';
  /** The span above with the instructions that this span's input lacks. */
  readonly instructed?: SpanEntry;
};

/**
 * Spans with messages, by time, without ancestors of others, which repeat the messages. But an ancestor's
 * input counts where the first call below it has none, and its output where the last one has none.
 */
export function modelCallsOf(parts: readonly RunPart[]): readonly ModelCall[] {
  return parts.flatMap(callsOf).sort(compareCalls);
}

function callsOf(part: RunPart): readonly ModelCall[] {
  const keysOf = (entry: SpanEntry) => messageKeysOf(entry, part);
  const speaking = part.entries.filter(entry => keysOf(entry) !== undefined);
  if (speaking.length === 0) return [];
  const ancestors = findAncestors(part, entry => keysOf(entry) !== undefined);
  const wholeAbove = nearestAbove(part, entry => keysOf(entry)?.isWhole === true);
  const isLeaf = (entry: SpanEntry) => keysOf(entry)?.isWhole || !ancestors.has(entry.id);
  const leaves = speaking.filter(entry => isLeaf(entry) && !wholeAbove(entry));
  const questionAbove = nearestAbove(part, entry => hasQuestion(keysOf(entry)));
  const outputAbove = nearestAbove(part, entry => hasSome(keysOf(entry)?.output));
  const instructionsAbove = nearestAbove(part, entry => (keysOf(entry)?.instructions ?? 0) > 0);
  const inputAbove = (entry: SpanEntry) => questionAbove(entry) ?? instructionsAbove(entry);
  const byStart = leaves.toSorted((a, b) => a.startAt - b.startAt);
  const inputs = lackedAbove(byStart, inputAbove, entry => hasQuestion(keysOf(entry)));
  const outputs = lackedAbove(byStart.reverse(), outputAbove, entry => hasSome(keysOf(entry)?.output));
  const toCall = (takes: ModelCall['takes'], entry: SpanEntry, call = entry): ModelCall => {
    const keys = keysOf(entry) ?? noKeys;
    const lacksInstructions = takes !== 'output' && hasSome(keys.input) && !keys.instructions;
    const instructed = lacksInstructions ? instructionsAbove(call) : undefined;
    return { entry, part, keys, takes, ...(instructed ? { instructed } : {}) };
  };
  return [
    ...leaves.map(entry => toCall('all', entry)),
    ...[...inputs].map(([entry, call]) => toCall('input', entry, call)),
    ...[...outputs].map(([entry]) => toCall('output', entry)),
  ];
}

function hasQuestion(keys: MessageKeys | undefined): boolean {
  return keys !== undefined && keys.input.length > (keys.instructions ?? 0);
}

const noKeys: MessageKeys = { input: [], output: [] };

function hasSome(keys: readonly number[] | undefined): boolean {
  return keys !== undefined && keys.length > 0;
}

/** Spans above whose messages the first call below lacks, each with that call. */
function lackedAbove(
  calls: readonly SpanEntry[],
  above: (entry: SpanEntry) => SpanEntry | undefined,
  hasOwn: (entry: SpanEntry) => boolean,
): ReadonlyMap<SpanEntry, SpanEntry> {
  const seen = new Set<SpanEntry>();
  const lacked = new Map<SpanEntry, SpanEntry>();
  for (const call of calls) {
    const outer = above(call);
    if (!outer || seen.has(outer)) continue;
    seen.add(outer);
    if (!hasOwn(call)) lacked.set(outer, call);
  }
  return lacked;
}

const order = { input: 0, all: 1, output: 2 };

/** Starts may be equal in whole ms; then file order decides, because spans are written when they end. */
function compareCalls(a: ModelCall, b: ModelCall): number {
  return (
    timeOf(a) - timeOf(b) ||
    order[a.takes] - order[b.takes] ||
    a.entry.line - b.entry.line ||
    a.entry.at - b.entry.at
  );
}

function timeOf({ entry, takes }: ModelCall): number {
  return takes === 'output' ? entry.endAt : entry.startAt;
}

function countedKeys({ keys, takes, instructed, part }: ModelCall): MessageKeys {
  const above = instructed && messageKeysOf(instructed, part);
  const instructions = above?.input.slice(0, above.instructions) ?? [];
  return {
    input: takes === 'output' ? [] : [...instructions, ...keys.input],
    output: takes === 'input' ? [] : keys.output,
  };
}

export function countMessages(parts: readonly RunPart[]): number | undefined {
  const calls = modelCallsOf(parts).map(countedKeys);
  return calls.length === 0 ? undefined : distinctMessages(calls).length;
}
