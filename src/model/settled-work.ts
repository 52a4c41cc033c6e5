import type { RunSummary, Settled, SettledHow } from './run.ts';

/** What of a run tells whether another one does the same work. */
export type Work = Pick<
  RunSummary,
  'id' | 'kind' | 'name' | 'status' | 'createdAt' | 'finishedAt' | 'trigger' | 'key' | 'retryOf'
> & {
  /** Equal for equal inputs; absent where no input was recorded, which equals no other. */
  readonly input?: string;
};

/**
 * Tells which of these runs did the work of a failed one since: the first later success of its workflow that
 * does the same work, by the first way that finds one.
 */
export function createSettler(runs: readonly Work[]): (failed: Work) => Settled | undefined {
  const families = findFamilies(runs);
  const successes = new Map<string, Work[]>();
  const inOrder = runs.filter(({ status }) => status === 'success').sort(compareAge);
  for (const run of inOrder) {
    for (const { name } of worksOf(run, families)) {
      const found = successes.get(name);
      if (found) found.push(run);
      else successes.set(name, [run]);
    }
  }
  return failed => {
    if (failed.status !== 'failed') return undefined;
    for (const { how, name } of worksOf(failed, families)) {
      const run = successes.get(name)?.find(one => compareAge(one, failed) > 0);
      if (run) return { by: run.id, at: run.finishedAt ?? run.createdAt, how };
    }
    return undefined;
  };
}

/** In the order of creation, and of the ids of runs of one time. */
function compareAge(a: Work, b: Work): number {
  return a.createdAt - b.createdAt || (a.id < b.id ? -1 : Number(a.id > b.id));
}

type NamedWork = { readonly how: SettledHow; readonly name: string };

/** The names of a run's work, the most certain first. A key alone says what is the same work. */
function worksOf(run: Work, families: ReadonlyMap<string, string>): readonly NamedWork[] {
  const { kind, name, trigger, key, input } = run;
  const work = (how: SettledHow, ...values: readonly string[]): NamedWork => ({
    how,
    name: JSON.stringify([how, kind, name, ...values]),
  });
  const family = families.get(run.id);
  const own = family === undefined ? [] : [work('retry', family)];
  if (key !== undefined) return [...own, work('key', key)];
  return [
    ...own,
    ...(trigger.type === 'schedule' ? [work('schedule', trigger.raw, trigger.label)] : []),
    ...(input === undefined ? [] : [work('input', input)]),
  ];
}

/** By the id of each run that repeats another or is repeated, the id of one run of its family. */
function findFamilies(runs: readonly Work[]): ReadonlyMap<string, string> {
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
  return new Map(Array.from(parents.keys(), id => [id, rootOf(id)]));
}
