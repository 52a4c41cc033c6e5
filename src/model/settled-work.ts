import { appendTo } from './append-to.ts';
import { partitionPoint } from './partition-point.ts';
import type { RunSummary, Settled, SettledHow } from './run.ts';

export type Work = Pick<
  RunSummary,
  'id' | 'kind' | 'name' | 'status' | 'createdAt' | 'finishedAt' | 'trigger' | 'key' | 'retryOf'
> & {
  /** Canonical JSON; absent if not recorded, which equals no other; null if not read. */
  readonly input?: string | null;
};

/**
 * Finds the run that did the work of a failed one: the first later success of its workflow with the same
 * work, in the most certain way. Runs that repeat each other do one work: a success settles all that failed
 * before it.
 */
export function createSettler(runs: readonly Work[]): (failed: Work) => Settled | undefined {
  const familyOf = findFamilies(runs);
  const successes = new Map<string, Work[]>();
  for (const run of runs.filter(({ status }) => status === 'success').sort(compareAge)) {
    for (const { name } of worksOf(run, familyOf(run), 'done')) appendTo(successes, name, run);
  }
  return failed => {
    if (failed.status !== 'failed') return undefined;
    const works = worksOf(failed, familyOf(failed), 'left');
    for (const way of ways) {
      const found = works.flatMap(work =>
        work.way === way ? (firstAfter(failed, successes.get(work.name)) ?? []) : [],
      );
      const run = found.sort(compareAge)[0];
      if (run) return { by: run.id, at: run.finishedAt ?? run.createdAt, how: way };
    }
    return undefined;
  };
}

/** The most certain first. */
const ways: readonly SettledHow[] = ['retry', 'key', 'schedule', 'input'];

type NamedWork = { readonly way: SettledHow; readonly name: string };
type Family = { readonly root: string; readonly runs: readonly Work[] };

/** `done` by a success, or `left` by a failed run, which one of them settles. */
function worksOf(run: Work, family: Family | undefined, which: 'done' | 'left'): readonly NamedWork[] {
  if (!family) return ownWorks(run);
  const repeated = [nameWork(run, 'retry', family.root)];
  if (which === 'done') return repeated.concat(ownWorks(run));
  const same = family.runs.filter(({ kind, name }) => kind === run.kind && name === run.name);
  return repeated.concat(same.flatMap(one => ownWorks(one)));
}

/** A key alone identifies the work. */
function ownWorks(run: Work): readonly NamedWork[] {
  const { trigger, key, input } = run;
  if (key !== undefined) return [nameWork(run, 'key', key)];
  const equal = typeof input === 'string' ? [nameWork(run, 'input', input)] : [];
  if (trigger.type !== 'schedule') return equal;
  return [nameWork(run, 'schedule', trigger.raw, trigger.label), ...equal];
}

function nameWork({ kind, name }: Work, way: SettledHow, ...values: readonly string[]): NamedWork {
  return { way, name: JSON.stringify([way, kind, name, ...values]) };
}

/** By creation, then by id. */
function compareAge(a: Work, b: Work): number {
  return a.createdAt - b.createdAt || (a.id < b.id ? -1 : Number(a.id > b.id));
}

function firstAfter(run: Work, inOrder: readonly Work[] = []): Work | undefined {
  return inOrder[partitionPoint(inOrder.length, at => compareAge(inOrder[at] ?? run, run) <= 0)];
}

/** Groups runs that repeat each other, even through runs that are not in the list. */
function findFamilies(runs: readonly Work[]): (run: Work) => Family | undefined {
  const parents = new Map<string, string>();
  const rootOf = (id: string): string => {
    let root = id;
    for (let next = parents.get(root); next !== undefined && next !== root; next = parents.get(root))
      root = next;
    return root;
  };
  for (const { id, retryOf } of runs) {
    if (retryOf === undefined) continue;
    const [root, other] = [rootOf(id), rootOf(retryOf)];
    parents.set(other, other);
    parents.set(root, other);
  }
  const repeating = runs.filter(({ id }) => parents.has(id));
  const families = Map.groupBy(repeating, ({ id }) => rootOf(id));
  return ({ id }) => {
    const root = parents.has(id) ? rootOf(id) : undefined;
    return root === undefined ? undefined : { root, runs: families.get(root) ?? [] };
  };
}
