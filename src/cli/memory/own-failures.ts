import { yieldToEventLoop } from '../../async/yield-to-event-loop.ts';
import type { TargetInfo } from '../../contract/target-info.ts';
import {
  addShown,
  type FailureMark,
  type SeenGroup,
  type ShownFailures,
} from '../../model/failure/memory/failure-mark.ts';
import { fieldsOf, isRecord } from '../../model/is-record.ts';
import type { OwnFailures } from '../../operations/failures/failure-memory.ts';
import { lookKey } from '../../screen/shell/remembered.ts';
import { createActNote, describeMark, describeUnmark } from '../../stores/journaled-store.ts';
import type { Context } from '../context/context.ts';
import { type FileContent, type FileForm, keepFile, mostFileBytes, userFile } from './kept-file.ts';

export async function openOwnFailures(
  context: Pick<Context, 'userDataFolder' | 'acts'>,
  target: TargetInfo,
): Promise<KeptFailures> {
  const path = target.isSample ? undefined : await userFile(context, 'failures.json');
  const own = createOwnFailures(path, lookKey(target));
  const note = createActNote(target, context.acts.keep);
  return {
    ...own,
    putMark(mark) {
      own.putMark(mark);
      void note(describeMark(mark), 'done');
    },
    removeMarks(ids) {
      own.removeMarks(ids);
      for (const id of ids) void note(describeUnmark(id), 'done');
    },
    ...(target.isSample && { problem: () => undefined }),
  };
}

type KeptFailures = OwnFailures & {
  readonly refresh: () => void;
};

/** Opens each target once, so that what cannot be written lasts until the program ends. */
export function keepOwnFailures(context: Pick<Context, 'userDataFolder' | 'acts'>) {
  const opened = new Map<string, KeptFailures>();
  return async (target: TargetInfo): Promise<OwnFailures> => {
    const key = lookKey(target);
    const own = opened.get(key) ?? (await openOwnFailures(context, target));
    opened.set(key, own);
    // The next frame is painted before the file is read.
    await yieldToEventLoop();
    own.refresh();
    return own;
  };
}

export function createOwnFailures(path: string | undefined, target: string): KeptFailures {
  const { get, change, refresh, problem } = keepFile(path, failureForm);
  const own = () => failuresOf(get(), target);
  return {
    seen: () => Object.entries(own().seen).map(([failureId, shown]) => ({ failureId, shown })),
    addSeen: groups => change(latest => withSeen(latest, target, groups)),
    marks: () => own().marks,
    putMark: mark => change(latest => withMark(latest, target, mark)),
    removeMarks: ids => change(latest => withoutMarks(latest, target, ids)),
    refresh,
    problem,
  };
}

type TargetFailures = {
  readonly seen: Readonly<Record<string, ShownFailures>>;
  readonly marks: readonly FailureMark[];
};

/** By target, the one that changed last at the end. */
type FailureContent = FileContent & { readonly targets: ReadonlyMap<string, TargetFailures> };

const noFailures: TargetFailures = { seen: {}, marks: [] };
const mostTargets = 100;
const mostSeen = 1_000;
const mostOwnMarks = 500;

export const failureForm: FileForm<FailureContent> = {
  none: { targets: new Map() },
  parse(value) {
    const entries = Object.entries(fieldsOf(fieldsOf(value).targets));
    const parsed = entries.map(([key, stored]) => ({ key, ...parseTarget(stored) }));
    const targets = new Map(parsed.map(({ key, failures }) => [key, failures]));
    const isWhole = isRecord(value) && isRecord(value.targets) && parsed.every(target => target.isWhole);
    return isWhole ? { targets } : { targets, isUnknown: true };
  },
  format({ targets }) {
    const kept = [...targets].slice(-mostTargets);
    for (;;) {
      const text = JSON.stringify({ targets: Object.fromEntries(kept) }, undefined, 1);
      if (Buffer.byteLength(text) < mostFileBytes || kept.length < 2) return text;
      kept.shift();
    }
  },
};

function failuresOf({ targets }: FailureContent, target: string): TargetFailures {
  return targets.get(target) ?? noFailures;
}

export function withSeen(
  content: FailureContent,
  target: string,
  groups: readonly SeenGroup[],
): FailureContent {
  const before = failuresOf(content, target);
  const seen = new Map(Object.entries(before.seen));
  for (const { failureId, shown } of groups) {
    const added = addShown(seen.get(failureId), shown);
    seen.delete(failureId);
    seen.set(failureId, added);
  }
  return withTarget(content, target, { ...before, seen: Object.fromEntries([...seen].slice(-mostSeen)) });
}

export function withMark(content: FailureContent, target: string, mark: FailureMark): FailureContent {
  const before = failuresOf(content, target);
  const others = before.marks.filter(
    ({ failureId, kind }) => failureId !== mark.failureId || kind !== mark.kind,
  );
  return withTarget(content, target, { ...before, marks: [mark, ...others].slice(0, mostOwnMarks) });
}

function withoutMarks(content: FailureContent, target: string, failureIds: readonly string[]) {
  const before = failuresOf(content, target);
  const marks = before.marks.filter(({ failureId }) => !failureIds.includes(failureId));
  return withTarget(content, target, { ...before, marks });
}

function withTarget(content: FailureContent, target: string, failures: TargetFailures): FailureContent {
  const targets = new Map(content.targets);
  targets.delete(target);
  return { ...content, targets: targets.set(target, failures) };
}

function parseTarget(value: unknown): { readonly failures: TargetFailures; readonly isWhole: boolean } {
  const { seen, marks } = fieldsOf(value);
  const entries = Object.entries(fieldsOf(seen));
  const known = entries.flatMap(([id, shown]) => (isShown(shown) ? [[id, shown] as const] : []));
  const all: readonly unknown[] = Array.isArray(marks) ? marks : [];
  const failures = { seen: Object.fromEntries(known), marks: all.filter(isMark) };
  const isWhole = isRecord(seen) && Array.isArray(marks) && known.length === entries.length;
  return { failures, isWhole: isWhole && failures.marks.length === all.length };
}

function isShown(value: unknown): value is ShownFailures {
  return isRecord(value) && [value.firstAt, value.lastAt, value.count].every(Number.isFinite);
}

function isMark(value: unknown): value is FailureMark {
  if (!isRecord(value) || !isShown(value.shown)) return false;
  const { failureId, kind, at, note, ticket, by, mutedUntil, mutedForCount } = value;
  return (
    typeof failureId === 'string' &&
    (kind === 'known' || kind === 'muted') &&
    Number.isFinite(at) &&
    [note, ticket, by].every(text => text === undefined || typeof text === 'string') &&
    [mutedUntil, mutedForCount].every(number => number === undefined || Number.isFinite(number))
  );
}
