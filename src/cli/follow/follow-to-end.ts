import type { RunStore } from '../../contract/run-store.ts';
import type { Run } from '../../model/run.ts';
import { isActive, statusInfo } from '../../model/status.ts';
import { formatClock } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { followRun } from '../../operations/follow/follow-run.ts';
import type { Context } from '../context/context.ts';
import type { Output } from '../options/output-options.ts';
import { outputTheme } from '../print/output-style.ts';
import { createOutageNotice, createUnofferedNotice } from './follow-notices.ts';
import { createStepChanges, type StepChange } from './step-changes.ts';

type FollowOptions = {
  readonly output: Output;
  /** Whether this program has just started the run: it may not be in the store yet, or have ended already. */
  readonly isNew?: boolean;
};

/**
 * Waits until a run has ended, with a line as each of its steps begins and ends: on stdout where it is for
 * people, on stderr beside data. Resolves with the run as it ended, without its messages and its trace.
 */
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
