import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Environment } from '../../model/environment.ts';
import { writeTemporaryFile } from '../temporary-file.ts';
import { runFirstAttached } from './run-attached.ts';
import { splitCommand } from './split-command.ts';

export type OutsideOptions = {
  readonly env: Environment;
  readonly runOutside: (action: () => Promise<void>) => Promise<void>;
};

function programWords(command: string | undefined): string[] | undefined {
  const words = splitCommand(command ?? '');
  return words.length === 0 ? undefined : words;
}

/** Scripts set `cat` to switch pagers off; here it would show nothing. */
function choosePagers(env: Environment): readonly (readonly string[])[] {
  const pager = programWords(env.PAGER);
  return pager === undefined || pager[0] === 'cat' ? [['less', '-R'], ['more']] : [pager];
}

/** Shows a sanitized text in `$PAGER` or `less`; resolves when the pager exits. */
export async function openInPager(
  text: string | Uint8Array,
  { env, runOutside }: OutsideOptions,
): Promise<void> {
  await runOutside(() =>
    runFirstAttached(
      choosePagers(env),
      { env: { LESS: 'R', ...env }, text },
      { what: 'the pager', hint: 'set PAGER to a program that is installed' },
    ),
  );
}

/** Opens a text in `$VISUAL`, `$EDITOR` or `vi`, as a temporary file that is removed afterwards. */
export async function openInEditor(
  text: string | Uint8Array,
  { env, runOutside, suffix }: OutsideOptions & { readonly suffix: string },
): Promise<void> {
  const path = await writeTemporaryFile(`run${suffix}`, text);
  const editor = programWords(env.VISUAL) ?? programWords(env.EDITOR) ?? ['vi'];
  try {
    await runOutside(() =>
      runFirstAttached(
        [[...editor, path]],
        { env },
        { what: 'the editor', hint: 'set VISUAL or EDITOR to a program that is installed' },
      ),
    );
  } finally {
    await rm(dirname(path), { recursive: true, force: true });
  }
}
