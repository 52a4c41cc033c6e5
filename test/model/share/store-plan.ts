import { createRandom, type Random } from '../../../src/demo/data/random.ts';
import type { Run, Step } from '../../../src/model/run.ts';
import { runOf } from '../compare/compared-runs.ts';
import type { JsonObject } from '../compare/run-script.ts';

type StoreKind =
  | 'none'
  | 'version'
  | 'outage'
  | 'hour'
  | 'number'
  | 'age'
  | 'list length'
  | 'text length'
  | 'size'
  | 'wait'
  | 'step output'
  | 'not null'
  | 'prefix'
  | 'not compared';

/** What a run is before it is known how it ends. */
export type DraftRun = {
  readonly index: number;
  readonly at: number;
  /** How much of the store's time is over: 0 to 1. */
  readonly share: number;
  readonly random: Random;
  input: JsonObject;
  /** What its first two steps return, by their names. */
  outputs: Record<string, JsonObject>;
  trigger: string;
  actor: string;
  project: string;
  version: string;
  queuedMs: number;
};

/** Draws the input and the outputs of a run of one workflow. */
export type StoreShape = {
  readonly workflow: string;
  readonly draw: (random: Random, version: string, at: number) => Pick<DraftRun, 'input' | 'outputs'>;
  readonly last: string;
};

/** What should be said first, in words that no wording can do without. */
export type ExpectedCause = {
  readonly words: readonly string[];
  /** A number that is told to a fifth. */
  readonly near?: number;
  readonly without?: readonly string[];
};

export type PlannedStore = {
  readonly name: string;
  readonly kind: StoreKind;
  readonly shape: StoreShape;
  readonly runs: number;
  readonly days: number;
  readonly load?: 'even' | 'daily' | 'growing';
  readonly versions?: (share: number, random: Random) => string;
  readonly edit?: (run: DraftRun) => void;
  /** Begins a store, and returns how likely each of its runs is to fail, the oldest first. */
  readonly chance: () => (run: DraftRun) => number;
  /** Absent where nothing may be announced. */
  readonly cause?: ExpectedCause;
  /** When the failing begins and ends, as shares of the store's time; `none` where it does not change. */
  readonly since?: number | 'none';
  readonly until?: number;
};

export type StoreRun = Run & { readonly isFailed: boolean };

export const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** A Monday. */
export const storeStart = Date.UTC(2026, 2, 2);

/** The runs of a store, the oldest first. */
export function buildStore(plan: PlannedStore, seed: number): readonly StoreRun[] {
  const random = createRandom(seed, plan.name.length * 31 + plan.runs);
  const chanceOf = plan.chance();
  return Array.from({ length: plan.runs }, (_, index) => {
    const draft = draftRun(plan, { index, random });
    plan.edit?.(draft);
    const isFailed = random.next() < chanceOf(draft);
    return toRun(plan, draft, isFailed);
  });
}

function draftRun(plan: PlannedStore, { index, random }: Pick<DraftRun, 'index' | 'random'>): DraftRun {
  const share = timeShare(plan, (index + random.next()) / plan.runs);
  const at = Math.floor(storeStart + share * plan.days * dayMs);
  const version = plan.versions?.(share, random) ?? random.pick(['4.1.0', '4.1.2']);
  return {
    ...{ index, at, share, random, version },
    ...plan.shape.draw(random, version, at),
    trigger: random.pick(['api', 'api', 'webhook', 'schedule']),
    actor: `actor-${random.int(30)}`,
    project: random.pick(['shop', 'shop', 'market', 'outlet']),
    queuedMs: Math.floor(20 + random.next() ** 4 * 4_000),
  };
}

/** Four of five runs come from 8 to 20 o'clock where the load is that of days. */
function timeShare({ load = 'even', days }: PlannedStore, part: number): number {
  if (load === 'growing') return Math.sqrt(part);
  if (load === 'even') return part;
  const day = Math.floor(part * days);
  const rest = part * days - day;
  const hours = rest < 0.1 ? rest * 80 : rest < 0.9 ? 8 + (rest - 0.1) * 15 : 20 + (rest - 0.9) * 40;
  return (day + hours / 24) / days;
}

function toRun({ shape }: PlannedStore, draft: DraftRun, isFailed: boolean): StoreRun {
  const { index, at, random, trigger, actor, project, version, queuedMs, input, outputs } = draft;
  const id = `run_${String(index).padStart(5, '0')}`;
  const startedAt = at + queuedMs;
  const finishedAt = startedAt + 300 + random.int(200);
  const passed = Object.entries(outputs).map(([name, output], place) => {
    const from = startedAt + 5 + place * 60;
    return stepOf(name, {
      id: `${id}-${place}`,
      startedAt: from,
      finishedAt: from + random.between(20, 50),
      output,
    });
  });
  const last = { id: `${id}-last`, startedAt: startedAt + 150, finishedAt: finishedAt - 5 };
  const error = isFailed ? { value: null, name: 'Error', message: 'the request was refused' } : undefined;
  const run = runOf({
    ...{ id, name: shape.workflow, actor, project, input, startedAt, finishedAt },
    ...{ createdAt: at, queuedAt: at, status: isFailed ? 'failed' : 'success' },
    trigger: { type: trigger, label: trigger, raw: `${trigger}:${shape.workflow}` },
    services: ['queue', 'store', 'mailer'].filter(() => random.chance(0.5)),
    raw: { region: random.pick(['eu-1', 'eu-2', 'us-1']), release: version },
    steps: [...passed, stepOf(shape.last, { ...last, status: isFailed ? 'failed' : 'success', error })],
  });
  return { ...run, isFailed, ...(error && { error, errorSummary: { ...error, step: shape.last } }) };
}

function stepOf(name: string, fields: Partial<Step> & Pick<Step, 'id'>): Step {
  return { name, type: 'action', status: 'success', attempt: 1, ...fields };
}

/** Each run fails with the same chance. */
export function always(chance: number): PlannedStore['chance'] {
  return () => () => chance;
}

/** Runs of which something holds fail with the one chance, all others with the other one. */
export function where(
  holds: (run: DraftRun) => boolean,
  chance: number,
  noise = 0.02,
): PlannedStore['chance'] {
  return () => run => (holds(run) ? chance : noise);
}

/** The local hour of the day. */
export function hourOf({ at }: DraftRun): number {
  return new Date(at).getHours();
}

/** The value at a path of the input. */
export function inputOf({ input }: DraftRun, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => Reflect.get(Object(value), key), input);
}
