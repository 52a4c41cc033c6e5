import { createRandom, type Random } from '../../../src/demo/data/random.ts';
import type { Difference, DifferenceKind } from '../../../src/model/compare/run-comparison.ts';
import type { Run } from '../../../src/model/run.ts';
import { listOf } from './pair-noise.ts';
import { recordScript, type Script } from './run-script.ts';

/** Draws what a run does, with noise of its own; `index` tells runs of a store apart, and is -1 for none. */
export type DrawRun = (random: Random, at: number, index: number) => Script;

type PairKind =
  | 'rare input'
  | 'red herring'
  | 'changed item'
  | 'item of a key'
  | 'loop'
  | 'enumeration'
  | 'number'
  | 'type'
  | 'earlier output'
  | 'child run'
  | 'version'
  | 'attempts'
  | 'missing step'
  | 'branch'
  /** Nothing differs but the failure, and what some successes have, too. */
  | 'failure alone';

/** Where a difference is: of the run itself where no step is named; an item `*` is any. */
export type Place = {
  readonly step?: string;
  readonly at?: string;
  readonly kinds?: readonly DifferenceKind[];
};

export type PlantedPair = {
  /** What a reader wants to be told first. */
  readonly name: string;
  readonly kind: PairKind;
  /** The wrong answer that tempts. */
  readonly herring?: string;
  readonly draw: DrawRun;
  readonly successes: number;
  /** How many other runs failed of the same cause. */
  readonly failures?: number;
  /** Changes one of the successes, which `index` tells apart: 0 is the oldest. */
  readonly usual?: (run: Script, random: Random, index: number) => void;
  /** Changes the failed run, and the other ones of its cause. */
  readonly failed: (run: Script, random: Random) => void;
  /** Changes only the failed run that is compared. */
  readonly alone?: (run: Script, random: Random) => void;
  /** Runs that a step of that name starts, of the failed run and of each success. */
  readonly children?: { readonly step: string; readonly draw: DrawRun; readonly failed: EditScript };
  /** Any of these is right. */
  readonly expects: readonly [Place, ...Place[]];
};

type EditScript = (run: Script, random: Random) => void;

type BuiltPair = {
  readonly failed: Run;
  /** The oldest first. */
  readonly successes: readonly Run[];
  /** Other failed runs of the same group. */
  readonly failures: readonly Run[];
  /** The runs that the others started, known by `parentId`. */
  readonly children: readonly Run[];
};

const start = Date.UTC(2026, 4, 4, 6);
const betweenRuns = 17 * 60_000;

/** With fewer successes, the failed run has nothing that only some of them have, but what was planted. */
const manySuccesses = 20;

export function buildPair(pair: PlantedPair, seed: number): BuiltPair {
  const { successes: count, failures: failureCount = 0, alone } = pair;
  const children: Run[] = [];
  const record = (place: number, edit: EditScript, index: number, isFailed: boolean): Run => {
    const random = createRandom(seed * 1_000 + place, pair.name.length);
    const createdAt = start + place * betweenRuns + random.int(betweenRuns);
    const drawn = pair.draw(random, createdAt, index);
    edit(drawn, random);
    const run = recordScript(drawn, { random, createdAt });
    const child = pair.children && recordChild(pair.children, { run, random, index, isFailed });
    if (child) children.push(child);
    return run;
  };
  const successes = listOf(count, index =>
    record(index, (run, random) => pair.usual?.(run, random, index), index, false),
  );
  const failures = listOf(failureCount, index => record(count + index, pair.failed, index, true));
  const judged: EditScript = (run, random) => {
    alone?.(run, random);
    pair.failed(run, random);
  };
  const own = count < manySuccesses ? -1 : createRandom(seed, pair.name.length).int(count);
  return { failed: record(count + failureCount, judged, own, true), successes, failures, children };
}

type ParentRun = {
  readonly run: Run;
  readonly random: Random;
  readonly index: number;
  readonly isFailed: boolean;
};

function recordChild(
  { step, draw, failed }: NonNullable<PlantedPair['children']>,
  { run, random, index, isFailed }: ParentRun,
): Run | undefined {
  const parent = run.steps?.find(({ name }) => name === step);
  if (!parent) return undefined;
  const createdAt = parent.startedAt ?? run.createdAt;
  const drawn = draw(random, createdAt, index);
  if (isFailed) failed(drawn, random);
  return recordScript(drawn, { random, createdAt, parentId: run.id });
}

/** Whether a difference is at one of the places. */
export function isNamed(first: Difference | null, { expects }: PlantedPair): boolean {
  return first !== null && expects.some(place => isAt(first, place));
}

function isAt({ kind, node, at, wasAt = at }: Difference, { step, at: path, kinds }: Place): boolean {
  if (kinds && !kinds.includes(kind)) return false;
  const name = node.parent ? (node.a ?? node.b)?.name : undefined;
  if (name !== step) return false;
  const keys = path?.split(path.startsWith('attributes ') ? ' ' : '.') ?? [];
  return [at, wasAt].some(own => keys.every((key, index) => key === '*' || key === String(own[index])));
}
