import { newestFirst } from '../../contract/lists/sort.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { signatureOf } from '../../model/failure/failure-text.ts';
import { applyCompletion, completeQuery, toCandidates } from '../../model/query/complete.ts';
import { emptyQuery } from '../../model/query/query.ts';
import { type RunKind, runAddress } from '../../model/run.ts';
import { knownStatuses } from '../../model/status.ts';
import { readConfigs } from '../../targets/project-config.ts';
import { resolveTarget } from '../../targets/resolve-target.ts';
import type { ResolvedTarget } from '../../targets/target.ts';
import type { Context } from '../context/context.ts';
import { buildQuery } from '../options/build-query.ts';
import { includable, sortWords } from '../options/run-options.ts';
import { whileOpen } from '../store/with-store.ts';

type ValueRequest = {
  readonly name: string;
  readonly typed: string;
  readonly args: readonly string[];
  /** The workflow or agent that the arguments name. */
  readonly owner?: string;
  readonly isCancel?: boolean;
  readonly isStart?: boolean;
  readonly target?: string;
  readonly signal: AbortSignal;
};

const idsAtMost = 30;

export async function valuesFor(request: ValueRequest, context: Context): Promise<readonly string[]> {
  const { name, typed } = request;
  switch (name) {
    case 'status':
      return inList(typed, [...knownStatuses, 'active']);
    case 'include':
      return inList(typed, includable);
    case 'sort':
      return sortWords;
    case 'since':
    case 'until':
      return ['1h', '24h', '7d', 'today', 'yesterday'];
    case 'target':
    case 'location':
      return targetsAfter(typed, context);
    default:
      return valuesOfStore(request, context);
  }
}

type Reader = (request: ValueRequest, store: RunStore, context: Context) => Promise<readonly string[]>;

/** By the name of the argument or option. */
const readers: Readonly<Record<string, Reader>> = {
  filter: completeFilter,
  workflow: readNames,
  agent: readNames,
  project: (request, store) => store.suggest('project', request.typed, request),
  'failure-id': readFailureIds,
  run: readIds,
  'run-id': readIds,
  'other-run-id': readIds,
  'session-id': readIds,
  'run-or-failure-id': async (request, store, context) => [
    ...(await readIds(request, store, context)),
    ...(await readFailureIds(request, store)),
  ],
};

async function valuesOfStore(request: ValueRequest, context: Context): Promise<readonly string[]> {
  const read = readers[request.name];
  const target = read && localPart(await resolveTarget(request.target, context));
  if (!target) return [];
  request.signal.throwIfAborted();
  return whileOpen(target, context, store => read(request, store, context));
}

/** Completing reads local stores alone: it sends nothing, and runs no program. */
function localPart(target: ResolvedTarget): ResolvedTarget | undefined {
  if (target.kind !== 'merged') return target.info.isRemote ? undefined : target;
  const members = target.members.filter(({ info }) => !info.isRemote);
  return members.length > 0 ? { ...target, members } : undefined;
}

/** A start is completed with workflows that a program offers, if the store knows any. */
async function readNames({ name: kind, isStart, signal }: ValueRequest, store: RunStore) {
  const infos = (await store.workflows({ signal })).filter(info => info.kind === kind);
  const offered = isStart ? infos.filter(info => info.isOffered) : [];
  return (offered.length > 0 ? offered : infos).map(info => info.name);
}

async function readIds(
  { name, typed, args, owner, isCancel = false, signal }: ValueRequest,
  store: RunStore,
  context: Context,
): Promise<readonly string[]> {
  if (typed !== '') return store.suggest('id', typed, { signal });
  const kind: RunKind | undefined = name === 'session-id' ? 'agent' : undefined;
  const ofOwner = owner === undefined ? emptyQuery : buildQuery({ kind, name: owner });
  const query = isCancel ? buildQuery({ kind, status: 'active' }) : ofOwner;
  const limit = idsAtMost + (owner === undefined ? args.length : 0);
  const page = await store.listRuns(query, { sort: newestFirst, limit, now: context.now(), signal });
  return page.runs.map(runAddress).filter(id => !args.includes(id));
}

/** Failure ids; after a dot, also those with the values that tell failures apart. */
async function readFailureIds({ typed, signal }: ValueRequest, store: RunStore): Promise<readonly string[]> {
  const failures = await store.suggest('failure', typed, { signal });
  return typed.includes('.') ? failures : [...new Set(failures.map(signatureOf))];
}

async function targetsAfter(typed: string, context: Context): Promise<readonly string[]> {
  const taken = typed.split(',').slice(0, -1);
  const names = (await readConfigs(context)).flatMap(config => Object.keys(config.targets));
  const left = [...new Set(names)].filter(name => !taken.includes(name));
  return inList(typed, left);
}

function inList(typed: string, values: readonly string[]): readonly string[] {
  const before = typed.slice(0, typed.lastIndexOf(',') + 1);
  return values.map(value => before + value);
}

async function completeFilter({ typed, signal }: ValueRequest, store: RunStore): Promise<readonly string[]> {
  const completion = completeQuery(typed, typed.length);
  if (completion.type === 'none') return [];
  const candidates =
    completion.type === 'candidates'
      ? completion.candidates
      : toCandidates(await store.suggest(completion.field, completion.prefix, { signal }), completion.field);
  return candidates.map(candidate => applyCompletion(typed, typed.length, candidate).text);
}
