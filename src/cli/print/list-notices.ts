import { inTime } from '../../async/deadline.ts';
import type { MissingTarget } from '../../contract/lists/run-page.ts';
import type { RunStore } from '../../contract/run-store.ts';
import type { WorkflowInfo } from '../../contract/workflow-info.ts';
import { ignoreExpectedUntil } from '../../model/errors.ts';
import type { Query } from '../../model/query/query.ts';
import { foldCase } from '../../model/query/search-words.ts';
import { nearestValue } from '../../operations/explain-value.ts';
import type { Context } from '../context/context.ts';
import type { QueryFlags } from '../options/build-query.ts';
import { writeNotice } from './write.ts';

export async function printEmptyNotice(
  { clauses }: Query,
  store: RunStore,
  missing: readonly MissingTarget[] | undefined,
  context: Context,
): Promise<void> {
  const { target } = store;
  const isFiltered = clauses.some(({ type }) => type !== 'kind');
  if (isFiltered) return explainNoMatch({ clauses }, store, context);
  if (missing && missing.length > 0) return writeNotice('the targets that answered have no runs', context);
  const what = clauses.length > 0 ? 'no such runs yet' : 'no runs yet';
  const next = target.isEngine
    ? 'the runs that the engine starts appear here'
    : 'record one with runlens/recorder, or try "runlens demo"';
  writeNotice(`${what}: ${next}`, context);
}

/** Whether an empty list is due to a name that no run has; if so, a notice suggests another name. */
export async function isUnknownName(
  { kind, name }: Pick<QueryFlags, 'kind' | 'name'>,
  store: RunStore,
  context: Context,
): Promise<boolean> {
  if (name === undefined || name.includes('*')) return false;
  const known = await readNames(store, context);
  const isNamed = (one: WorkflowInfo) => foldCase(one.name) === foldCase(name);
  const isOfKind = (one: WorkflowInfo) => kind === undefined || one.kind === kind;
  if ((store.missing?.() ?? []).length > 0) return false;
  if (known.length === 0 || known.some(one => isNamed(one) && isOfKind(one))) return false;
  const what = kind ?? 'workflow or agent';
  const runs = kind === 'agent' ? 'sessions' : 'runs';
  const meant = meantName(name, known.filter(isOfKind), known);
  writeNotice(`no ${what} "${name}" has ${runs} here${meant}`, context);
  return true;
}

/** `: did you mean "y"?`, or which kind has the name. */
function meantName(name: string, alike: readonly WorkflowInfo[], all: readonly WorkflowInfo[]): string {
  const other = all.find(one => foldCase(one.name) === foldCase(name));
  if (other)
    return other.kind === 'agent'
      ? `: it is an agent, see "runlens agents sessions list"`
      : `: it is a workflow, see "runlens workflows runs list"`;
  const names = alike.map(one => one.name);
  const nearest = nearestValue(name, names);
  return nearest === undefined ? '' : `: did you mean "${nearest}"?`;
}

/** Some stores read all of their runs for the names, for which no list waits. */
const mostNamesMs = 1_000;

async function readNames(store: RunStore, { signal }: Context): Promise<readonly WorkflowInfo[]> {
  const reading = inTime({ ms: mostNamesMs, signal }, soon => store.workflows({ signal: soon }));
  // The list itself was read, and stands.
  const infos = (await reading.catch(ignoreExpectedUntil(signal))) ?? [];
  return infos.filter(({ total }) => total > 0);
}

export async function explainNoMatch({ clauses }: Query, store: RunStore, context: Context): Promise<void> {
  writeNotice('no runs match', context);
  const { explainEmptyList } = await import('../../operations/explain-empty-list.ts');
  const query = { clauses: clauses.filter(({ type }) => type !== 'kind') };
  const within = { clauses: clauses.filter(({ type }) => type === 'kind') };
  const { signal } = context;
  const explaining = explainEmptyList({ store, query, within, now: context.now(), signal });
  const reasons = (await explaining.catch(ignoreExpectedUntil(signal))) ?? [];
  for (const { text } of reasons) writeNotice(`  ${text}`, context);
}

export function printMissing(missing: readonly MissingTarget[] | undefined, context: Context): void {
  for (const { target, error } of missing ?? []) {
    const hint = error.hint === undefined ? '' : ` (${error.hint})`;
    writeNotice(`runlens: ${target} is left out: ${error.message}${hint}`, context);
  }
}

export function printNotes(notes: Iterable<string>, context: Context): void {
  for (const note of notes) writeNotice(`runlens: ${note}`, context);
}
