import type { RunStore } from '../../contract/run-store.ts';
import { describeErrorInRow } from '../../model/report/describe-error.ts';
import { durationMs, type Run, type Step } from '../../model/run.ts';
import { isActive, type RunStatus, statusInfo, statusLabel } from '../../model/status.ts';
import { formatClock, formatDuration } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { followRun } from '../../operations/follow/follow-runs.ts';
import type { Context } from '../context/context.ts';
import type { Output } from '../options/define-command.ts';
import { outputTheme } from '../print/write.ts';
import { changeTime } from './change-printer.ts';
import { createOutageNotice, createUnofferedNotice } from './follow-notices.ts';

type FollowOptions = {
  readonly output: Output;
  /** Whether this program has just started the run: it may not be in the store yet, or have ended already. */
  readonly isNew?: boolean;
};

/** Prints a line as each step begins and ends; resolves with the ended run, without messages and trace. */
export async function followToEnd(
  store: RunStore,
  id: string,
  { output, isNew = false }: FollowOptions,
  context: Context,
): Promise<Run> {
  const { signal, now } = context;
  const isText = output.format === 'table';
  const { plainTheme } = await import('../../screen/paint/theme.ts');
  const theme = isText ? await outputTheme(context) : plainTheme;
  const changesOf = createStepChanges();
  let isFollowed = isNew;
  const write = ({ at, name, status, label, note }: StepChange) => {
    const mark = theme.status(status, `${statusInfo[status].glyph} ${safeLine(name)}`);
    const line = `${theme.dim(formatClock(at))}  ${mark}  ${safeLine(`${label}  ${note}`).trimEnd()}`;
    (isText ? context.stdout : context.stderr).write(`${line}\n`);
  };
  const noticeUnoffered = createUnofferedNotice(store, context);
  const onRead = async (run: Run, tookMs: number): Promise<void> => {
    isFollowed ||= isActive(run);
    const readAt = now() - tookMs;
    if (isFollowed) for (const change of changesOf(run, readAt)) write(change);
    await noticeUnoffered(run);
  };
  return followRun(store, id, { signal, isNew, onRead, onOutage: createOutageNotice(context) });
}

/** Unsanitized text of the store. */
type StepChange = {
  /** Epoch ms. */
  readonly at: number;
  readonly name: string;
  readonly status: RunStatus;
  readonly label: string;
  readonly note: string;
};

type Reported = { readonly status: RunStatus; readonly at: number };

/** Returns what has changed since the last read of the run, oldest first. */
export function createStepChanges(): (run: Run, readAt: number) => readonly StepChange[] {
  const reported = new Map<string, Reported>();
  let reportedRun: Reported | undefined;
  return (run, readAt) => {
    const changes = (run.steps ?? []).flatMap(step => {
      const key = `${step.attempt} ${step.id}`;
      const before = reported.get(key);
      if (before?.status === step.status) return [];
      const at = changeTime(step, { readAt, beforeAt: before?.at });
      reported.set(key, { status: step.status, at });
      return stepChanges(step, before === undefined, { at, readAt });
    });
    if (run.status !== reportedRun?.status && isActive(run)) {
      const at = changeTime(run, { readAt, beforeAt: reportedRun?.at });
      reportedRun = { status: run.status, at };
      changes.unshift({ at, name: run.name, status: run.status, label: statusLabel(run, readAt), note: '' });
    }
    return changes.sort((a, b) => a.at - b.at);
  };
}

type Times = { readonly at: number; readonly readAt: number };

function stepChanges(step: Step, isNew: boolean, { at, readAt }: Times): StepChange[] {
  const { name, status, attempt, startedAt = at, error } = step;
  const nth = attempt > 1 ? `attempt ${attempt}` : '';
  const { label } = statusInfo.running;
  const begin = { at: startedAt, name, status: 'running', label, note: nth } as const;
  const change = { at, name, status, label: statusLabel(step, readAt) };
  if (isActive(step)) {
    const hasBegun = isNew && status !== 'running' && status !== 'queued';
    const current = { ...change, note: nth };
    return hasBegun ? [begin, current] : [current];
  }
  const ms = durationMs(step, at);
  const notes = [nth, ms === undefined ? '' : formatDuration(ms), error ? describeErrorInRow(error) : ''];
  const end = { ...change, note: notes.filter(note => note !== '').join('  ') };
  return isNew && step.startedAt !== undefined ? [begin, end] : [end];
}
