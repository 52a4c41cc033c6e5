import type { RunStore } from '../../contract/run-store.ts';
import type { Effects } from '../../screen/shell/effects.ts';
import type { Memory } from '../../screen/shell/remembered.ts';
import type { Terminal } from '../../terminal/device/device.ts';
import { type Context, userName } from '../context/context.ts';
import { createScreenTargets } from './screen-targets.ts';

type EffectsOptions = {
  readonly context: Context;
  readonly terminal: Terminal;
  readonly store: RunStore;
  readonly memory: Memory;
  readonly quit: (exitCode: number) => void;
  /** Appends a text to lines that are read aloud, for which no control sequence is sent. */
  readonly say?: (text: string) => void;
};

/** The code of each effect is loaded on first use. */
export function createEffects({ context, terminal, store, memory, quit, say }: EffectsOptions): Effects {
  const { env } = context;
  const runOutside = (work: () => Promise<void>) => terminal.runOutside(work);
  let own: Promise<Effects['ownFailures']> | undefined;
  const ownFailures: Effects['ownFailures'] = async target => {
    own ??= import('../memory/own-failures.ts').then(({ keepOwnFailures }) => keepOwnFailures(context));
    return (await own)(target);
  };
  const write = (sequence: string) => terminal.writeBetweenFrames(sequence);
  return {
    now: context.now,
    user: userName(context),
    renderCopy: async (work, signal) => {
      const { renderInThread } = await import('./copy-renderer.ts');
      return renderInThread(work, signal);
    },
    saveCase: async (runs, target, signal) => {
      const { saveMarkedCase } = await import('./save-in-folder.ts');
      return saveMarkedCase(runs, target, context, signal);
    },
    saveReport: async (reported, signal) => {
      const { saveReport } = await import('./save-in-folder.ts');
      return saveReport(reported, await ownFailures(reported.store.target), context, signal);
    },
    copy: async text => {
      const { copyText } = await import('../../terminal/clipboard.ts');
      return copyText(text, { env: say ? { ...env, TERM: 'dumb' } : env, write });
    },
    runOwn: async (request, signal) => {
      const { runOwn } = await import('./run-own.ts');
      return runOwn(request, context, signal);
    },
    keepOutput: async text => {
      const { writeTemporaryFile } = await import('../../terminal/temporary-file.ts');
      return writeTemporaryFile('output.txt', text);
    },
    openPager: async text => {
      if (say) return say(typeof text === 'string' ? text : Buffer.from(text).toString('utf8'));
      const { openInPager } = await import('../../terminal/pager.ts');
      await openInPager(text, { env, runOutside });
    },
    openEditor: async (text, suffix) => {
      const { openInEditor } = await import('../../terminal/pager.ts');
      await openInEditor(text, { env, runOutside, suffix });
    },
    notify: async text => {
      if (say) return say(text);
      const { notificationSequence } = await import('../../terminal/known-terminals.ts');
      write(notificationSequence(text, env));
    },
    showProgress: part => terminal.showProgress(part),
    editText: async (text, suffix) => {
      const { editInEditor } = await import('../../terminal/pager.ts');
      return editInEditor(text, { env, runOutside, suffix });
    },
    suspend: () => terminal.suspend(),
    quit,
    ...createScreenTargets(context, store.target),
    memory,
    doneActs: async () => ({ acts: await context.acts.list(), problem: await context.acts.problem() }),
    ownFailures,
  };
}
