import { type CopyChoice, copyChoices } from '../../model/report/copy-choices.ts';
import type { CopySource } from '../../model/report/copy-source.ts';
import type { Run } from '../../model/run.ts';
import { copySource } from '../detail/focus.ts';
import { cursorRun } from '../list/reduce-list.ts';
import type { SessionContext } from '../session/session-context.ts';
import type { State } from '../session/state.ts';
import { commandTarget } from './command-target.ts';
import { copyNotice } from './copy-notice.ts';

/** What can be copied now, the focused part first. */
export function copiesOf(state: State, whole?: Run): readonly CopyChoice[] {
  const source = sourceOf(state, whole);
  if (!source) return [];
  const { target } = state.store;
  return copyChoices({ ...source, ...commandTarget(target, source.run), canStart: canStart(state) });
}

/** A server says for itself whether it starts runs; until it has, it is not known. */
function canStart({ store: { can, target, about } }: State): boolean {
  if (!can.start || target.kind !== 'http') return can.start;
  return about?.can?.start === true && about.scopes.includes('write');
}

function sourceOf(state: State, whole: Run | undefined): CopySource | undefined {
  const { detail, screen, list, now } = state;
  if (screen === 'detail' && detail) return copySource(whole ? { ...detail, run: whole } : detail, now);
  const run = whole ?? cursorRun(list);
  return run && { run, format: 'json', reveal: false, now };
}

/** Copies the focused part of the detail, or the run's id in the table. */
export function copyFocused(context: SessionContext): void {
  const [first] = copiesOf(context.getState());
  if (first) copy(context, first);
}

export function copy({ run, effects, dispatch }: SessionContext, choice: CopyChoice): void {
  run(async () => {
    const outcome = await effects.copy(choice.text());
    dispatch({ type: 'noticed', text: copyNotice(choice, outcome), tone: 'info' });
  });
}
