import { namedTheme } from '../../model/background.ts';
import { parseQuery } from '../../model/query/parse/parse-query.ts';
import type { Theme } from '../../screen/paint/theme.ts';
import { reduce } from '../../screen/reduce.ts';
import { linearSize } from '../../screen/shell/layout.ts';
import { recall } from '../../screen/shell/remembered.ts';
import { ignoredCommandsText, readOwnCommands } from '../../targets/read-own-commands.ts';
import { openTerminal, type Terminal } from '../../terminal/device/device.ts';
import { hasHyperlinks } from '../../terminal/known-terminals.ts';
import type { Context } from '../context/context.ts';
import { userFile } from '../memory/kept-file.ts';
import { createMemory } from '../memory/memory.ts';
import { writeNotice } from '../print/write.ts';
import { readFirstState, readNamedRun } from './first-frame.ts';
import type { ScreenRequest } from './run-session.ts';

/** Resolves with the exit code. Until Ink is loaded, a frame is painted as text, and keys are kept. */
export async function openScreen(request: ScreenRequest): Promise<number> {
  const { store, context, filter, isNotifying, offersTour } = request;
  parseQuery(filter ?? '');
  namedTheme(context.env);
  const { ownCommands, notice } = await readCheckedCommands(context);
  const ignored = await ignoredCommandsText(context);
  if (ignored !== undefined) writeNotice(`runlens: ${ignored}`, context);
  const memory = createMemory(await userFile(context, 'memory.json'));
  const remembered = recall(memory, store.target);
  const opened =
    request.runId === undefined ? undefined : await readNamedRun(store, request.runId, context.now());
  const { isLinear } = context;
  const terminal = openTerminal({
    stdin: toTty(context.stdin),
    stdout: toTty(context.stdout),
    env: isLinear ? { ...context.env, TERM: 'dumb' } : context.env,
    isLinear,
  });
  context.signal.throwIfAborted();
  silenceNodeWarnings();
  terminal.enter();
  try {
    // Loaded while the store is read.
    const screen = isLinear
      ? undefined
      : Promise.all([import('../../screen/early-frame.ts'), import('../../screen/paint/theme.ts')]);
    const first = await readFirstState({
      ...{ store, size: isLinear ? linearSize : terminal.size, now: context.now() },
      ...{ filter, remembered, ownCommands, isNotifying },
      hasTour: offersTour === true && !memory.isTourEnded(),
    });
    const read = opened ? reduce(first, { type: 'run-opened', summary: opened }) : first;
    const state =
      notice === undefined ? read : reduce(read, { type: 'noticed', text: notice, tone: 'error' });
    if (!screen) {
      const { runLinear } = await import('./run-linear.ts');
      return await runLinear({ ...request, memory, terminal }, state);
    }
    const [{ earlyFrame }, themes] = await screen;
    const theme = () => themeOf(context.env, terminal.background, themes);
    terminal.paint(earlyFrame(state, theme()));
    const stopWatching = terminal.onBackground(background => {
      if (background === 'light') terminal.paint(earlyFrame(state, theme()));
    });
    const { hideFetchWhile } = await import('../../terminal/device/ink-streams.ts');
    const { runScreen } = await hideFetchWhile(() => import('./run-screen.ts'));
    stopWatching();
    return await runScreen({ ...request, memory, terminal, theme }, state);
  } finally {
    terminal.restore();
  }
}

/** Reports keys that were left off on stderr, with the free ones, and the first on the screen. */
async function readCheckedCommands(context: Context) {
  const written = await readOwnCommands(context);
  if (written.length === 0) return { ownCommands: written };
  const { checkKeys, freeKeys } = await import('./check-keys.ts');
  const { commands, problems } = checkKeys(written);
  for (const problem of problems) writeNotice(`runlens: ${problem}`, context);
  if (problems.length > 0) writeNotice(`  free are ${freeKeys(commands)}`, context);
  return { ownCommands: commands, notice: problems[0] };
}

/** Over SSH, a path would lead to a file of the machine in front of the user. */
function themeOf(
  env: ScreenRequest['context']['env'],
  background: Terminal['background'],
  themes: typeof import('../../screen/paint/theme.ts'),
): Theme {
  const theme = themes.chooseTheme(env, background);
  return hasHyperlinks(env) ? themes.withLinks(theme, { hasFiles: !env.SSH_CONNECTION }) : theme;
}

/** Node would print its warnings on the screen. Other listeners stay. */
function silenceNodeWarnings(): void {
  const printers = process.listeners('warning').filter(({ name }) => name === 'onWarning');
  for (const printer of printers) process.off('warning', printer);
}

function toTty<Stream>(stream: unknown): Stream {
  return stream as Stream;
}
