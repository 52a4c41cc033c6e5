import type { KeepAct } from '../contract/done-act.ts';
import type { MarkResult } from '../contract/failures.ts';
import type { CancelResult, RunStore } from '../contract/run-store.ts';
import type { StartRequest, StartResult } from '../contract/starts/start-request.ts';
import type { TargetInfo } from '../contract/target-info.ts';
import type { VerbRequest, VerbResult } from '../contract/verbs.ts';
import { InspectorError } from '../model/errors.ts';
import type { NewFailureMark } from '../model/failure/memory/failure-mark.ts';
import { type CommandWords, toCommand } from '../model/report/shell-command.ts';

type Result = CancelResult | StartResult | VerbResult | MarkResult;

/** An act in a word, what it is done to, and the command that does the same. */
type Asked = CommandWords & { readonly act: string; readonly on: string };

const unsupported = { type: 'unsupported' } as const;

export function createActNote(target: TargetInfo, keep: KeepAct) {
  const { location, commandTarget, isInsecure, isSample } = target;
  return ({ act, on, ...words }: Asked, outcome: string): Promise<void> => {
    const command = toCommand(words, { target: commandTarget, isInsecure });
    return keep({ target: location, act, on, outcome, command }, { isSample });
  };
}

/** Keeps every act on a store with its outcome, whoever asks for it. */
export function createJournaledStore(store: RunStore, keep: KeepAct): RunStore {
  const { failureMarks: marks } = store;
  const withNote = async <R extends Result>(
    asked: Asked,
    work: Promise<R> | undefined,
  ): Promise<R | typeof unsupported> => {
    const note = createActNote(store.target, keep);
    try {
      const result = (await work) ?? unsupported;
      if (result.type !== 'unsupported') await note(asked, outcomeText(result));
      return result;
    } catch (error) {
      await note(asked, error instanceof InspectorError ? `no answer: ${error.message}` : 'no answer');
      throw error;
    }
  };
  return {
    ...store,
    get target() {
      return store.target;
    },
    get can() {
      return store.can;
    },
    cancelRun: (id, options) => withNote(describeEnd('cancel', id), store.cancelRun(id, options)),
    killRun: (id, options) => withNote(describeEnd('kill', id, true), store.killRun?.(id, options)),
    startRun: (request, options) => withNote(describeStart(request), store.startRun(request, options)),
    restartRun: (id, options) =>
      withNote(describeRestart(id, options?.fromStep), store.restartRun?.(id, options)),
    performVerb: (id, request, options) =>
      withNote(describeVerb(id, request), store.performVerb?.(id, request, options)),
    ...(marks && {
      failureMarks: {
        list: options => marks.list(options),
        put: (mark, options) => withNote(describeMark(mark), marks.put(mark, options)),
        remove: (id, options) => withNote(describeUnmark(id), marks.remove(id, options)),
      },
    }),
  };
}

function describeEnd(act: 'cancel' | 'kill', id: string, kill?: true): Asked {
  return { act, on: id, command: 'workflows runs cancel', names: [id], options: { kill } };
}

/** Stands for an input, which is not kept. */
const inputFile = '@input.json';

function describeStart({ workflow, retryOf, input: sent }: StartRequest): Asked {
  if (retryOf !== undefined) return describeRestart(retryOf);
  const input = sent === undefined ? undefined : inputFile;
  return { act: 'start', on: workflow, command: 'workflows run', names: [workflow], options: { input } };
}

function describeRestart(id: string, step?: string): Asked {
  const words = { command: 'workflows runs retry', names: [id], options: { 'from-step': step } };
  return { act: 'run again', on: id, ...words };
}

function describeVerb(id: string, { verb, name, payload }: VerbRequest): Asked {
  const input = payload === undefined ? undefined : inputFile;
  const words = { command: 'workflows runs act', names: [verb, id], options: { name, input } };
  return { act: verb, on: id, ...words };
}

export function describeMark(mark: NewFailureMark): Asked {
  const { failureId, kind, note, ticket, mutedUntil, mutedForCount } = mark;
  if (kind === 'known') {
    const names = [failureId, ...(note === undefined ? [] : [note])];
    return { act: 'note', on: failureId, command: 'failures note', names, options: { ticket } };
  }
  const until = mutedUntil === undefined ? undefined : new Date(mutedUntil).toISOString();
  const count = mutedForCount === undefined ? undefined : String(mutedForCount);
  const words = { command: 'failures mute', names: [failureId], options: { until, count } };
  return { act: 'mute', on: failureId, ...words };
}

export function describeUnmark(id: string): Asked {
  return { act: 'unmark', on: id, command: 'failures unmark', names: [id] };
}

function outcomeText(result: Exclude<Result, typeof unsupported>): string {
  switch (result.type) {
    case 'requested':
      return 'asked for';
    case 'already-finished':
      return `had ended: ${result.status}`;
    case 'refused':
      return `refused: ${result.reason}`;
    case 'started':
      return result.already ? `had started ${result.id}` : `started ${result.id}`;
    case 'done':
      return 'newId' in result && result.newId !== undefined ? `done: ${result.newId}` : 'done';
    case 'not-offered':
      return 'refused: no program offers it';
    case 'not-found':
      return 'not found';
    default:
      return result.type;
  }
}
